"""One line of a requisition, from what was asked for to what was ordered: quantity and budget.

Owns the bound: no more is ordered of a line than was approved. What an order takes over of its
hold on the budget is the difference between before and after, so that the orders of a line take
over exactly what it holds, and one that is taken back returns exactly its part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from erp_app.domain.findings import RuleError, _
from erp_app.domain.money import ZERO, round_money


class OrderTooLargeError(RuleError):
    """More is ordered than is left of a requisition's line."""


@dataclass(frozen=True, slots=True)
class RequestedLine:
    """What was approved, and how much of it was ordered. cost: of the whole line, which it holds of
    its budget."""

    requisition: str
    number: int
    quantity: Decimal
    cost: Decimal
    ordered: Decimal = ZERO
    decimals: int = 2

    @property
    def left(self) -> Decimal:
        """Return how much may still be ordered."""
        return self.quantity - self.ordered

    @property
    def relieved(self) -> Decimal:
        """Return what its orders have taken over of its hold on the budget."""
        return round_money(self.cost * self.ordered / self.quantity, self.decimals)

    def order(self, quantity: Decimal) -> tuple[RequestedLine, Decimal]:
        """Return the line with more ordered, and what that takes over of its hold.

        >>> line = RequestedLine("PRQ-1", 1, Decimal(3), Decimal("10.00"))
        >>> line.order(Decimal(2))[1]
        Decimal('6.67')

        Raises: OrderTooLargeError.
        """
        if quantity > self.left:
            text = _("{0} line {1} has {2} left to order, {3} are asked for")
            amounts = (f"{one.normalize():f}" for one in (self.left, quantity))
            raise OrderTooLargeError(text, self.requisition, self.number, *amounts)
        after = replace(self, ordered=self.ordered + quantity)
        return after, after.relieved - self.relieved

    def take_back(self, quantity: Decimal) -> tuple[RequestedLine, Decimal]:
        """Return the line with less ordered, and what goes back to its hold."""
        after = replace(self, ordered=max(self.ordered - quantity, ZERO))
        return after, self.relieved - after.relieved
