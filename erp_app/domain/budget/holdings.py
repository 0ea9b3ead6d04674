"""Holdings: what one voucher line holds of a budget line until something relieves it.

A requisition holds a pre-commitment, an order a commitment. Owns the bound of relief: never more
than is still held. Refuses to hold nothing, or less than nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from erp_app.domain.findings import RuleError, _
from erp_app.domain.money import ZERO, shown


class HoldingInvalidError(RuleError):
    """What is to be held is nothing, or less."""


class HoldingMissingError(RuleError):
    """A voucher line is to be relieved that holds nothing."""


class HoldingMovedError(RuleError):
    """What a voucher line holds is of another budget line since a moment ago."""


class ReliefTooLargeError(RuleError):
    """More is to be relieved than the voucher line still holds."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a voucher line reserved and what of it was relieved since; both only grow.

    measure: "pre_committed" or "committed".
    """

    voucher_type: str
    voucher: str
    line: int
    measure: str
    budget_line: str
    period: str
    reserved: Decimal = ZERO
    relieved: Decimal = ZERO

    @property
    def name(self) -> str:
        """Return the key of the holding, by which it is stored and locked."""
        return "|".join((self.voucher_type, self.voucher, str(self.line), self.measure))

    @property
    def held(self) -> Decimal:
        """Return what is still held."""
        return self.reserved - self.relieved

    def reserve(self, amount: Decimal) -> Holding:
        """Return the holding with more reserved.

        Raises: HoldingInvalidError.
        """
        self._require_positive(amount)
        return replace(self, reserved=self.reserved + amount)

    def relieve(self, amount: Decimal) -> Holding:
        """Return the holding with so much relieved.

        Raises:
            HoldingInvalidError: nothing, or less.
            ReliefTooLargeError: more than is held.
        """
        self._require_positive(amount)
        if amount > self.held:
            text = _("Line {0} of {1} {2} holds {3} of its budget: {4} cannot be relieved")
            where = (self.line, self.voucher_type, self.voucher)
            raise ReliefTooLargeError(text, *where, shown(self.held), shown(amount))
        return replace(self, relieved=self.relieved + amount)

    def _require_positive(self, amount: Decimal) -> None:
        if amount <= 0:
            text = _("Line {0} of {1} {2}: an amount above zero is reserved or relieved")
            raise HoldingInvalidError(text, self.line, self.voucher_type, self.voucher)
