"""Budget as a reservation of the ledger: what is posted has to be there, and is taken.

Owns the moment: the lines of the whole set are locked first, what they have is read under the lock,
and the movements are appended before the general ledger's head is locked. Refuses, by a rule that
is absolute, what no line takes and what is more than is left, unless an override lets that one
document through; by an advisory one it says so. What no line takes is never let through: there
would be nothing in the budget's ledger to say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import frappe

from erp_app.budget import ledger
from erp_app.budget.charging import Taking, find_takings
from erp_app.budget.overriding import Judgement, judge
from erp_app.budget.refusing import describe_missing
from erp_app.documents.refusals import tell
from erp_app.domain.authority import Authority
from erp_app.domain.budget.control import Level
from erp_app.domain.budget.funds import Demand
from erp_app.domain.budget.overrides import Claim, Voucher
from erp_app.domain.entry import Entry
from erp_app.domain.findings import RuleError
from erp_app.ledger.reservations import RowToLock

NOTICES_SHOWN = 5


class BudgetReservation:
    """See `erp_app.ledger.reservations.Reservation`. One for each set."""

    def __init__(self) -> None:
        self.takings: list[Taking] = []

    def rows(self, entries: Sequence[Entry]) -> Iterable[RowToLock]:
        """Return the budget lines of the set; which they are is remembered for `reserve`."""
        self.takings = find_takings(entries)
        return [RowToLock(ledger.LINE, taking.line) for taking in self.takings if taking.line]

    def reserve(self, entries: Sequence[Entry], authority: Authority) -> None:
        """Take what the entries need.

        Raises:
            BudgetLineMissingError, BudgetExceededError: an absolute rule refuses the set.
        """
        if not self.takings:
            return
        notices = list(self._judge_missing())
        judged = self._judge_overruns(entries)
        ledger.append(list(self._moved(entries, judged.overrides)), authority.user)
        show_notices([*notices, *judged.notices])

    def _judge_missing(self) -> Iterator[RuleError]:
        """Yield what advisory rules say of postings that no line takes."""
        for taking in self.takings:
            if taking.line or taking.movement.funds.actual <= 0:
                continue
            error = describe_missing(taking)
            if taking.rule and taking.rule.level is Level.ABSOLUTE:
                raise error
            yield error

    def _judge_overruns(self, entries: Sequence[Entry]) -> Judgement:
        """Return what is said of lines that have less than is taken, and who is let through."""
        charged = [taking for taking in self.takings if taking.line]
        funds = ledger.locked_funds({taking.line for taking in charged})
        claims = [Claim(_voucher(entries[one.place]), _demand_of(one)) for one in charged]
        return judge(claims, funds)

    def _moved(
        self, entries: Sequence[Entry], overrides: Mapping[Voucher, str]
    ) -> Iterator[ledger.Moved]:
        by_entry: dict[int, list[Taking]] = {}
        for taking in self.takings:
            if taking.line and any(taking.movement.funds):
                by_entry.setdefault(taking.place, []).append(taking)
        for place, takings in by_entry.items():
            voucher = _voucher(entries[place])
            by = overrides.get(voucher, "")
            movements = [replace(taking.movement, override=by) for taking in takings]
            yield ledger.Moved(*voucher, movements)


def _voucher(entry: Entry) -> Voucher:
    return entry.voucher_type, entry.voucher


def _demand_of(taking: Taking) -> Demand:
    moved = taking.movement
    number = ledger.number_of(moved.period)
    return Demand(moved.budget_line, number, -moved.funds.available, taking.rule, moved.account)


def show_notices(notices: Sequence[RuleError]) -> None:
    """Say to whoever acts what an advisory rule found; the first ones, and how many more."""
    texts = list(dict.fromkeys(tell(notice) for notice in notices))
    if len(texts) > NOTICES_SHOWN:
        more = frappe._("and {0} more").format(len(texts) - NOTICES_SHOWN)
        texts = [*texts[:NOTICES_SHOWN], more]
    if texts:
        title = frappe._("Beyond the budget")
        frappe.msgprint(texts, title=title, indicator="orange", as_list=len(texts) > 1)
