"""The roles of the dashboards and what each may do; kept in roles.yml, brought into Superset here.

Owns the five roles. `sync()` runs after every set-up and every push of dashboards: it grants the
governed datasets one by one, never a database or a schema, and puts the row filter on all of them.
Refuses a right that Superset does not know. What somebody grants a role by hand is taken back.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bi.row_filter import SCHEMA, sync_row_filter
from bi.scope import ROLES

FILE = Path(__file__).with_name("roles.yml")
ROLES_OF_CLAIMS = {role: [role] for role in ROLES}


class RightUnknownError(ValueError):
    """roles.yml names a right that this Superset does not have."""


def load_rights() -> dict[str, set[tuple[str, str]]]:
    """Return rights of each role as (permission, view)."""
    source = yaml.safe_load(FILE.read_text())
    groups = {
        name: {(right, view) for view, rights in views.items() for right in rights.split()}
        for name, views in source["groups"].items()
    }
    return {
        role: set().union(*(groups[g] for g in names)) for role, names in source["roles"].items()
    }


def sync() -> dict[str, int]:
    """Bring roles, dataset grants and the row filter up to date; commits.

    Returns {"datasets": granted, "filtered": with the row filter}. Raises: RightUnknownError.
    """
    from superset import db

    tables = governed_datasets()
    for name, rights in load_rights().items():
        _bring_role(name, rights, tables)
    filtered = sync_row_filter(all_datasets())
    db.session.commit()
    return {"datasets": len(tables), "filtered": filtered}


def all_datasets() -> list[Any]:
    """Return every dataset there is."""
    from superset import db
    from superset.connectors.sqla.models import SqlaTable

    return db.session.query(SqlaTable).all()


def governed_datasets() -> list[Any]:
    """Return datasets everybody may read, within the row filter: tables of the marts.

    A question that somebody wrote as SQL stays with its owner.
    """
    from bi.database import UUID

    return [
        table
        for table in all_datasets()
        if table.database.uuid == UUID and table.schema == SCHEMA and not table.sql
    ]


def _bring_role(name: str, rights: set[tuple[str, str]], tables: list[Any]) -> None:
    from superset import security_manager as manager

    role = manager.find_role(name) or manager.add_role(name)
    held = []
    for right, view in sorted(rights):
        found = manager.find_permission_view_menu(right, view)
        if found is None:
            raise RightUnknownError(f"roles.yml: Superset has no right {right} on {view}")
        held.append(found)
    for table in tables:
        held.append(manager.add_permission_view_menu("datasource_access", table.get_perm()))
    role.permissions = held
