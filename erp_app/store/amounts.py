"""Where stored and typed numbers become money, once.

Frappe's Currency fields arrive as binary floats with nine stored decimals; forms and
REST calls send floats or text. Nothing past this module sees a float. Says in words when a sum
outgrows the column that keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from frappe import _
from pymysql.err import DataError

from erp_app.domain.findings import RuleError
from erp_app.domain.money import AMOUNT_MAX, ZERO, from_float, money

STORED_DECIMALS = 9
# Far below this a float tells every hundredth apart, and no column holds more.
_EXACT_END = 1e12
OUT_OF_RANGE = 1264  # MariaDB: out of range value for column
_UNIT = Decimal("0.01")


def amount_of(value: float | int | str | Decimal | None) -> Decimal:
    """Return the amount a field stands for; None and empty text are zero.

    A float is read to the nine decimals the database keeps, so that 0.1 + 0.2 is 0.3 and
    10.005 stays 10.005 for the checks to refuse.

    Raises:
        AmountUnreadableError: not a number, or too large to be exact.
    """
    if not value and value is not False:
        return ZERO
    if value.__class__ is float:
        if -_EXACT_END < value < _EXACT_END and round(value, 2) == value:
            return Decimal(f"{value:.2f}")
        return from_float(value, STORED_DECIMALS).normalize()
    return money(value)


def amount_from_text(value: str | None) -> Decimal:
    """Return an amount that SQL cast to text: '12.340000000' -> Decimal('12.34')."""
    if value is None:
        return ZERO
    amount = Decimal(value)
    rounded = amount.quantize(_UNIT)
    return rounded if rounded == amount else amount


class BalanceTooLargeError(RuleError):
    """A sum would go beyond what its column holds."""


@contextmanager
def balances_in_range() -> Iterator[None]:
    """Say in words when a sum that the database keeps outgrows its column.

    Raises: BalanceTooLargeError; nothing of the posting is kept then.
    """
    try:
        yield
    except DataError as error:
        if error.args[0] != OUT_OF_RANGE:
            raise
        text = _("A balance would go beyond the largest the ledger holds, {0}")
        raise BalanceTooLargeError(text, f"{AMOUNT_MAX:,}") from error
