"""What budget lines have and have spent, as the balances of the budget ledger say.

Owns the reading under a lock: what counts is what is committed now, not what was when this
transaction began. Refuses to lock what is not there: the balances of a line are made with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import frappe
from frappe.utils import now

from erp_app.domain.budget.funds import MEASURES, Funds
from erp_app.domain.budget.movements import BUDGET_LEDGER, Movement, movement_of
from erp_app.store.amounts import amount_from_text
from erp_app.store.chained_ledger import balance_name, line_from_row, select_lines
from erp_app.store.rows import BASE_COLUMNS, base_values, in_chunks, insert_rows

TABLE = "tabBudget Balance"
_MEASURES = ", ".join(f"cast(`{name}` as char)" for name in MEASURES)


def ensure_balances(lines: Iterable[str], periods: Collection[str], user: str) -> None:
    """Make the balances of lines, one for each period, with zeros; those there stay as they are."""
    at = now()
    keys = sorted((line, period) for line in lines for period in periods)
    rows = [(*base_values(balance_name(key), at, user), *key) for key in keys]
    insert_rows(TABLE, (*BASE_COLUMNS, "budget_line", "period"), rows, "name = name")


def lock_funds(
    lines: Collection[str], periods: Mapping[str, Collection[str]]
) -> dict[str, dict[str, Funds]]:
    """Return line -> period -> funds as they stand now, locked until the transaction ends.

    periods: of each line, the codes of its year. The lines are locked already, so that nobody
    waits here.
    """
    names = sorted(balance_name((line, code)) for line in lines for code in periods[line])
    found: dict[str, dict[str, Funds]] = {line: {} for line in lines}
    for chunk in in_chunks(names):
        marks = ", ".join(["%s"] * len(chunk))
        for line, period, *amounts in frappe.db.sql(
            f"select budget_line, period, {_MEASURES} from `{TABLE}`"
            f" where name in ({marks}) for update",
            tuple(chunk),
        ):
            found[line][period] = Funds(*map(amount_from_text, amounts))
    return found


def load_funds(lines: Collection[str]) -> dict[str, dict[str, Funds]]:
    """Return line -> period -> funds as this transaction sees them; nothing is locked."""
    found: dict[str, dict[str, Funds]] = {}
    for chunk in in_chunks(sorted(lines)):
        marks = ", ".join(["%s"] * len(chunk))
        for line, period, *amounts in frappe.db.sql(
            f"select budget_line, period, {_MEASURES} from `{TABLE}`"
            f" where budget_line in ({marks})",
            tuple(chunk),
        ):
            found.setdefault(line, {})[period] = Funds(*map(amount_from_text, amounts))
    return found


def load_movements(vouchers: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[Movement]]:
    """Return (voucher type, voucher) -> its movements in their order; of vouchers that have any."""
    found: dict[tuple[str, str], list[Movement]] = {}
    kinds: dict[str, list[str]] = {}
    for kind, name in sorted(vouchers):
        kinds.setdefault(kind, []).append(name)
    for kind, names in kinds.items():
        for chunk in in_chunks(names):
            for row in _rows_of(kind, list(chunk)):
                line = line_from_row(BUDGET_LEDGER, row)
                found.setdefault((kind, line.voucher), []).append(movement_of(line))
    return found


def _rows_of(kind: str, names: list[str]) -> Iterable[tuple]:
    marks = ", ".join(["%s"] * len(names))
    rows: Iterable[tuple] = frappe.db.sql(
        f"{select_lines(BUDGET_LEDGER)} where voucher_type = %s and voucher in ({marks})"
        " order by voucher, line_number",
        (kind, *names),
    )
    return rows


def count_movements(voucher_type: str, voucher: str) -> int:
    """Return how many movements a voucher has: the number of its last line."""
    [[count]] = frappe.db.sql(
        "select count(*) from `tabBudget Movement` where voucher_type = %s and voucher = %s",
        (voucher_type, voucher),
    )
    return int(count)
