"""Which roles may take which step of a document: policy rows with dates.

Owns the reading of the rows. Fails closed: a step without a row in force is nobody's. What a row
may say at most (no role beyond its rights on the document, nobody for the own role) is the
business of the document that holds the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from erp_app.domain.validity import Validity
from erp_app.domain.workflow import Workflow


@dataclass(frozen=True, slots=True)
class StepRole(Validity):
    """One row: this role may take this step. Both dates are inclusive, None is open."""

    document_type: str
    action: str
    role: str
    valid_from: date | None = None
    valid_to: date | None = None


def roles_for(
    rows: Iterable[StepRole], document_type: str, action: str, day: date
) -> frozenset[str]:
    """Return the roles that may take a step on a day."""
    return frozenset(
        row.role
        for row in rows
        if row.document_type == document_type and row.action == action and row.is_valid_on(day)
    )


def default_rows(workflow: Workflow) -> list[StepRole]:
    """Return the rows a site starts with, as the workflow declares them; each once."""
    rows = {
        StepRole(workflow.document_type, step.action, role): None
        for step in workflow.steps
        for role in sorted(step.roles)
    }
    return list(rows)
