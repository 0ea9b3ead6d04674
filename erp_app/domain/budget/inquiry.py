"""The funds inquiry: what is left for a posting, in the words of the rule that will judge it.

Owns which span is shown. Refuses nothing: to ask is not to reserve, and what is left now may be
gone when it is posted.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from erp_app.domain.budget.control import ControlRule, Level, Span, spans_of
from erp_app.domain.budget.funds import Funds, FundsByPeriod, sum_funds
from erp_app.domain.money import ZERO


@dataclass(frozen=True, slots=True)
class Standing:
    """How a budget line stands for a posting. line: "" when a rule alone speaks of it.

    span: the periods over which the money has to suffice. funds: of that span. tolerance: how much
    more than is available may be taken.
    """

    line: str
    level: Level
    span: range
    funds: Funds
    tolerance: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """Return how much may still be taken."""
        return self.funds.available + self.tolerance


def stand(
    line: str, funds: FundsByPeriod, period: int, rule: ControlRule | None, decimals: int = 2
) -> Standing:
    """Return how a line stands for a posting into a period.

    Of several spans that have to hold, the one with the least left. Without a rule the year is
    shown.
    """
    standings = []
    for span in spans_of(rule.span if rule else Span.YEAR, period):
        found = sum_funds(one for number, one in funds.items() if number in span)
        tolerance = rule.tolerance(found.appropriated, decimals) if rule else ZERO
        level = rule.level if rule else Level.NONE
        standings.append(Standing(line, level, span, found, tolerance))
    return min(standings, key=lambda one: one.left)
