"""Budget that documents hold before money is spent: reserved by one, relieved by the next.

    reserve([Request("Purchase Order", "PO-1", 1, line, "2026-03", "committed", amount, day)], user,
            reliefs=[Relief("Purchase Order", "PO-1", 1, of=requisition, amount=..., ...)])

Owns both in one step, so that what a requisition gives back is there for its order: everything is
locked first, in the order of `ledger`, judged as a whole, and appended. Refuses to relieve more
than is held. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from erp_app.budget import ledger
from erp_app.budget.overriding import judge
from erp_app.domain.budget.control import ControlRule
from erp_app.domain.budget.funds import Demand, Funds
from erp_app.domain.budget.holdings import Holding, HoldingMissingError, HoldingMovedError
from erp_app.domain.budget.lines import label_of, period_of_line
from erp_app.domain.budget.movements import KIND_OF_MEASURE, Movement, Relieved
from erp_app.domain.budget.overrides import Claim, Voucher
from erp_app.domain.findings import RuleError, _
from erp_app.store.budget_funds import count_movements
from erp_app.store.budget_holdings import load_holdings, save_holdings


@dataclass(frozen=True, slots=True)
class Request:
    """What a voucher line asks to hold. measure: "pre_committed" or "committed". period: code.

    rule: what controls it, None when nothing does. account: for the words of a refusal.
    """

    voucher_type: str
    voucher: str
    line: int
    budget_line: str
    period: str
    measure: str
    amount: Decimal
    posting_date: date
    rule: ControlRule | None = None
    account: str = ""

    @property
    def holding(self) -> Holding:
        """Return the holding before anything is reserved."""
        key = (self.voucher_type, self.voucher, self.line, self.measure)
        return Holding(*key, self.budget_line, self.period)


@dataclass(frozen=True, slots=True)
class Relief:
    """What a voucher line gives back of another one's holding. period: code, of the voucher that
    relieves: what takes the place of the holding counts there. On a line of another year the relief
    counts in the period of that year that is nearest."""

    voucher_type: str
    voucher: str
    line: int
    of: Relieved
    measure: str
    amount: Decimal
    posting_date: date
    period: str

    @property
    def holding_name(self) -> str:
        return Holding(
            self.of.voucher_type, self.of.voucher, self.of.line, self.measure, "", ""
        ).name


def reserve(
    requests: Sequence[Request], user: str, reliefs: Sequence[Relief] = ()
) -> list[RuleError]:
    """Reserve budget for voucher lines and relieve what they replace; return advisory notices.

    Raises:
        BudgetExceededError: an absolute rule refuses the set.
        ReliefTooLargeError, HoldingMissingError, HoldingInvalidError, HoldingMovedError.
    """
    plan = _Plan(_lock(requests, reliefs))
    for relief in reliefs:
        plan.relieve(relief)
    for request in requests:
        plan.reserve(request)
    judged = judge(plan.claims, ledger.locked_funds({one.demand.line for one in plan.claims}))
    save_holdings(plan.holdings.values(), user)
    ledger.append(list(_by_voucher(plan.movements, judged.overrides)), user)
    return judged.notices


def relieve(reliefs: Sequence[Relief], user: str) -> None:
    """Give back what voucher lines hold, in part or whole.

    Raises:
        ReliefTooLargeError, HoldingMissingError, HoldingInvalidError.
    """
    reserve((), user, reliefs)


@dataclass(slots=True)
class _Plan:
    """What a set does to holdings, with its movements and what they demand of the lines."""

    holdings: dict[str, Holding]
    movements: list[tuple[Voucher, Movement]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def relieve(self, relief: Relief) -> None:
        held = self.holdings[relief.holding_name]
        self.holdings[held.name] = held.relieve(relief.amount)
        self._add(relief, _movement(relief, held.budget_line, -relief.amount, relief.of))

    def reserve(self, request: Request) -> None:
        held = self.holdings.get(request.holding.name, request.holding)
        if held.budget_line != request.budget_line:
            text = _("Line {0} of {1} {2} holds budget of {3} already: release that first")
            where = (request.line, request.voucher_type, request.voucher)
            raise HoldingMovedError(text, *where, label_of(held.budget_line))
        self.holdings[held.name] = held.reserve(request.amount)
        moved = _movement(request, request.budget_line, request.amount, None, request.account)
        self._add(request, moved, request.rule)

    def _add(
        self, asked: Request | Relief, movement: Movement, rule: ControlRule | None = None
    ) -> None:
        voucher = (asked.voucher_type, asked.voucher)
        self.movements.append((voucher, movement))
        self.claims.append(Claim(voucher, _demand(movement, rule)))


def _lock(requests: Sequence[Request], reliefs: Sequence[Relief]) -> dict[str, Holding]:
    """Lock the budget lines, then the holdings that exist; return these as they stand now."""
    wanted = {relief.holding_name for relief in reliefs}
    known = load_holdings({*wanted, *(request.holding.name for request in requests)})
    for relief in reliefs:
        if relief.holding_name not in known:
            text = _("Line {0} of {1} {2} holds nothing of its budget")
            of = relief.of
            raise HoldingMissingError(text, of.line, of.voucher_type, of.voucher)
    lines = {one.budget_line for one in known.values()}
    ledger.lock_lines(lines | {request.budget_line for request in requests})
    held = load_holdings(known, is_locked=True)
    for moved in (one for one in held.values() if one.budget_line not in lines):
        text = _("What {0} {1} holds was carried to another year just now: try again")
        raise HoldingMovedError(text, moved.voucher_type, moved.voucher)
    return held


def _movement(
    asked: Request | Relief,
    budget_line: str,
    amount: Decimal,
    relieved: Relieved | None,
    account: str = "",
) -> Movement:
    funds = Funds(**{asked.measure: amount})
    period = period_of_line(budget_line, asked.period)
    kind, place = KIND_OF_MEASURE[asked.measure], (asked.posting_date, period)
    return Movement(kind, *place, budget_line, funds, asked.line, account, relieved)


def _demand(movement: Movement, rule: ControlRule | None) -> Demand:
    number, amount = ledger.number_of(movement.period), -movement.funds.available
    return Demand(movement.budget_line, number, amount, rule, movement.account)


def _by_voucher(
    movements: Sequence[tuple[Voucher, Movement]], overrides: Mapping[Voucher, str]
) -> Iterator[ledger.Moved]:
    found: dict[Voucher, list[Movement]] = {}
    for voucher, movement in movements:
        by = overrides.get(voucher, "")
        found.setdefault(voucher, []).append(replace(movement, override=by))
    for voucher, of_voucher in found.items():
        yield ledger.Moved(*voucher, of_voucher, count_movements(*voucher) + 1)
