"""The trail of steps: who took which step on which document, when, for whom and why.

Owns the table `Document Step`. Rows are only ever added, in the step's own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import frappe
from frappe.utils import now_datetime

from erp_app.domain.workflow import Step, Taker
from erp_app.store.rows import BASE_COLUMNS, base_values, in_chunks, insert_statements
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
    "evidence",
)


def build_row(
    document_type, name, amount, step: Step, taker: Taker, reason: str, evidence: str
) -> tuple:
    """Return a row of COLUMNS for a step taken now. evidence: what was attached, by line."""
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
        evidence,
    )


def step_statements(rows: Iterable[tuple]) -> Iterator[str]:
    """Yield the SQL that adds rows of COLUMNS."""
    return insert_statements("tabDocument Step", COLUMNS, rows)


def load_sent(document_type: str, names: Sequence[str], waiting: Sequence[str]) -> dict[str, str]:
    """Return what was attached to each of these documents when it was last sent; documents whose
    sending is not in the trail are left out. waiting: the states in which they wait."""
    found: dict[str, str] = {}
    for chunk in in_chunks(list(names)):
        rows = frappe.db.sql(
            "select document, evidence from `tabDocument Step` where document_type = %s"
            " and document in %s and after_state in %s and evidence is not null"
            " order by taken_at, name",
            (document_type, tuple(chunk), tuple(waiting)),
        )
        found |= dict(rows)
    return found


def load_steps(document_type: str, name: str) -> list[dict]:
    """Return the steps of one document, oldest first, with names and addresses of the people."""
    steps = frappe.db.sql(
        "select action, taken_by, on_behalf_of, taken_at, reason, evidence, after_state"
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
