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
from erp_app.store.rows import BASE_COLUMNS, base_values, insert_rows

TABLE = "tabBudget Reservation"
_COLUMNS = ("voucher_type", "voucher", "voucher_line", "movement_kind", "budget_line", "period")
_AMOUNTS = ("reserved", "relieved")
_MEASURES = {kind.value: measure for measure, kind in KIND_OF_MEASURE.items()}


def load_holdings(names: Collection[str], is_locked: bool = False) -> dict[str, Holding]:
    """Return name -> holding of those that exist, in order of their names.

    is_locked: as they stand now, locked until the transaction ends; the budget lines are locked
    already. Otherwise as this transaction sees them, which is enough to know their budget lines.
    """
    if not names:
        return {}
    marks = ", ".join(["%s"] * len(names))
    own = ", ".join(f"`{name}`" for name in _COLUMNS)
    amounts = ", ".join(f"cast(`{name}` as char)" for name in _AMOUNTS)
    rows = frappe.db.sql(
        f"select name, {own}, {amounts} from `{TABLE}` where name in ({marks}) order by name"
        f"{' for update' if is_locked else ''}",
        tuple(sorted(names)),
    )
    return {row[0]: _holding_of(*row[1:]) for row in rows}


def save_holdings(holdings: Iterable[Holding], user: str) -> None:
    """Insert or update holdings, in order of their names."""
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
    update = ", ".join(f"`{name}` = values(`{name}`)" for name in _AMOUNTS)
    insert_rows(TABLE, (*BASE_COLUMNS, *_COLUMNS, *_AMOUNTS), rows, update)


def _holding_of(kind, voucher, line, movement_kind, budget_line, period, *amounts) -> Holding:
    sums = map(amount_from_text, amounts)
    return Holding(kind, voucher, line, _MEASURES[movement_kind], budget_line, period, *sums)
