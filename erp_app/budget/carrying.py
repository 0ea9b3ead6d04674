"""The end of a budget's year: what is still held of it is carried into the next one, or lapses.

Owns the run: one transaction, in the order of `ledger`, by what stands under the locks. Refuses a
plan that is another than the one that was decided on, a holding without a rule, and to carry
alone what the new year's budget has not got. A second run finds nothing to do. Never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from erp_app.budget import ledger
from erp_app.budget.years import next_year, periods_of_year
from erp_app.documents.refusals import throw_findings
from erp_app.domain.budget.funds import Overrun, find_overruns
from erp_app.domain.budget.holdings import Holding
from erp_app.domain.budget.lines import fiscal_year_of, label_of
from erp_app.domain.budget.year_end import (
    Carry,
    check_rules,
    demands_of,
    digest_of,
    movements_of,
    plan,
)
from erp_app.domain.findings import RuleError, _
from erp_app.domain.periods import ADJUSTMENT_PERIOD, Period
from erp_app.store import budget_lines, currency
from erp_app.store.budget_funds import load_funds
from erp_app.store.budget_holdings import load_holdings, load_open_holdings, save_holdings
from erp_app.store.budget_policy import load_groups, load_year_end_rules

DOCTYPE = "Budget Year End"


class YearEndChangedError(RuleError):
    """What is held is not what the year end was prepared for."""


class CarryExceedsError(RuleError):
    """The new year's budget has not got what is carried alone."""


@dataclass(frozen=True, slots=True)
class YearEnd:
    """Which year ends. day: whose rules count. digest: of the plan that was decided on."""

    voucher: str
    year: str
    day: date
    digest: str = ""


def plan_year_end(year: str, day: date) -> list[Carry]:
    """Return what would become of what is held of a year, as it stands now; nothing is locked.

    Raises: NextYearMissingError.
    """
    return _plan(load_open_holdings(year), year, day)


def find_shortage(carries: Sequence[Carry]) -> list[Overrun]:
    """Return the new year's lines that have not got what is to be carried alone."""
    demands = demands_of(carries)
    funds = load_funds({one.line for one in demands})
    return find_overruns(demands, ledger.by_number(funds), currency.decimals())


def carry_over(asked: YearEnd, user: str) -> None:
    """Carry what is held of a year, or let it lapse, by the rules of a day.

    Raises:
        YearEndChangedError, CarryExceedsError, NextYearMissingError; DocumentInvalidError: a
            holding without a rule.
    """
    seen = plan_year_end(asked.year, asked.day)
    held = _lock({one.holding.name for one in seen}, seen)
    carries = _plan(held, asked.year, asked.day)
    if digest_of(carries) != asked.digest:
        text = _(
            "What is held of {0} has changed since this was prepared: withdraw and send it again"
        )
        raise YearEndChangedError(text, asked.year)
    if findings := check_rules(carries):
        throw_findings(findings)
    if carries:
        _carry(carries, asked, user)


def _plan(holdings: Collection[Holding], year: str, day: date) -> list[Carry]:
    of_year = [one for one in holdings if fiscal_year_of(one.budget_line) == year]
    return plan(of_year, load_year_end_rules(), load_groups(), day, next_year(year))


def _lock(names: Collection[str], seen: Sequence[Carry]) -> list[Holding]:
    """Lock lines of both years, in one order, then the holdings; return these as they stand."""
    old = {one.holding.budget_line for one in seen}
    new = {one.new_line.name for one in seen if one.is_carried}
    ledger.lock_lines(old | budget_lines.existing(new))
    return list(load_holdings(names, is_locked=True).values())


def _carry(carries: Sequence[Carry], asked: YearEnd, user: str) -> None:
    new = {one.new_line.name: one.new_line for one in carries if one.is_carried}
    _open_missing(new, user)
    ledger.make_balances(list(new), user)
    demands = demands_of(carries)
    funds = ledger.locked_funds({one.line for one in demands})
    for overrun in find_overruns(demands, funds, currency.decimals()):
        raise describe_shortage(overrun)
    last, first = _turn(asked.year)
    movements = [
        movement
        for place, carry in enumerate(carries, 1)
        for movement in movements_of(carry, last, first, place)
    ]
    save_holdings([one.apply(first.code) for one in carries], user)
    ledger.append([ledger.Moved(DOCTYPE, asked.voucher, movements)], user)


def _open_missing(new: dict, user: str) -> None:
    """Make the lines of the new year that are not there; those that are closed stay closed."""
    missing = new.keys() - budget_lines.existing(list(new))
    budget_lines.open_lines([new[name] for name in missing], None, user)


def _turn(year: str) -> tuple[Period, Period]:
    """Return the period in which a year ends, and the one in which the next one begins."""
    return periods_of_year(year)[ADJUSTMENT_PERIOD], periods_of_year(next_year(year))[1]


def describe_shortage(overrun: Overrun) -> CarryExceedsError:
    """Return what is wrong with what is to be carried alone."""
    text = _(
        "{0} are to be carried alone to the budget line {1} of {2}, which has {3} left: have its"
        " budget approved first, or carry with the budget"
    )
    return CarryExceedsError(
        text,
        currency.written(overrun.wanted),
        label_of(overrun.line),
        fiscal_year_of(overrun.line),
        currency.written(overrun.available),
    )
