"""The trail of steps: who took which step on which document, when, for whom and why.

Owns the table `Document Step`. Rows are only ever added, in the step's own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import frappe
from frappe.utils import now_datetime

from erp_app.domain.workflow import Step, Taker
from erp_app.store.attached import Attached, attached_of, attached_query
from erp_app.store.rows import (
    BASE_COLUMNS,
    base_values,
    in_chunks,
    insert_statements,
    literal,
    literals,
    read_together,
)
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
    document_type, name, amount, step: Step, taker: Taker, reason: str, evidence: str | None
) -> tuple:
    """Return a row of COLUMNS for a step taken now. evidence: what was attached, by line; None
    where the document itself took no step."""
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


def load_attached_and_sent(
    document_type: str, names: Sequence[str], waiting: Sequence[str]
) -> tuple[list[Attached], dict[str, str]]:
    """Return what is attached to these documents, and by document what was when it was last sent;
    those whose sending is not in the trail are left out of it. waiting: the states in which they
    wait. One trip to the server, who decides waits for it.
    """
    attached: list[Attached] = []
    sent: dict[str, str] = {}
    for chunk in in_chunks(list(names)):
        questions = (
            attached_query(document_type, chunk),
            _sent_query(document_type, chunk, waiting),
        )
        files, steps = read_together(questions)
        attached += attached_of(files)
        sent |= {step.document: step.evidence for step in steps}
    return attached, sent


def _sent_query(document_type: str, names: Sequence[str], waiting: Sequence[str]) -> str:
    return (
        "select document, evidence from `tabDocument Step`"
        f" where document_type = {literal(document_type)} and document in ({literals(names)})"
        f" and after_state in ({literals(waiting or [None])}) and evidence is not null"
        " order by taken_at, name"
    )


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
