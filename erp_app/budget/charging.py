"""What entries take of which budget lines: resolved for a whole set with a handful of queries.

Owns the way from a posting to a budget line. Refuses nothing: a posting that no line takes is told
with an empty one, and reserving decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from erp_app.domain.budget.control import ControlRule, ControlRules
from erp_app.domain.budget.funds import Funds
from erp_app.domain.budget.groups import path_of
from erp_app.domain.budget.lines import Charge, LineFinder, period_of_line
from erp_app.domain.budget.movements import Movement, MovementKind, Relieved, opposite
from erp_app.domain.entry import Entry, Posting
from erp_app.domain.periods import Period
from erp_app.ledger import find_periods
from erp_app.store import budget_lines
from erp_app.store.budget_funds import load_movements
from erp_app.store.budget_policy import load_centres, load_control_rules, load_groups


@dataclass(frozen=True, slots=True)
class Taking:
    """What one line of an entry takes of a budget line, negative for what it gives back.

    place: of the entry in its set, from 0. movement: with an empty budget line when no line takes
    the posting. rule: None when nothing limits it.
    """

    place: int
    movement: Movement
    posting: Posting
    rule: ControlRule | None

    @property
    def line(self) -> str:
        return self.movement.budget_line


def find_takings(entries: Sequence[Entry]) -> list[Taking]:
    """Return what the entries of a set take, in their order.

    A reversal takes what it reverses took, with the opposite sign; an opening takes nothing.
    """
    rules, periods = load_control_rules(), find_periods(entries)
    takings = [*_of_postings(entries, periods, rules), *_of_reversals(entries, periods, rules)]
    return sorted(takings, key=lambda one: (one.place, one.movement.voucher_line))


def build_finder(charges: Collection[Charge]) -> LineFinder:
    """Return what finds the lines of these charges: one query for all of them."""
    groups, parents = load_groups(), load_centres()
    centres = {charge.dimensions.cost_centre for charge in charges}
    candidates = budget_lines.find_candidates(
        {charge.fiscal_year for charge in charges},
        {group for charge in charges for group in groups.path_of(charge.account)},
        {above for centre in centres for above in path_of(centre, parents)},
    )
    return LineFinder(candidates, groups, parents)


def _of_postings(
    entries: Sequence[Entry], periods: Sequence[Period], rules: ControlRules
) -> Iterator[Taking]:
    controlled = [
        (place, number, posting, rule)
        for place, entry in enumerate(entries)
        if not (entry.reverses or entry.is_opening)
        for number, posting in enumerate(entry.postings, 1)
        if (rule := _rule_of(posting, entry, rules))
    ]
    charges = [
        Charge(periods[place].fiscal_year, posting.account, posting.dimensions)
        for place, _number, posting, _rule in controlled
    ]
    finder = build_finder(set(charges))
    for (place, number, posting, rule), charge in zip(controlled, charges, strict=True):
        line = finder.find(charge)
        movement = Movement(
            MovementKind.ACTUAL,
            entries[place].posting_date,
            periods[place].code,
            line.name if line else "",
            Funds(actual=posting.debit - posting.credit),
            number,
            posting.account,
        )
        yield Taking(place, movement, posting, rule)


def _of_reversals(
    entries: Sequence[Entry], periods: Sequence[Period], rules: ControlRules
) -> Iterator[Taking]:
    reversed_by = {
        (entry.voucher_type, entry.reverses): place
        for place, entry in enumerate(entries)
        if entry.reverses
    }
    for (kind, voucher), movements in load_movements(reversed_by).items():
        place = reversed_by[kind, voucher]
        entry = entries[place]
        for taken in movements:
            posting = entry.postings[taken.voucher_line - 1]
            movement = replace(
                taken,
                posting_date=entry.posting_date,
                period=period_of_line(taken.budget_line, periods[place].code),
                funds=opposite(taken.funds),
                relieved=Relieved(kind, voucher, taken.voucher_line),
                override="",
            )
            yield Taking(place, movement, posting, _rule_of(posting, entry, rules))


def _rule_of(posting: Posting, entry: Entry, rules: ControlRules) -> ControlRule | None:
    given = posting.dimensions
    return rules.find(posting.account, given.fund, given.cost_centre, entry.posting_date)
