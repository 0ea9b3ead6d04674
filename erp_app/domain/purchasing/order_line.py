"""One line of an order, from what was ordered to what was invoiced: quantities, and their value.

Owns the bounds: nothing is received beyond the order and its tolerance, returned beyond what is
there, or invoiced beyond what was received. Values are those of the order: of a quantity they are
the difference between what stood before and after, so that the parts of a line always add up to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from erp_app.domain.findings import RuleError, _
from erp_app.domain.money import ZERO, round_money

HUNDRED = Decimal(100)


class QuantityInvalidError(RuleError):
    """A quantity is nothing, or less."""


class ReceiptTooLargeError(RuleError):
    """More is received than was ordered, with the tolerance."""


class ReturnTooLargeError(RuleError):
    """More is returned than was received."""


class InvoiceTooLargeError(RuleError):
    """More is invoiced than was received, or ordered where nothing is received."""


class CreditTooLargeError(RuleError):
    """More is credited than was invoiced."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What was ordered, and how far it is.

    cost: of the whole line, in the entity's currency; over_percent: how much more may be received;
    is_received: False for what is invoiced without a receipt (two-way match). received: without
    what was returned; invoiced: without what was credited as returned.
    """

    number: int
    ordered: Decimal
    cost: Decimal
    over_percent: Decimal = ZERO
    is_received: bool = True
    received: Decimal = ZERO
    invoiced: Decimal = ZERO
    decimals: int = 2

    @property
    def receivable(self) -> Decimal:
        """Return how much may still be received."""
        return self.ordered * (1 + self.over_percent / HUNDRED) - self.received

    @property
    def invoiceable(self) -> Decimal:
        """Return how much may still be invoiced."""
        return (self.received if self.is_received else self.ordered) - self.invoiced

    @property
    def is_complete(self) -> bool:
        """Return True when nothing is to come any more."""
        done = self.received if self.is_received else self.invoiced
        return done >= self.ordered and self.invoiceable <= 0

    def value_of(self, quantity: Decimal) -> Decimal:
        """Return the order's value of the first units, rounded.

        >>> line = OrderLine(1, Decimal(3), Decimal("100.00"))
        >>> [str(line.value_of(Decimal(n))) for n in (1, 2, 3)]
        ['33.33', '66.67', '100.00']
        """
        return round_money(self.cost * quantity / self.ordered, self.decimals)

    @property
    def accrued(self) -> Decimal:
        """Return the value of what was received and not invoiced: below zero, when what was
        invoiced has been returned and is not credited yet."""
        return self.value_of(self.received) - self.value_of(self.invoiced)

    @property
    def committed(self) -> Decimal:
        """Return what the line still holds of its budget when it holds what it cost."""
        done = self.received if self.is_received else self.invoiced
        return self.cost - self.value_of(min(done, self.ordered))

    def receive(self, quantity: Decimal) -> OrderLine:
        """Return the line with more received.

        Raises: QuantityInvalidError, ReceiptTooLargeError.
        """
        self._require_positive(quantity)
        if not self.is_received or quantity > self.receivable:
            text = _("Line {0}: {1} are still to come, {2} cannot be received")
            left = self.receivable if self.is_received else ZERO
            raise ReceiptTooLargeError(text, self.number, _plain(left), _plain(quantity))
        return replace(self, received=self.received + quantity)

    def give_back(self, quantity: Decimal) -> OrderLine:
        """Return the line with something returned.

        Raises: QuantityInvalidError, ReturnTooLargeError.
        """
        self._require_positive(quantity)
        if quantity > self.received:
            text = _("Line {0}: {1} were received, {2} cannot be returned")
            raise ReturnTooLargeError(text, self.number, _plain(self.received), _plain(quantity))
        return replace(self, received=self.received - quantity)

    def invoice(self, quantity: Decimal) -> OrderLine:
        """Return the line with more invoiced.

        Raises: QuantityInvalidError, InvoiceTooLargeError.
        """
        self._require_positive(quantity)
        if quantity > self.invoiceable:
            text = _("Line {0}: {1} may be invoiced, {2} are")
            left = _plain(max(self.invoiceable, ZERO))
            raise InvoiceTooLargeError(text, self.number, left, _plain(quantity))
        return replace(self, invoiced=self.invoiced + quantity)

    def credit(self, quantity: Decimal) -> OrderLine:
        """Return the line with something credited that was returned, or never came. A credit of the
        price alone opens no quantity, and is none of this.

        Raises: QuantityInvalidError, CreditTooLargeError.
        """
        self._require_positive(quantity)
        if quantity > self.invoiced:
            text = _("Line {0}: {1} were invoiced, {2} cannot be credited")
            raise CreditTooLargeError(text, self.number, _plain(self.invoiced), _plain(quantity))
        return replace(self, invoiced=self.invoiced - quantity)

    def _require_positive(self, quantity: Decimal) -> None:
        if quantity <= 0:
            text = _("Line {0}: a quantity above zero is received, returned, invoiced or credited")
            raise QuantityInvalidError(text, self.number)


def _plain(quantity: Decimal) -> str:
    """Return a quantity for a person, without zeros at its end."""
    return f"{quantity.normalize():f}"
