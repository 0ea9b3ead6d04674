"""What was learnt at each sign-in: whose rows a user sees. One row per user, in Superset's tables.

Owns the table and the question "what may this user see?". Refuses to guess: a user without a row
sees nothing; only the local administrator, who never signs in through the hub, sees all.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from flask import g, has_app_context
from flask_appbuilder import Model
from sqlalchemy import Column, DateTime, Integer, Text
from superset import db

from bi.scope import NOBODY_AS_FILTER, EntityScope, read_scope

ADMIN_ROLE = "Admin"


class SignedInScope(Model):
    """The scope of a user's latest sign-in. entities: JSON, a list of codes or "*"."""

    __tablename__ = "diwan_entity_scope"

    user_id = Column(Integer, primary_key=True, autoincrement=False)
    entities = Column(Text, nullable=False)
    signed_in_at = Column(DateTime, nullable=False)


def make_table() -> None:
    """Create the table when it is missing."""
    SignedInScope.__table__.create(bind=db.engine, checkfirst=True)


def remember_scope(user_id: int, scope: EntityScope) -> None:
    """Store what a sign-in brought, in place of what was there; the caller commits."""
    row = db.session.get(SignedInScope, user_id) or SignedInScope(user_id=user_id)
    row.entities = scope.as_json()
    row.signed_in_at = datetime.now(UTC).replace(tzinfo=None)
    db.session.add(row)


def scope_of_user(user: Any) -> EntityScope | None:
    """Return what a user sees; None for a stranger, and for a user nobody has mapped."""
    if user is None or getattr(user, "is_anonymous", True):
        return None
    known = g.get("diwan_scopes") if has_app_context() else None
    if known is None:
        known = g.diwan_scopes = {}
    if user.id not in known:
        known[user.id] = _load(user)
    return known[user.id]


def _load(user: Any) -> EntityScope | None:
    row = db.session.get(SignedInScope, user.id)
    if row is not None:
        return read_scope(json.loads(row.entities))
    is_administrator = any(role.name == ADMIN_ROLE for role in user.roles)
    return EntityScope(None) if is_administrator else None


def rows_of_reader() -> str:
    """Return the condition that is true of the rows the user who asks may see."""
    scope = scope_of_user(getattr(g, "user", None))
    return NOBODY_AS_FILTER if scope is None else scope.as_filter()
