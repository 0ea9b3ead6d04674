"""When documents that wait were last changed: read for who looks, locked for who decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import frappe

from erp_app.domain.money import ZERO
from erp_app.domain.workflow import Workflow
from erp_app.store.amounts import amount_from_text
from erp_app.store.rows import in_chunks


@dataclass(frozen=True, slots=True)
class Version:
    """One document that waits: when it was last changed, and the amount that is decided about."""

    name: str
    modified: datetime
    amount: Decimal


def load_versions(workflow: Workflow, names: Sequence[str]) -> list[Version]:
    """Return those of these documents that wait for a decision, in order of their names."""
    return _read(workflow, names, "")


def lock_versions(workflow: Workflow, names: Sequence[str]) -> list[Version]:
    """Return the same with their rows locked, as they are stored now."""
    return _read(workflow, names, " for update")


def sum_amounts(workflow: Workflow, names: Collection[str]) -> Decimal:
    """Return what is decided about in all of these documents together, whatever their state."""
    if not workflow.amount_field:
        return ZERO
    total = ZERO
    for chunk in in_chunks(sorted(set(names))):
        [[text]] = frappe.db.sql(
            f"select cast(sum(`{workflow.amount_field}`) as char) from"
            f" `tab{workflow.document_type}` where name in ({', '.join(['%s'] * len(chunk))})",
            tuple(chunk),
        )
        total += amount_from_text(text)
    return total


def _read(workflow: Workflow, names: Collection[str], lock: str) -> list[Version]:
    amount = f"cast(`{workflow.amount_field}` as char)" if workflow.amount_field else "'0'"
    states = sorted(workflow.waits_for_others)
    found: list[Version] = []
    for chunk in in_chunks(sorted(set(names))):
        rows = frappe.db.sql(
            f"select name, modified, {amount} from `tab{workflow.document_type}`"
            f" where name in ({', '.join(['%s'] * len(chunk))}) and docstatus = 0"
            f" and workflow_state in ({', '.join(['%s'] * len(states))}) order by name{lock}",
            (*chunk, *states),
        )
        found += [Version(row[0], row[1], amount_from_text(row[2] or "0")) for row in rows]
    return found
