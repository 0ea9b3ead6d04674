"""Holdings of the budget in the database: one row per voucher line and measure.

The lock on its budget line guards a holding: whoever writes one holds that lock. Never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import frappe
from frappe.utils import now

from erp_app.domain.budget.holdings import Holding
from erp_app.domain.budget.movements import KIND_OF_MEASURE
from erp_app.store.amounts import amount_from_text
from erp_app.store.rows import BASE_COLUMNS, base_values, in_chunks, insert_rows

TABLE = "tabBudget Reservation"
_COLUMNS = ("voucher_type", "voucher", "voucher_line", "movement_kind", "budget_line", "period")
_AMOUNTS = ("reserved", "relieved")
_MOVING = ("budget_line", "period")
_SELECT = ", ".join(["select name", *_COLUMNS, *(f"cast(`{name}` as char)" for name in _AMOUNTS)])
_SELECT += f" from `{TABLE}`"
_MEASURES = {kind.value: measure for measure, kind in KIND_OF_MEASURE.items()}


def load_holdings(names: Collection[str], is_locked: bool = False) -> dict[str, Holding]:
    """Return name -> holding of those that exist, in order of their names.

    is_locked: as they stand now, locked until the transaction ends; the budget lines are locked
    already. Otherwise as this transaction sees them, which is enough to know their budget lines.
    """
    found: dict[str, Holding] = {}
    for chunk in in_chunks(sorted(names)):
        marks = ", ".join(["%s"] * len(chunk))
        rows = frappe.db.sql(
            f"{_SELECT} where name in ({marks}) order by name{' for update' if is_locked else ''}",
            tuple(chunk),
        )
        found |= {row[0]: _holding_of(*row[1:]) for row in rows}
    return found


def load_held(voucher_type: str, voucher: str) -> list[Holding]:
    """Return the holdings of a document, in the order of their names; as this transaction sees
    them."""
    rows = frappe.db.sql(
        f"{_SELECT} where voucher_type = %s and voucher = %s order by name", (voucher_type, voucher)
    )
    return [_holding_of(*row[1:]) for row in rows]


def load_open_holdings(year: str) -> list[Holding]:
    """Return the holdings of a fiscal year's lines of which something is held, in order of their
    names; as this transaction sees them."""
    rows = frappe.db.sql(
        f"{_SELECT} where reserved > relieved and substring_index(budget_line, '|', 1) = %s"
        " order by name",
        (year,),
    )
    return [_holding_of(*row[1:]) for row in rows]


def save_holdings(holdings: Iterable[Holding], user: str) -> None:
    """Insert or update holdings, in order of their names; a year's end gives them another line."""
    at = now()
    rows = [
        (
            *base_values(one.name, at, user),
            one.voucher_type,
            one.voucher,
            one.line,
            KIND_OF_MEASURE[one.measure].value,
            one.budget_line,
            one.period,
            one.reserved,
            one.relieved,
        )
        for one in sorted(holdings, key=lambda one: one.name)
    ]
    update = ", ".join(f"`{name}` = values(`{name}`)" for name in (*_MOVING, *_AMOUNTS))
    insert_rows(TABLE, (*BASE_COLUMNS, *_COLUMNS, *_AMOUNTS), rows, update)


def _holding_of(kind, voucher, line, movement_kind, budget_line, period, *amounts) -> Holding:
    sums = map(amount_from_text, amounts)
    return Holding(kind, voucher, line, _MEASURES[movement_kind], budget_line, period, *sums)
