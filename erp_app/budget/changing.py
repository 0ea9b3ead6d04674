"""The effect of an approved change of the budget: supplement, transfer, freeze, release.

Owns the order: lines that exist are locked by name, then those are made that get money for the
first time, then everything is judged under the locks. Refuses what rules of virement do not let
leave a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from erp_app.budget import ledger
from erp_app.budget.appropriating import change_lines, take_back
from erp_app.documents.refusals import throw_findings
from erp_app.domain.budget.changes import ChangeKind
from erp_app.domain.budget.funds import sum_funds
from erp_app.domain.budget.lines import BudgetLine, label_of
from erp_app.domain.budget.movements import Movement
from erp_app.domain.budget.virement import Move, Transfer, check_share, spread
from erp_app.domain.findings import Finding, RuleError, _
from erp_app.domain.money import total
from erp_app.domain.periods import Period
from erp_app.store import budget_lines, currency
from erp_app.store.budget_funds import load_movements
from erp_app.store.budget_policy import load_groups, load_virement_rules

DOCTYPE = "Budget Change"


class BudgetLineUnknownError(RuleError):
    """A change takes from, freezes or releases a line that is not in the budget."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the budget on a day. lines: what it does to each, signed where it is a transfer.

    month: 1 to 12, the first that changes. is_even: spread over the rest of the year.
    """

    voucher: str
    kind: ChangeKind
    day: date
    lines: Sequence[tuple[BudgetLine, Decimal]]
    month: int
    is_even: bool = False

    @property
    def gives(self) -> list[BudgetLine]:
        """Return the lines that get budget, which may be new."""
        is_giving = self.kind in (ChangeKind.SUPPLEMENTARY, ChangeKind.TRANSFER)
        return [line for line, amount in self.lines if is_giving and amount > 0]

    def as_transfer(self) -> Transfer:
        """Return what it moves, with the rules of the entity; of another kind nothing."""
        moves = [
            Move(place, line.group, amount)
            for place, (line, amount) in enumerate(self.lines, 1)
            if self.kind is ChangeKind.TRANSFER
        ]
        return Transfer(moves, load_virement_rules(), load_groups(), self.day)


def apply_change(change: Change, periods: Mapping[int, Period], user: str) -> None:
    """Move the money of an approved change. periods: of its fiscal year, by number.

    Raises:
        BudgetLineUnknownError, BudgetInUseError; DocumentInvalidError: above a rule's share.
    """
    names = [line.name for line, _amount in change.lines]
    known = budget_lines.existing(names)
    ledger.lock_lines(known)
    given = {line.name for line in change.gives}
    for name in names:
        if name not in known and name not in given:
            text = _("{0} is no line of the budget: nothing is taken from it or frozen")
            raise BudgetLineUnknownError(text, label_of(name))
    budget_lines.open_lines(change.gives, None, user)
    ledger.make_balances(names, user)
    if findings := list(_find_above_share(change)):
        throw_findings(findings)
    change_lines(ledger.Moved(DOCTYPE, change.voucher, _movements(change, periods)), user)
    if change.kind is ChangeKind.TRANSFER:
        budget_lines.add_transferred({line.name: amount for line, amount in change.lines})


def undo_change(voucher: str, kind: ChangeKind, user: str) -> None:
    """Take back an approved change.

    Raises: BudgetInUseError.
    """
    moved = load_movements([(DOCTYPE, voucher)]).get((DOCTYPE, voucher), [])
    take_back(DOCTYPE, voucher, user)
    if kind is ChangeKind.TRANSFER:
        names = {one.budget_line for one in moved}
        back = {
            name: -total(one.funds.appropriated for one in moved if one.budget_line == name)
            for name in names
        }
        budget_lines.add_transferred(back)


def _find_above_share(change: Change) -> Iterator[Finding]:
    """Yield what a rule's share does not let leave; the lines are locked already."""
    transfer = change.as_transfer()
    bounded = {
        change.lines[move.place - 1][0].name: (move, share)
        for move in transfer.moves
        if move.amount < 0 and (share := transfer.share_max(move))
    }
    if not bounded:
        return
    funds, moved = ledger.locked_funds(bounded), budget_lines.load_transferred(bounded)
    for name, (move, share) in bounded.items():
        budget = sum_funds(funds[name].values()).appropriated
        yield from check_share(move, share, budget, moved[name], currency.decimals())


def _movements(change: Change, periods: Mapping[int, Period]) -> list[Movement]:
    decimals = currency.decimals()
    return [
        Movement(
            change.kind.movement,
            change.day,
            periods[month].code,
            line.name,
            change.kind.funds(part),
            place,
        )
        for place, (line, amount) in enumerate(change.lines, 1)
        for month, part in spread(amount, change.month, change.is_even, decimals).items()
        if part
    ]
