"""The trail of steps: who took which step on which document, when, for whom and why.

Owns the table `Document Step`. Rows are only ever added, in the step's own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import frappe
from frappe.utils import now_datetime

from erp_app.domain.workflow import Step, Taker
from erp_app.store.rows import BASE_COLUMNS, base_values, insert_statements
from erp_app.store.users import names_with_address

COLUMNS = (
    *BASE_COLUMNS,
    "document_type",
    "document",
    "action",
    "before_state",
    "after_state",
    "taken_by",
    "on_behalf_of",
    "taken_at",
    "amount",
    "reason",
)


def build_row(document_type, name, amount, step: Step, taker: Taker, reason: str) -> tuple:
    """Return a row of COLUMNS for a step taken now."""
    at = now_datetime()
    return (
        *base_values(frappe.generate_hash(length=16), at, taker.user),
        document_type,
        name,
        step.action,
        step.before,
        step.after,
        taker.user,
        taker.on_behalf_of or None,
        at,
        amount,
        reason or None,
    )


def step_statements(rows: Iterable[tuple]) -> Iterator[str]:
    """Yield the SQL that adds rows of COLUMNS."""
    return insert_statements("tabDocument Step", COLUMNS, rows)


def load_steps(document_type: str, name: str) -> list[dict]:
    """Return the steps of one document, oldest first, with names and addresses of the people."""
    steps = frappe.db.sql(
        "select action, taken_by, on_behalf_of, taken_at, reason, after_state"
        " from `tabDocument Step` where document_type = %s and document = %s"
        " order by taken_at, name",
        (document_type, name),
        as_dict=True,
    )
    people = {person for step in steps for person in (step.taken_by, step.on_behalf_of) if person}
    names = names_with_address(people)
    for step in steps:
        step.taken_by_name = names.get(step.taken_by, step.taken_by)
        step.on_behalf_of_name = names.get(step.on_behalf_of, step.on_behalf_of)
    return steps
