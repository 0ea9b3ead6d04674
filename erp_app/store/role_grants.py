"""Queries about grants of roles: what a person holds, what waits, what no longer counts."""

from __future__ import annotations

import frappe

from erp_app.domain.confirmation import SENT


def load_roles_locked(user: str) -> set[str]:
    """Return the roles that are stored on a user, whose row is locked until the commit."""
    frappe.db.sql("select name from `tabUser` where name = %s for update", (user,))
    rows = frappe.db.sql(
        "select role from `tabHas Role` where parenttype = 'User' and parent = %s"
        " lock in share mode",
        (user,),
    )
    return {role for (role,) in rows}


def find_waiting_grant(user: str, role: str) -> str | None:
    """Return the grant of a role to a user that waits for its confirmation."""
    rows = frappe.db.sql(
        "select name from `tabRole Grant` where user = %s and role = %s and docstatus = 0"
        " and workflow_state = %s limit 1 lock in share mode",
        (user, role, SENT),
    )
    return rows[0][0] if rows else None


def list_grants_without_role(user: str) -> list[str]:
    """Return the grants in force of roles that the user no longer has."""
    rows = frappe.db.sql(
        "select g.name from `tabRole Grant` g where g.user = %s and g.docstatus = 1"
        " and not exists (select 1 from `tabHas Role` h where h.parenttype = 'User'"
        " and h.parent = g.user and h.role = g.role) order by g.name",
        (user,),
    )
    return [name for (name,) in rows]
