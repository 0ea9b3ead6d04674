"""Does an invoice say what was ordered and received? Its lines beside those of the order.

Owns the match, with the tolerances that are the entity's data. What does not match blocks the
invoice until it does, or until somebody with the authority says why it is paid all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from erp_app.domain.findings import Finding, _
from erp_app.domain.money import ZERO, exponent, shown
from erp_app.domain.purchasing.order_line import OrderLine

HUNDRED = Decimal(100)


class MatchKind(Enum):
    """What is wrong with a line of an invoice."""

    QUANTITY = "quantity_above"
    PRICE = "price_above"
    ORDER = "not_of_this_order"
    TOTAL = "total_above"


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far an invoice may be beyond the order. Of a percentage and an amount the smaller counts;
    None is no bound of that kind, and nothing at all is no tolerance."""

    price_percent: Decimal | None = None
    price_amount: Decimal | None = None

    def allowed(self, expected: Decimal) -> Decimal:
        """Return by how much more a line may cost than is expected of it."""
        bounds = [] if self.price_percent is None else [expected * self.price_percent / HUNDRED]
        if self.price_amount is not None:
            bounds.append(self.price_amount)
        return min(bounds, default=ZERO)


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of an invoice. order, order_line: what it names; quantity: of the order's unit; net:
    without tax. A price-only line has no quantity."""

    number: int
    order: str
    order_line: int
    quantity: Decimal
    net: Decimal


def match_lines(
    lines: Iterable[InvoiceLine],
    order: str,
    ordered: Mapping[int, OrderLine],
    nets: Mapping[int, Decimal],
    tolerances: Tolerances,
) -> Iterator[Finding]:
    """Yield what is wrong with each line of an invoice, none when all matches.

    order: the one that the invoice is for; ordered: its lines as they stand, by number; nets: of
    the whole lines, without tax. Lines of the invoice that name one line of the order count
    together.
    """
    standing = dict(ordered)
    for line in lines:
        found = standing.get(line.order_line)
        if line.order != order or found is None:
            text = _("{0} line {1} is not a line of {2}, which this invoice is for")
            values = (line.order, line.order_line, order)
            yield Finding(MatchKind.ORDER.value, text, values, line.number, "order_line")
            continue
        if line.quantity > max(found.invoiceable, ZERO):
            yield _too_many(line, found)
        else:
            standing[line.order_line] = found.invoice(line.quantity)
        yield from _price(line, nets[line.order_line] / found.ordered, tolerances, found.decimals)


def _too_many(line: InvoiceLine, found: OrderLine) -> Finding:
    left = max(found.invoiceable, ZERO)
    text = (
        _("{0} are invoiced, {1} were received and are not invoiced yet")
        if found.is_received
        else _("{0} are invoiced, {1} were ordered and are not invoiced yet")
    )
    values = (f"{line.quantity.normalize():f}", f"{left.normalize():f}")
    return Finding(MatchKind.QUANTITY.value, text, values, line.number, "quantity")


def _price(
    line: InvoiceLine, unit: Decimal, tolerances: Tolerances, decimals: int
) -> Iterator[Finding]:
    expected = unit * line.quantity
    beyond = line.net - expected
    # Less than the smallest coin is what rounding a price leaves.
    if beyond - tolerances.allowed(expected) >= exponent(decimals):
        text = _("{0} is invoiced, the order's price of {1} is {2}")
        quantity = f"{line.quantity.normalize():f}"
        values = (shown(line.net, decimals), quantity, shown(round(expected, decimals), decimals))
        yield Finding(MatchKind.PRICE.value, text, values, line.number, "net_amount")
