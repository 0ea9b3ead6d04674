"""What an order takes over from requisitions: quantity, and the budget that they held for it.

Owns the order of locks: requisitions by name, then budget lines. Refuses a requisition that is not
approved any more, and more than is left of a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from erp_app.budget.holding import Relief, Request
from erp_app.domain.budget.holdings import Holding
from erp_app.domain.budget.movements import Relieved
from erp_app.domain.findings import RuleError, _
from erp_app.store.budget_holdings import load_holdings
from erp_app.store.budget_policy import load_control_rules
from erp_app.store.purchases import REQUISITION, Requested, lock_requested, save_requested

ORDER, APPROVED, MEASURE = "Purchase Order", "Approved", "pre_committed"


class RequisitionNotOpenError(RuleError):
    """A requisition is not there, or nothing more is ordered of it."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line of an order that was asked for by a requisition. number: of the order's line."""

    number: int
    requisition: str
    line: int
    quantity: Decimal

    @property
    def place(self) -> tuple[str, int]:
        return self.requisition, self.line


def take_over(order: str, lines: Sequence[Ordered], day: date, period: str) -> list[Relief]:
    """Count lines as ordered; return what of their budget the order takes over.

    Raises: RequisitionNotOpenError, OrderTooLargeError.
    """
    found, taken = lock_requested({one.place for one in lines}), []
    for one in lines:
        asked = found.get(one.place)
        if asked is None or asked.state != APPROVED:
            text = _("Line {0}: {1} line {2} is not approved, or is closed")
            raise RequisitionNotOpenError(text, one.number, *one.place)
        line, amount = asked.line.order(one.quantity)
        found[one.place] = replace(asked, line=line)
        taken.append((one, amount))
    save_requested(found.values())
    held = load_holdings({_holding(one).name for one in lines})
    return [
        _relief(order, one, amount, day, period)
        for one, amount in taken
        if amount > 0 and _holding(one).name in held
    ]


def give_back(lines: Sequence[Ordered], day: date) -> list[Request]:
    """Count lines as not ordered any more; return what their requisitions hold again.

    A requisition that was closed or taken back meanwhile holds nothing again.
    """
    found, requests = lock_requested({one.place for one in lines}), []
    held = load_holdings({_holding(one).name for one in lines})
    for one in lines:
        asked = found.get(one.place)
        if asked is None or asked.state != APPROVED:
            continue
        line, amount = asked.line.take_back(one.quantity)
        found[one.place] = replace(asked, line=line)
        if amount > 0 and (holding := held.get(_holding(one).name)):
            requests.append(_request(asked, holding, amount, day))
    save_requested(one for one in found.values() if one.state == APPROVED)
    return requests


def _holding(one: Ordered) -> Holding:
    return Holding(REQUISITION, one.requisition, one.line, MEASURE, "", "")


def _relief(order: str, one: Ordered, amount: Decimal, day: date, period: str) -> Relief:
    of = Relieved(REQUISITION, one.requisition, one.line)
    return Relief(ORDER, order, one.number, of, MEASURE, amount, day, period)


def _request(asked: Requested, holding: Holding, amount: Decimal, day: date) -> Request:
    rule = load_control_rules().find(asked.account, asked.fund, asked.cost_centre, day)
    where = (holding.budget_line, holding.period, MEASURE, amount, day, rule, asked.account)
    return Request(REQUISITION, holding.voucher, holding.line, *where)
