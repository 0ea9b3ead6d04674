"""People's names for documents."""

from __future__ import annotations

from collections.abc import Collection

import frappe


def full_names(users: Collection[str]) -> dict[str, str]:
    """Return e-mail -> full name of the users that exist."""
    if not users:
        return {}
    marks = ", ".join(["%s"] * len(users))
    return dict(
        frappe.db.sql(
            f"select name, full_name from `tabUser` where name in ({marks})", tuple(users)
        )
    )
