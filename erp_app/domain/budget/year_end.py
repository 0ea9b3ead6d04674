"""Year end: what becomes of what is still held of a year's budget, by rule.

Owns the one written order of rules. Among the rules in force on the day that cover a line's budget
group and fund, the first of these differences decides:

    1. the deeper group; 2. a rule that names the fund; 3. the later first day; 4. the name.

A holding without a rule stops the whole run: nothing lapses because somebody forgot. What nobody
holds of a year's budget lapses with the year, and needs no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from hashlib import sha256

from erp_app.domain.budget.funds import WHOLE_YEAR, Demand, Funds
from erp_app.domain.budget.groups import GroupTree
from erp_app.domain.budget.holdings import Holding
from erp_app.domain.budget.lines import BudgetLine, label_of, line_of
from erp_app.domain.budget.movements import KIND_OF_MEASURE, Movement, MovementKind, Relieved
from erp_app.domain.findings import Finding, _
from erp_app.domain.money import plain, total
from erp_app.domain.periods import Period
from erp_app.domain.validity import Validity


class Treatment(Enum):
    """WITH_BUDGET: the new year gets the money as well. ALONE: the new year's own budget has to
    suffice. LAPSE: the document holds nothing any more."""

    WITH_BUDGET = "Carry with Budget"
    ALONE = "Carry Alone"
    LAPSE = "Lapse"


@dataclass(frozen=True, slots=True)
class YearEndRule(Validity):
    """One rule. group: "" for any, a group with all below it; fund: "" for any."""

    name: str
    treatment: Treatment
    group: str = ""
    fund: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, groups: tuple[str, ...], fund: str, day: date) -> bool:
        """Tell whether the rule is about a line. groups: its own and all above it."""
        is_of_group = not self.group or self.group in groups
        return is_of_group and self.fund in ("", fund) and self.is_valid_on(day)

    def rank(self, groups: tuple[str, ...]) -> tuple[int, bool, date, str]:
        """Return what the order compares, the greater the more specific; see the module's text."""
        depth = len(groups) - groups.index(self.group) if self.group else 0
        return (depth, bool(self.fund), self.valid_from or date.min, self.name)


@dataclass(frozen=True, slots=True)
class Carry:
    """What becomes of one holding. rule: None when there is none. new_line: of the next year, also
    of what lapses, which then gets nothing."""

    holding: Holding
    rule: YearEndRule | None
    new_line: BudgetLine

    @property
    def treatment(self) -> Treatment | None:
        return self.rule.treatment if self.rule else None

    @property
    def amount(self) -> Decimal:
        """Return what is held, in the entity's currency."""
        return self.holding.held

    @property
    def is_carried(self) -> bool:
        return self.treatment in (Treatment.WITH_BUDGET, Treatment.ALONE)

    def apply(self, period: str) -> Holding:
        """Return the holding afterwards. period: code, in which the new year begins."""
        if self.is_carried:
            return replace(self.holding, budget_line=self.new_line.name, period=period)
        return self.holding.relieve(self.amount)


def plan(
    holdings: Iterable[Holding],
    rules: Sequence[YearEndRule],
    groups: GroupTree,
    day: date,
    new_year: str,
) -> list[Carry]:
    """Return what becomes of each holding of which something is held, in order of their names."""
    return [
        Carry(holding, _find_rule(rules, groups, line, day), replace(line, fiscal_year=new_year))
        for holding in sorted(holdings, key=lambda one: one.name)
        if holding.held > 0 and (line := line_of(holding.budget_line))
    ]


def _find_rule(
    rules: Sequence[YearEndRule], groups: GroupTree, line: BudgetLine, day: date
) -> YearEndRule | None:
    path, fund = groups.above(line.group), line.dimensions.fund
    covering = [rule for rule in rules if rule.covers(path, fund, day)]
    return max(covering, key=lambda rule: rule.rank(path), default=None)


def check_rules(carries: Iterable[Carry]) -> list[Finding]:
    """Return a finding for every line of which something is held without a rule that says what
    becomes of it."""
    text = _("No year end rule says what becomes of what is held of the budget line {0}")
    lines = dict.fromkeys(one.holding.budget_line for one in carries if one.rule is None)
    return [Finding("year_end_rule_missing", text, (label_of(line),)) for line in lines]


def demands_of(carries: Iterable[Carry]) -> list[Demand]:
    """Return what is asked of the new year's own budget."""
    return [
        Demand(one.new_line.name, 1, one.amount, WHOLE_YEAR)
        for one in carries
        if one.treatment is Treatment.ALONE
    ]


def sum_of(carries: Iterable[Carry], treatment: Treatment) -> Decimal:
    """Return what is held of those that are treated so."""
    return total(one.amount for one in carries if one.treatment is treatment)


def digest_of(carries: Iterable[Carry]) -> str:
    """Return 64 hex digits that tell one plan from any other: documents, amounts, treatments."""
    text = "\n".join(
        "|".join((one.holding.name, one.holding.budget_line, plain(one.amount), str(one.treatment)))
        for one in carries
    )
    return sha256(text.encode()).hexdigest()


def movements_of(carry: Carry, last: Period, first: Period, place: int) -> Iterator[Movement]:
    """Yield the movements of one holding. last, first: the periods where the old year ends and the
    new one begins. place: 1-based in the document that carries."""
    places = [(last, carry.holding.budget_line, -carry.amount)]
    if carry.is_carried:
        places.append((first, carry.new_line.name, carry.amount))
    of, measure = Relieved(*_key(carry.holding)), carry.holding.measure
    for period, line, amount in places:
        # A year's end is dated on its last day, the beginning of the next one on its first.
        where = (period.end if amount < 0 else period.start, period.code, line)
        if carry.treatment is Treatment.WITH_BUDGET:
            funds = Funds(appropriated=amount)
            yield Movement(MovementKind.CARRY_FORWARD, *where, funds, place, relieved=of)
        funds = Funds(**{measure: amount})
        yield Movement(KIND_OF_MEASURE[measure], *where, funds, place, relieved=of)


def _key(holding: Holding) -> tuple[str, str, int]:
    return holding.voucher_type, holding.voucher, holding.line
