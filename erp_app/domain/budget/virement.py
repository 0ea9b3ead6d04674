"""Virement: which budget may move from one line to another, how much of it, and who approves.

Owns the one written order of rules. Among the rules in force on the day whose groups hold the two
groups, the first of these differences decides:

    1. the deeper group that gives; 2. the deeper group that takes;
    3. a rule that refuses; 4. the smaller share; 5. the name.

Without a rule money moves within a group only. Refuses nothing itself: `check_transfer` says what
is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from erp_app.domain.budget.groups import GroupTree
from erp_app.domain.findings import Finding, _
from erp_app.domain.money import ZERO, allocate, exponent, shown
from erp_app.domain.validity import Validity

WHOLE = Decimal(100)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class VirementRule(Validity):
    """One rule. group_from, group_to: "" for any, a group with all below it. share_max: percent of
    what the line has without transfers that may leave it in a year, zero for no bound. role: who
    approves beside holding the step's own role, "" for nobody in particular."""

    name: str
    group_from: str = ""
    group_to: str = ""
    is_allowed: bool = True
    share_max: Decimal = ZERO
    role: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, giving: tuple[str, ...], taking: tuple[str, ...], day: date) -> bool:
        """Tell whether the rule is about two groups, each given with all above it."""
        is_from = not self.group_from or self.group_from in giving
        return is_from and (not self.group_to or self.group_to in taking) and self.is_valid_on(day)

    def rank(
        self, giving: tuple[str, ...], taking: tuple[str, ...]
    ) -> tuple[int, int, bool, Decimal, str]:
        """Return what the order compares, the greater the more specific; see the module's text."""
        depths = _depth(self.group_from, giving), _depth(self.group_to, taking)
        return (*depths, not self.is_allowed, -(self.share_max or WHOLE), self.name)


def _depth(group: str, path: tuple[str, ...]) -> int:
    return len(path) - path.index(group) if group else 0


class Move(NamedTuple):
    """What a transfer does to one line: negative where money leaves. place: 1-based in it."""

    place: int
    group: str
    amount: Decimal


def find_rule(
    rules: Iterable[VirementRule], giving: tuple[str, ...], taking: tuple[str, ...], day: date
) -> VirementRule | None:
    """Return the rule of two groups, each given with all above it; None when there is none."""
    covering = [rule for rule in rules if rule.covers(giving, taking, day)]
    return max(covering, key=lambda rule: rule.rank(giving, taking), default=None)


@dataclass(frozen=True, slots=True)
class Transfer:
    """The moves of one document on a day, judged by the rules of an entity."""

    moves: Sequence[Move]
    rules: Sequence[VirementRule]
    groups: GroupTree
    day: date

    def rules_of(self, giving: Move) -> list[VirementRule]:
        """Return the rules of money that leaves one line, for each line that gets some."""
        path = self.groups.above(giving.group)
        taking = [move for move in self.moves if move.amount > 0]
        found = (find_rule(self.rules, path, self.groups.above(m.group), self.day) for m in taking)
        return [rule for rule in found if rule]

    def find_refused(self) -> list[Finding]:
        """Return a finding for every line whose money may not go where it is to go."""
        findings = []
        for giving in self.moves:
            for taking in self.moves:
                if giving.amount < 0 < taking.amount and not self._may_move(giving, taking):
                    text = _("Budget of the group {0} may not be moved to the group {1}")
                    values = (giving.group, taking.group)
                    findings.append(
                        Finding("virement_refused", text, values, giving.place, "budget_group")
                    )
        return findings

    def roles(self) -> frozenset[str]:
        """Return the roles that the rules name for the approval, all of which are needed."""
        giving = [move for move in self.moves if move.amount < 0]
        return frozenset(r.role for move in giving for r in self.rules_of(move) if r.role)

    def share_max(self, giving: Move) -> Decimal:
        """Return the percent of a line that may leave it in a year; zero for no bound."""
        shares = [rule.share_max for rule in self.rules_of(giving) if rule.share_max]
        return min(shares, default=ZERO)

    def _may_move(self, giving: Move, taking: Move) -> bool:
        paths = self.groups.above(giving.group), self.groups.above(taking.group)
        rule = find_rule(self.rules, *paths, self.day)
        return rule.is_allowed if rule else giving.group == taking.group


def check_share(
    move: Move, share_max: Decimal, budget: Decimal, transferred: Decimal, decimals: int = 2
) -> list[Finding]:
    """Return what is wrong with the amount that leaves a line.

    budget: what the line has, with transfers so far; transferred: their net, negative when more
    left. Whoever moves in parts is held to the same bound.
    """
    if not share_max:
        return []
    share = (budget - transferred) * share_max / WHOLE
    share = max(share, ZERO).quantize(exponent(decimals), rounding=ROUND_DOWN)
    left = share + transferred
    if -move.amount <= left:
        return []
    text = _("{0} of {1} would leave the line: {2} may be moved from it this year, {3} are left")
    base = budget - transferred
    values = (*(shown(one, decimals) for one in (-move.amount, base, share, max(left, ZERO))),)
    return [Finding("virement_too_large", text, values, move.place, "amount")]


def spread(amount: Decimal, month: int, is_even: bool, decimals: int = 2) -> dict[int, Decimal]:
    """Return month -> part of an amount that changes a budget from a month on.

    month: 1 to 12. is_even: over the months that are left, else all in the one. Parts add up.
    """
    if not is_even:
        return {month: amount}
    months = range(month, MONTHS + 1)
    return dict(zip(months, allocate(amount, [1] * len(months), decimals), strict=True))
