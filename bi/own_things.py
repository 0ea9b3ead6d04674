"""What people make for themselves does not pass for what is governed.

Owns what somebody may write into a chart, dataset or dashboard of their own: no name that looks
like a governed dashboard's, no style sheet (it could cover the note that says whose it is), no
certificate, no mark or number by which the files know their own. Asked where a row is written, so
every way there is closed alike; the local administrator and a push write what they like.
"""

from __future__ import annotations

import uuid
from typing import Any

from flask import has_request_context

from bi.arabic import in_own_language
from bi.errors import UnanswerableError
from bi.governed_names import is_reserved

NAME = "'%s' is, or looks like, the name of a governed dashboard. Choose another."
STYLE = "Style sheets (CSS) belong to governed dashboards. Leave the field empty."
CERTIFICATE = "Nobody certifies their own work: governed dashboards need no certificate."
MARK = "This mark belongs to governed dashboards. Leave external_url and uuid out."
OURS = "diwan:"  # what every mark of ours begins with (bi/compiler/identity.py)
OURS_VERSION = 5  # of an identifier that follows from a mark; Superset's own are of version 4


class NameReservedError(UnanswerableError):
    """What somebody makes would pass for something governed."""


def keep_own_things_apart() -> None:
    """Ask of each row before it is written; may be repeated."""
    from sqlalchemy import event
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    for kind in (Dashboard, Slice, SqlaTable):
        for moment in ("before_insert", "before_update"):
            if not event.contains(kind, moment, _require_apart):
                event.listen(kind, moment, _require_apart)


def fault_of(changed: dict[str, Any]) -> tuple[str, ...]:
    """Return the words of what makes changed fields pass for governed ones, with what fills them;
    () when nothing does.

    >>> fault_of({"slug": "Government"}) == (NAME, "Government")
    True
    >>> fault_of({"dashboard_title": "Government, my notes", "css": ""})
    ()
    """
    for field in ("dashboard_title", "slug"):
        if changed.get(field) and is_reserved(str(changed[field])):
            return NAME, str(changed[field])[:60]
    if (changed.get("css") or "").strip():
        return (STYLE,)
    if changed.get("certified_by") or changed.get("certification_details"):
        return (CERTIFICATE,)
    if str(changed.get("external_url") or "").strip().startswith(OURS) or _is_made_of_a_mark(
        changed
    ):
        return (MARK,)
    return ()


def _is_made_of_a_mark(changed: dict[str, Any]) -> bool:
    try:
        return uuid.UUID(str(changed.get("uuid") or uuid.uuid4())).version == OURS_VERSION
    except ValueError:
        return True


FIELDS = (
    *("dashboard_title", "slug", "css", "certified_by", "certification_details"),
    *("external_url", "uuid"),
)


def _require_apart(_mapper: Any, _connection: Any, row: Any) -> None:
    """Refuse to write what would pass for governed. Raises: NameReservedError."""
    from sqlalchemy import inspect
    from superset import security_manager

    if not has_request_context() or security_manager.is_admin():
        return
    state = inspect(row)
    changed = {
        name: getattr(row, name)
        for name in FIELDS
        if name in state.attrs and state.attrs[name].history.has_changes()
    }
    if fault := fault_of(changed):
        raise NameReservedError(in_own_language(*fault))
