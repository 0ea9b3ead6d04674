"""Whom a reader of the dashboards can look up: nobody but themselves.

Superset offers every user's name and e-mail, and every role, where an owner may be chosen. Readers
choose none; the local administrator sees all.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import false
from superset.utils.core import get_user_id


def only_oneself(query: Any) -> Any:
    """Return the query for users, narrowed to who asks."""
    from superset import security_manager

    if security_manager.is_admin():
        return query
    return query.filter(security_manager.user_model.id == get_user_id())


def no_role(query: Any) -> Any:
    """Return the query for roles, empty for all but the administrator."""
    from superset import security_manager

    return query if security_manager.is_admin() else query.filter(false())
