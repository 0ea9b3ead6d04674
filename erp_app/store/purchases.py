"""Lines of what is bought in the database: locked, read as they stand now, written back.

Whoever changes how far a document is ordered, received or invoiced holds the lock on its head.
Never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import frappe

from erp_app.domain.purchasing.requested import RequestedLine
from erp_app.store import currency
from erp_app.store.amounts import amount_from_text
from erp_app.store.row_locks import lock_rows

REQUISITION = "Purchase Requisition"


@dataclass(frozen=True, slots=True)
class Requested:
    """A line of a requisition with what it is charged to. row: its name in the database."""

    row: str
    state: str
    line: RequestedLine
    account: str
    fund: str
    cost_centre: str


def lock_requested(places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Requested]:
    """Return (requisition, line) -> the line as it stands now, of those that exist.

    The requisitions are locked until the transaction ends, in order of their names.
    """
    names = sorted({name for name, _number in places})
    if not names:
        return {}
    lock_rows((REQUISITION, name) for name in names)
    marks = ", ".join(["%s"] * len(names))
    rows = frappe.db.sql(
        "select l.name, h.workflow_state, l.parent, l.idx, cast(l.quantity as char),"
        " cast(l.cost_amount as char), cast(l.ordered_quantity as char), l.account, l.fund,"
        " l.cost_centre from `tabPurchase Requisition Line` l join `tabPurchase Requisition` h"
        f" on h.name = l.parent where l.parent in ({marks}) order by l.parent, l.idx for update",
        tuple(names),
    )
    found = [_requested(*row) for row in rows]
    wanted = set(places)
    by_place = {(one.line.requisition, one.line.number): one for one in found}
    return {place: one for place, one in by_place.items() if place in wanted}


def _requested(
    row: str, state: str, parent: str, number: int, quantity: str, cost: str, ordered: str, *charge
) -> Requested:
    amounts = [amount_from_text(text) for text in (quantity, cost, ordered)]
    line = RequestedLine(parent, number, *amounts, decimals=currency.decimals())
    return Requested(row, state, line, *(value or "" for value in charge))


def save_requested(lines: Iterable[Requested]) -> None:
    """Write how much is ordered of lines that are locked."""
    for one in lines:
        frappe.db.sql(
            "update `tabPurchase Requisition Line` set ordered_quantity = %s where name = %s",
            (one.line.ordered, one.row),
        )
