"""Control: how strictly the money of a line is kept, over which span, and with what tolerance.

Owns the one written order of rules. Among the rules in force on the posting's day that cover its
account, fund and cost centre, the first of these differences decides:

    1. the deeper cost centre (the posting's own, before one above it, before none);
    2. a rule that names the fund;
    3. the narrower range of accounts;
    4. the stricter level; 5. the later first day; 6. the name.

No rule means no control. Refuses nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import Enum

from erp_app.domain.budget.groups import path_of
from erp_app.domain.money import ZERO, exponent
from erp_app.domain.periods import ADJUSTMENT_PERIOD
from erp_app.domain.validity import Validity

FIRST_MONTH, MONTHS_OF_QUARTER = 1, 3


class Level(Enum):
    """NONE: nothing is recorded. ADVISORY: recorded and said. ABSOLUTE: refused."""

    NONE = "None"
    ADVISORY = "Advisory"
    ABSOLUTE = "Absolute"


_STRICTNESS = {Level.NONE: 0, Level.ADVISORY: 1, Level.ABSOLUTE: 2}


class Span(Enum):
    """Over which periods the money has to suffice."""

    MONTH = "Month"
    QUARTER = "Quarter"
    YEAR_TO_DATE = "Year to Date"
    YEAR = "Year"


@dataclass(frozen=True, slots=True)
class ControlRule(Validity):
    """One rule. The range of accounts has both ends; fund, cost_centre: "" for any, a cost centre
    with all below it. tolerance_percent: of the budget of the span; tolerance_amount: in the
    entity's currency; where both are given the smaller counts, zero means not given."""

    name: str
    account_from: str
    account_to: str
    level: Level
    span: Span = Span.YEAR
    fund: str = ""
    cost_centre: str = ""
    tolerance_percent: Decimal = ZERO
    tolerance_amount: Decimal = ZERO
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, account: str, fund: str, centres: tuple[str, ...], day: date) -> bool:
        """Tell whether the rule is about a posting. centres: its cost centre and all above it."""
        is_of_length = len(account) == len(self.account_from)
        return (
            is_of_length
            and self.account_from <= account <= self.account_to
            and self.fund in ("", fund)
            and (not self.cost_centre or self.cost_centre in centres)
            and self.is_valid_on(day)
        )

    def rank(self, centres: tuple[str, ...]) -> tuple[int, bool, int, int, date, str]:
        """Return what the order compares, the greater the more specific; see the module's text."""
        depth = len(centres) - centres.index(self.cost_centre) if self.cost_centre else 0
        width = int(self.account_to) - int(self.account_from)
        strictness = _STRICTNESS[self.level]
        return (depth, bool(self.fund), -width, strictness, self.valid_from or date.min, self.name)

    def tolerance(self, budget: Decimal, decimals: int = 2) -> Decimal:
        """Return by how much more than the budget of a span may be taken, rounded down."""
        share = max(budget, ZERO) * self.tolerance_percent / 100
        share = share.quantize(exponent(decimals), rounding=ROUND_DOWN)
        if self.tolerance_percent and self.tolerance_amount:
            return min(share, self.tolerance_amount)
        return share or self.tolerance_amount


@dataclass(slots=True)
class ControlRules:
    """All rules of an entity. centres: cost centre -> the one above, "" at the top."""

    rules: tuple[ControlRule, ...] = ()
    centres: Mapping[str, str] = field(default_factory=dict)
    _found: dict[tuple[str, str, str, date], ControlRule | None] = field(default_factory=dict)

    def find(self, account: str, fund: str, cost_centre: str, day: date) -> ControlRule | None:
        """Return the rule of a posting; None when nothing controls it."""
        key = (account, fund, cost_centre, day)
        if key not in self._found:
            path = path_of(cost_centre, self.centres)
            rule = most_specific(
                (r for r in self.rules if r.covers(account, fund, path, day)), path
            )
            self._found[key] = rule if rule and rule.level is not Level.NONE else None
        return self._found[key]


def most_specific(rules: Iterable[ControlRule], centres: tuple[str, ...]) -> ControlRule | None:
    """Return the first of covering rules by the written order, None of none."""
    return max(rules, key=lambda rule: rule.rank(centres), default=None)


def spans_of(span: Span, number: int) -> tuple[range, ...]:
    """Return the ranges of period numbers in each of which the money has to suffice.

    number: of the period that takes the posting, 1 to 13. The adjustment period is the end of the
    year, whatever the span. Of a year to date every later date counts as well: what was promised
    for June is not there any more for a posting that is dated March.

    >>> spans_of(Span.QUARTER, 5)
    (range(4, 7),)
    """
    year = range(FIRST_MONTH, ADJUSTMENT_PERIOD + 1)
    if span is Span.YEAR or number == ADJUSTMENT_PERIOD:
        return (year,)
    if span is Span.MONTH:
        return (range(number, number + 1),)
    if span is Span.QUARTER:
        first = number - (number - 1) % MONTHS_OF_QUARTER
        return (range(first, first + MONTHS_OF_QUARTER),)
    return tuple(range(FIRST_MONTH, last + 1) for last in range(number, ADJUSTMENT_PERIOD + 1))
