"""Where stored and typed numbers become money, once.

Frappe's Currency fields arrive as binary floats with nine stored decimals; forms and
REST calls send floats or text. Nothing past this module sees a float.
"""

from __future__ import annotations

from decimal import Decimal

from erp_app.domain.money import ZERO, from_float, money

STORED_DECIMALS = 9
_UNIT = Decimal("0.01")


def amount_of(value: float | int | str | Decimal | None) -> Decimal:
    """Return the amount a field stands for; None and empty text are zero.

    A float is read to the nine decimals the database keeps, so that 0.1 + 0.2 is 0.3 and
    10.005 stays 10.005 for the checks to refuse.

    Raises:
        MoneyInvalidError: not a number, or too large to be exact.
    """
    if not value:
        return ZERO
    if value.__class__ is float:
        if value.is_integer() or round(value, 2) == value:
            return from_float(value)
        return from_float(value, STORED_DECIMALS).normalize()
    return money(value)


def amount_from_text(value: str | None) -> Decimal:
    """Return an amount that SQL cast to text: '12.340000000' -> Decimal('12.34')."""
    if value is None:
        return ZERO
    amount = Decimal(value)
    rounded = amount.quantize(_UNIT)
    return rounded if rounded == amount else amount
