"""What changes the budget itself: lines are made, money is appropriated, and taken back.

Owns the effect of documents that were approved; whether they may be is their own life. Refuses to
take away what is promised or spent, whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from erp_app.budget import ledger
from erp_app.budget.refusing import BudgetInUseError, describe_in_use
from erp_app.domain.budget.changes import check_frozen
from erp_app.domain.budget.funds import WHOLE_YEAR, Demand, Funds, find_overruns
from erp_app.domain.budget.lines import BudgetLine, label_of
from erp_app.domain.budget.movements import Movement, MovementKind, Relieved, opposite
from erp_app.domain.periods import Period
from erp_app.store import budget_lines
from erp_app.store.budget_funds import load_movements

# A line of the budget and what it gets by month of its year.
Asked = Sequence[tuple[BudgetLine, Sequence[Decimal]]]


def appropriate(
    voucher_type: str, voucher: str, asked: Asked, periods: Mapping[int, Period], user: str
) -> None:
    """Make the lines of an approved budget and give them their money, month by month.

    periods: those of the fiscal year by their numbers.
    """
    lines = [line for line, _months in asked]
    budget_lines.open_lines(lines, voucher, user)
    names = [line.name for line in lines]
    ledger.lock_lines(names)
    ledger.make_balances(names, user)
    movements = [
        Movement(
            MovementKind.APPROPRIATION,
            periods[month].start,
            periods[month].code,
            line.name,
            Funds(appropriated=amount),
            place,
        )
        for place, (line, months) in enumerate(asked, 1)
        for month, amount in enumerate(months, 1)
        if amount
    ]
    ledger.append([ledger.Moved(voucher_type, voucher, movements)], user)


def take_back(voucher_type: str, voucher: str, user: str, closes_lines: bool = False) -> None:
    """Take back what a document gave its lines, or took from them.

    closes_lines: nothing more is charged to them then.

    Raises:
        BudgetInUseError: a line would be left with less than is promised and spent.
    """
    moved = load_movements([(voucher_type, voucher)]).get((voucher_type, voucher), [])
    back = [
        replace(
            one,
            funds=opposite(one.funds),
            relieved=Relieved(voucher_type, voucher, one.voucher_line),
        )
        for one in moved
    ]
    change_lines(ledger.Moved(voucher_type, voucher, back, first_line=len(moved) + 1), user)
    if closes_lines:
        budget_lines.close_lines(sorted({one.budget_line for one in back}))


def change_lines(moved: ledger.Moved, user: str) -> None:
    """Lock the lines of movements, see that none is left with less than nothing, and append.

    Raises:
        BudgetInUseError: more is taken away than is left, or more released than is frozen.
    """
    names = {one.budget_line for one in moved.movements}
    ledger.lock_lines(names)
    funds = ledger.locked_funds(names)
    for overrun in find_overruns([_demand(one) for one in moved.movements], funds):
        raise describe_in_use(overrun)
    for name in sorted(names):
        own = [one.funds for one in moved.movements if one.budget_line == name]
        for finding in check_frozen(label_of(name), [*funds[name].values(), *own]):
            raise BudgetInUseError(finding.template, *finding.values)
    ledger.append([moved], user)


def _demand(movement: Movement) -> Demand:
    number, amount = ledger.number_of(movement.period), -movement.funds.available
    return Demand(movement.budget_line, number, amount, WHOLE_YEAR)
