"""How broken rules reach people, for finance, human resources and imports alike.

Owns the way from a RuleError or a Finding to a translated sentence and to the framework's
exceptions, and so to HTTP: who may not is a permission error (403), what may not is a validation
error (417). Every text is said once, in the rule that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import formatdate

from erp_app.domain.entry import EntriesInvalidError
from erp_app.domain.findings import AuthorityError, Finding, RuleError
from erp_app.domain.languages import is_right_to_left, isolate

FINDINGS_SHOWN = 20


class DocumentInvalidError(frappe.ValidationError):
    """A document's content breaks its rules. findings: what is wrong, by line where it is one's."""

    findings: tuple[Finding, ...] = ()


class DocumentLockedError(frappe.ValidationError):
    """A document that was sent or posted was to be changed."""


def translate(template: str, values: Sequence[object]) -> str:
    """Return a rule's text in the user's language.

    Texts among the values are translated too, days are written as the site writes them; among
    Arabic words each value keeps its own order.
    """
    return _(template).format(*map(_shown, values))


def _shown(value: object) -> object:
    shown = value
    if isinstance(value, date):
        shown = formatdate(value)
    elif isinstance(value, str) and value:
        shown = _(value)
    return isolate(shown) if is_right_to_left(frappe.local.lang) else shown


def tell(found: RuleError | Finding) -> str:
    """Return a broken rule, or a finding with its line, in the user's language."""
    text = translate(found.template, found.values)
    line = getattr(found, "line", None)
    return _("Line {0}: {1}").format(line, text) if line else text


def throw_rule(error: RuleError) -> NoReturn:
    """Refuse because of a broken rule."""
    is_authority = isinstance(error, AuthorityError)
    frappe.throw(
        tell(error),
        exc=frappe.PermissionError if is_authority else frappe.ValidationError,
        title=_("Not Allowed") if is_authority else _("Cannot Continue"),
    )


def throw_findings(findings: Sequence[Finding]) -> NoReturn:
    """Refuse because of findings; the first ones are listed, the rest are counted."""
    texts = [tell(found) for found in findings[:FINDINGS_SHOWN]]
    if len(findings) > FINDINGS_SHOWN:
        texts.append(_("and {0} more").format(len(findings) - FINDINGS_SHOWN))
    as_list = len(texts) > 1
    try:
        frappe.throw(
            texts if as_list else texts[0],
            exc=DocumentInvalidError,
            title=_("The document has errors"),
            as_list=as_list,
        )
    except DocumentInvalidError as error:
        error.findings = tuple(findings)
        raise


def throw_locked(template: str, *values: object) -> NoReturn:
    """Refuse a change of what was sent or posted; the template is marked where it is written."""
    frappe.throw(translate(template, values), exc=DocumentLockedError, title=_("Cannot Continue"))


@contextmanager
def rules() -> Iterator[None]:
    """Turn rule errors raised inside into refusals the user can read."""
    try:
        yield
    except RuleError as error:
        throw_rule(error)
    except EntriesInvalidError as error:
        throw_findings([found.finding for found in error.findings])
