"""Who may decide, as rows: roles of steps, approval limits, delegations, enabled people.

Each table is small, read whole, and remembered for a few seconds (`policy_cache`). Refuses to
decide anything: the domain reads the rows.
"""

from __future__ import annotations

import frappe

from erp_app.domain.approval import ApprovalLimit
from erp_app.domain.delegation import Delegation
from erp_app.domain.step_roles import StepRole
from erp_app.store.amounts import amount_from_text
from erp_app.store.policy_cache import remembered

# A row counts on its days once it was confirmed, also after its end; one that ended before its
# first day never counted.
WAS_CONFIRMED = "docstatus > 0 and coalesce(valid_from <= valid_to, 1)"


def load_step_roles() -> list[StepRole]:
    """Return every row of who may take which step, at most a few seconds old."""
    return remembered("step roles", _read_step_roles)


def load_approval_limits() -> list[ApprovalLimit]:
    """Return all approval limits that were ever in force, at most a few seconds old."""
    return remembered("limits", read_approval_limits)


def load_delegations() -> list[Delegation]:
    """Return the delegations that are not over or withdrawn, at most a few seconds old."""
    return remembered("delegations", read_delegations)


def read_delegations(but: str = "") -> list[Delegation]:
    """Return them from the database, without the one named."""
    rows = frappe.db.sql(
        "select delegator, delegate, from_date, to_date, coalesce(document_type, ''), name"
        " from `tabDelegation` where withdrawn = 0 and to_date >= curdate() - interval 1 day"
        " and name != %s order by name",
        (but,),
    )
    return [Delegation(*row) for row in rows]


def load_people_of_delegation(name: str) -> tuple[str, str]:
    """Return (delegator, delegate) as stored; empty texts when there is no such delegation."""
    rows = frappe.db.sql("select delegator, delegate from `tabDelegation` where name = %s", (name,))
    return rows[0] if rows else ("", "")


def is_enabled(user: str) -> bool:
    """Return True for a user who exists and is not switched off."""
    return bool(frappe.get_cached_value("User", user, "enabled"))


def insert_step_roles(rows: list[StepRole]) -> int:
    """Insert the rows of document types that have none yet; return how many."""
    known = {row[0] for row in frappe.db.sql("select distinct document_type from `tabStep Role`")}
    fresh = [row for row in rows if row.document_type not in known]
    for row in fresh:
        doc = frappe.new_doc("Step Role")
        doc.update({"document_type": row.document_type, "action": row.action, "role": row.role})
        doc.insert(ignore_permissions=True, ignore_links=True)
    return len(fresh)


def _read_step_roles() -> list[StepRole]:
    rows = frappe.db.sql(
        "select document_type, action, role, valid_from, valid_to from `tabStep Role`"
        f" where {WAS_CONFIRMED}"
    )
    return [StepRole(*row) for row in rows]


def read_approval_limits(but: str = "") -> list[ApprovalLimit]:
    """Return them from the database, without the one named."""
    rows = frappe.db.sql(
        "select cast(amount_max as char), coalesce(user, ''), coalesce(role, ''),"
        " coalesce(document_type, ''), valid_from, valid_to from `tabApproval Limit`"
        f" where {WAS_CONFIRMED} and name != %s",
        (but,),
    )
    return [ApprovalLimit(amount_from_text(amount), *rest) for amount, *rest in rows]
