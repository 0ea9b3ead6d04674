"""A decision is bound to what was read: the reader names the state of the document that was seen.

Owns the comparison of what a reader saw with what is stored now, under the row's lock. Fails
closed: a decision of a web request that does not name what was read is refused, whichever way it
comes in, so that no screen and no program can forget it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import get_datetime

from erp_app.documents.registry import workflow_of
from erp_app.domain.workflow import Step
from erp_app.store.versions import Version, lock_versions

# No request can write this object into a document's flags.
_BOUND = object()


class DocumentChangedError(frappe.ValidationError):
    """What is to be decided on is not what the reader saw."""


class DocumentUnseenError(frappe.ValidationError):
    """A decision does not say which state of the document was read."""


@dataclass(frozen=True, slots=True)
class SeenSet:
    """What a reader saw of a set: how many documents, and when the newest was changed."""

    count: int
    modified: str


def require_seen(doc, step: Step, modified: str | None) -> None:
    """Refuse a step on a locked document that is not the one the reader saw; note that it is.

    modified: of the document as it was shown, as text.

    Raises:
        DocumentUnseenError: a decision without it. DocumentChangedError: it differs.
    """
    if not modified and not step.is_decision:
        return
    if not modified:
        _refuse_unseen()
    if _moment(modified) != _moment(doc.modified):
        _refuse_changed()
    doc.flags.seen = _BOUND


def require_seen_set(document_type: str, names: Sequence[str], seen: SeenSet | None) -> None:
    """Lock those of these documents that wait, and refuse a set that is not what was seen.

    Raises:
        DocumentUnseenError, DocumentChangedError.
    """
    if seen is None or not seen.modified:
        _refuse_unseen()
    now = lock_versions(workflow_of(document_type), names)
    if len(now) != seen.count or newest(now) != _moment(seen.modified):
        _refuse_changed()


def require_bound(doc, step: Step) -> None:
    """Refuse a decision of a web request that was not compared with what its reader saw."""
    is_asked_for = bool(getattr(frappe.local, "request", None))
    if step.is_decision and is_asked_for and doc.flags.seen is not _BOUND:
        _refuse_unseen()


def newest(versions: Sequence[Version]) -> datetime | None:
    """Return when the newest of these was changed."""
    return max((version.modified for version in versions), default=None)


def _moment(text: object) -> datetime | None:
    try:
        return get_datetime(text)
    except (ValueError, TypeError, OverflowError, frappe.ValidationError):
        return None


def _refuse_changed() -> NoReturn:
    text = _("This document was changed after you opened it: read it again")
    frappe.throw(text, exc=DocumentChangedError, title=_("Cannot Continue"))


def _refuse_unseen() -> NoReturn:
    text = _("A decision says which state of the document was read: open it and decide there")
    frappe.throw(text, exc=DocumentUnseenError, title=_("Cannot Continue"))
