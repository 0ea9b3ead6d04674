"""What roles may do, read once for each request.

The base asks the database for every single right, some ten times for one chart. All rights of a
reader's roles are a hundred or two: one question brings them. Nothing outlives the request, so a
right that is taken away is gone with the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, has_request_context

Right = tuple[str, str]  # permission and view, by name


def rights_of(manager: Any, role_ids: Sequence[int]) -> frozenset[Right]:
    """Return all rights of these roles together. manager: the security manager whose tables are
    asked."""
    if not has_request_context():
        return _read(manager, role_ids)
    known = g.setdefault("diwan_rights", {})
    key = tuple(sorted(role_ids))
    if key not in known:
        known[key] = _read(manager, key)
    return known[key]


def _read(manager: Any, role_ids: Sequence[int]) -> frozenset[Right]:
    from flask_appbuilder.security.sqla.models import assoc_permissionview_role as given

    pair = manager.permissionview_model
    rows = (
        manager.session.query(manager.permission_model.name, manager.viewmenu_model.name)
        .select_from(pair)
        .join(given, pair.id == given.c.permission_view_id)
        .join(manager.permission_model)
        .join(manager.viewmenu_model)
        .filter(given.c.role_id.in_(role_ids))
    )
    return frozenset((permission, view) for permission, view in rows)
