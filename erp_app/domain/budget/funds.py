"""Funds: what a budget line has, what is promised and spent of it, and what is left.

Owns the one formula of what is available, and the comparison of a set's demands with it. Refuses
nothing itself: `find_overruns` says where the money does not suffice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from erp_app.domain.budget.control import ControlRule, Level, Span, spans_of
from erp_app.domain.money import ZERO, total


class Funds(NamedTuple):
    """The measures of a budget line, in the entity's currency, each positive when it grows.

    appropriated: original budget with all supplements and transfers, which is the revised budget.
    frozen: held back of it. pre_committed: requested; committed: ordered; actual: booked as spent;
    paid: of what is spent. Relief of one is negative.
    """

    appropriated: Decimal = ZERO
    frozen: Decimal = ZERO
    pre_committed: Decimal = ZERO
    committed: Decimal = ZERO
    actual: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def consumed(self) -> Decimal:
        """Return what is promised or spent."""
        return self.pre_committed + self.committed + self.actual

    @property
    def available(self) -> Decimal:
        """Return what is left: revised budget - frozen - pre-committed - committed - actual."""
        return self.appropriated - self.frozen - self.consumed


MEASURES = Funds._fields
# By period number of its fiscal year.
FundsByPeriod = Mapping[int, Funds]


def sum_funds(funds: Iterable[Funds]) -> Funds:
    """Return the sum of each measure; of nothing, zeros."""
    found = list(funds)
    return Funds(*map(total, zip(*found, strict=True))) if found else Funds()


@dataclass(frozen=True, slots=True)
class Demand:
    """What one voucher line takes of a budget line, negative for what it gives back.

    period: number in the line's fiscal year, 1 to 13. rule: None when nothing limits it. account:
    for the words of a refusal.
    """

    line: str
    period: int
    amount: Decimal
    rule: ControlRule | None = None
    account: str = ""


# What may be taken of a line by whoever changes the budget itself: no more than the year has left.
WHOLE_YEAR = ControlRule("", "0", "0", Level.ABSOLUTE, Span.YEAR)


@dataclass(frozen=True, slots=True)
class Overrun:
    """A span in which the money does not suffice. available: before the set; tolerance: how much
    more may be taken; wanted: what the whole set takes of it."""

    line: str
    account: str
    rule: ControlRule
    span: range
    available: Decimal
    tolerance: Decimal
    wanted: Decimal


def find_overruns(
    demands: Sequence[Demand], funds: Mapping[str, FundsByPeriod], decimals: int = 2
) -> list[Overrun]:
    """Return the first overrun of each line and rule, in the order of the demands.

    A set is judged as a whole, for it is posted as one: what it gives back counts. A set that takes
    nothing of a span is never refused for it, whatever went wrong there before.
    """
    taken: dict[str, dict[int, Decimal]] = {}
    for demand in demands:
        of_line = taken.setdefault(demand.line, {})
        of_line[demand.period] = of_line.get(demand.period, ZERO) + demand.amount
    found: dict[tuple[str, str], Overrun] = {}
    seen: set[tuple[str, str, int]] = set()
    for demand in demands:
        rule = demand.rule
        if rule is None or demand.amount <= 0 or (demand.line, rule.name) in found:
            continue
        if (key := (demand.line, rule.name, demand.period)) in seen:
            continue
        seen.add(key)
        there = funds.get(demand.line, {})
        for overrun in _overruns(demand, rule, taken[demand.line], there, decimals):
            found[demand.line, rule.name] = overrun
            break
    return list(found.values())


def _overruns(
    demand: Demand,
    rule: ControlRule,
    taken: Mapping[int, Decimal],
    funds: FundsByPeriod,
    decimals: int,
) -> Iterator[Overrun]:
    for span in spans_of(rule.span, demand.period):
        wanted = total(amount for number, amount in taken.items() if number in span)
        before = sum_funds(one for number, one in funds.items() if number in span)
        tolerance = rule.tolerance(before.appropriated, decimals)
        if wanted > 0 and wanted > before.available + tolerance:
            names = (demand.line, demand.account, rule, span)
            yield Overrun(*names, before.available, tolerance, wanted)
