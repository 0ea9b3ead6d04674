"""The budget ledger on the connected site: lines locked, funds read under the lock, appended to.

Owns the order of locks: budget lines by name, then their balances, then the ledger's head. Whoever
appends has locked the lines before. Never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from erp_app.domain.budget.funds import Funds
from erp_app.domain.budget.lines import fiscal_year_of
from erp_app.domain.budget.movements import BUDGET_LEDGER, Movement, draft_movements
from erp_app.domain.periods import ADJUSTMENT_PERIOD, period_code
from erp_app.ledger.chained import ChainedLedger
from erp_app.ledger.posting import moment
from erp_app.store import budget_funds
from erp_app.store.row_locks import lock_rows

LINE = "Budget Line"
# Those that hold money: the twelve months and the adjustments, not the opening.
NUMBERS = range(1, ADJUSTMENT_PERIOD + 1)

budget_ledger = ChainedLedger(BUDGET_LEDGER)


@dataclass(frozen=True, slots=True)
class Moved:
    """The movements of one voucher. first_line: above 1 when it has some already."""

    voucher_type: str
    voucher: str
    movements: Sequence[Movement]
    first_line: int = 1


def lock_lines(names: Collection[str]) -> None:
    """Lock budget lines until the transaction ends, in order of their names."""
    lock_rows((LINE, name) for name in names)


def make_balances(names: Collection[str], user: str) -> None:
    """Make the balances of new lines, so that they can be locked from now on."""
    for year in sorted({fiscal_year_of(name) for name in names}):
        of_year = [name for name in names if fiscal_year_of(name) == year]
        budget_funds.ensure_balances(of_year, _codes(year), user)


def locked_funds(names: Collection[str]) -> dict[str, dict[int, Funds]]:
    """Return line -> period number -> funds as they stand now; the lines are locked already."""
    codes = {name: _codes(fiscal_year_of(name)) for name in names}
    return by_number(budget_funds.lock_funds(names, codes))


def by_number(found: Mapping[str, Mapping[str, Funds]]) -> dict[str, dict[int, Funds]]:
    """Return line -> period number -> funds of what is given by the codes of periods."""
    return {
        name: {number_of(code): funds for code, funds in of_line.items()}
        for name, of_line in found.items()
    }


def append(moved: Sequence[Moved], user: str) -> None:
    """Append the movements of vouchers; the head is locked from here to the commit."""
    drafts = [
        draft_movements(one.voucher_type, one.voucher, one.movements, one.first_line)
        for one in moved
        if one.movements
    ]
    if drafts:
        budget_ledger.append(budget_ledger.prepare(drafts, user, moment()))


def number_of(code: str) -> int:
    """Return the number of a period in its year by its code.

    >>> number_of("2026-03")
    3
    """
    return int(code.rpartition("-")[2])


def _codes(year: str) -> list[str]:
    return [period_code(year, number) for number in NUMBERS]
