"""Money: exact decimal amounts of one currency, and the named ways to round them.

Owns the only constructor of amounts. Refuses floats, NaN and infinities: a binary
float is converted once, at the store boundary, by `from_float`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import Enum

from erp_app.domain.findings import RuleError, _
from erp_app.domain.text import clean_code

ZERO = Decimal(0)
AMOUNT_MAX = Decimal("999999999999.99")  # its columns hold twelve digits before the point

# Minor unit digits. Source: ISO 4217, list one.
CURRENCY_DECIMALS = {
    "AED": 2,
    "SAR": 2,
    "QAR": 2,
    "USD": 2,
    "EUR": 2,
    "GBP": 2,
    "BHD": 3,
    "KWD": 3,
    "OMR": 3,
    "JPY": 0,
}

# Below this a binary float still tells every hundredth apart: 2**53 / 100.
FLOAT_EXACT_MAX = Decimal("90071992547409.92")

# Neither an exponent nor an underscore: nobody writes amounts like that, and 1e3 may be a code.
_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?:\.[0-9]*)?"
    r"|\.[0-9]+)"
)
SHOWN_LENGTH_MAX = 60


class Rounding(Enum):
    """How a half is settled. COMMERCIAL is the default of invoices and pay in the UAE."""

    COMMERCIAL = ROUND_HALF_UP
    BANKERS = ROUND_HALF_EVEN
    TRUNCATE = ROUND_DOWN


class MoneyInvalidError(ValueError):
    """The value is not an exact, finite amount."""


class AmountUnreadableError(RuleError, MoneyInvalidError):
    """A person, a file or a program wrote something that is no amount."""


class CurrencyUnknownError(ValueError):
    """The currency has no known number of decimals."""


def money(value: Decimal | int | str) -> Decimal:
    """Return the exact amount that `value` writes.

    value: Decimal, int or text such as "1,234.50": digits, a comma between groups of three (or of
    two above the thousands, as in India), a point. Arabic digits count, invisible marks do not.

    >>> money("1,234.50"), money("12,34,567")
    (Decimal('1234.50'), Decimal('1234567'))

    Raises:
        AmountUnreadableError: text that writes no number, NaN, infinity, a date, a flag.
        MoneyInvalidError: a float or None, which only a mistake of ours passes here.
    """
    if isinstance(value, str):
        match = _NUMBER.fullmatch(value) or _NUMBER.fullmatch(clean_code(value))
        if not match:
            raise _unreadable(value)
        return Decimal(match[0].replace(",", ""))
    if isinstance(value, float) or value is None:
        raise MoneyInvalidError(
            f"{value!r} is not an exact amount: pass a Decimal, an int or text, never a float"
        )
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _unreadable(value)
    amount = Decimal(value)
    if not amount.is_finite():
        raise _unreadable(value)
    return amount


def _unreadable(value: object) -> AmountUnreadableError:
    shown = str(value)
    if len(shown) > SHOWN_LENGTH_MAX:
        shown = f"{shown[:SHOWN_LENGTH_MAX]}…"
    return AmountUnreadableError(_("{0} is not an amount: write it like 1,234.50"), shown)


def from_float(value: float | None, decimals: int = 2) -> Decimal:
    """Convert a stored binary float to the amount it stands for. None means zero.

    The only place where a float becomes money: the store boundary.

    >>> from_float(0.1 + 0.2)
    Decimal('0.30')

    Raises:
        AmountUnreadableError: not finite, or so large that a float no longer holds the cents.
    """
    if value is None:
        return ZERO.quantize(exponent(decimals))
    if not isinstance(value, float):
        return round_money(money(value), decimals)
    amount = money(Decimal(repr(value)))
    if abs(amount) > FLOAT_EXACT_MAX:
        raise AmountUnreadableError(_("{0} is too large to be an exact amount"), repr(value))
    return round_money(amount, decimals)


def exponent(decimals: int) -> Decimal:
    """Return the quantum of a currency with that many decimals: 2 -> Decimal('0.01')."""
    return Decimal(1).scaleb(-decimals)


def currency_decimals(currency: str) -> int:
    """Return the number of decimals of an ISO currency code.

    Raises:
        CurrencyUnknownError: the code is not listed in CURRENCY_DECIMALS.
    """
    try:
        return CURRENCY_DECIMALS[currency]
    except KeyError:
        raise CurrencyUnknownError(
            f"Currency {currency!r} has no known decimals: add it to CURRENCY_DECIMALS"
        ) from None


def round_money(
    amount: Decimal, decimals: int = 2, rounding: Rounding = Rounding.COMMERCIAL
) -> Decimal:
    """Round to the currency's decimals, halves away from zero unless another way is named.

    >>> round_money(Decimal("2.345"))
    Decimal('2.35')
    """
    return amount.quantize(exponent(decimals), rounding=rounding.value)


def is_rounded(amount: Decimal, decimals: int = 2) -> bool:
    """Return True when the amount has no digits beyond the currency's decimals."""
    return amount == amount.quantize(exponent(decimals), rounding=ROUND_DOWN)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Sum of amounts; an empty sum is zero."""
    return sum(amounts, ZERO)


def allocate(amount: Decimal, weights: Sequence[Decimal | int], decimals: int = 2) -> list[Decimal]:
    """Split an amount by weights so that the parts sum to it to the last minor unit.

    Largest remainders receive the units that rounding left over; ties go to the earlier part.

    >>> allocate(Decimal("100.00"), [1, 1, 1])
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]

    Raises:
        MoneyInvalidError: no weights, a negative weight, all weights zero, or an amount
            with more digits than the currency has.
    """
    shares = [Decimal(weight) for weight in weights]
    weight_total = total(shares)
    if not shares or min(shares) < 0 or weight_total == 0:
        raise MoneyInvalidError("Weights must be zero or more, with at least one above zero")
    if not is_rounded(amount, decimals):
        raise MoneyInvalidError(f"{amount} has more than {decimals} decimals: round it first")
    unit = exponent(decimals)
    sign = -1 if amount < 0 else 1
    exact = [abs(amount) * share / weight_total for share in shares]
    parts = [part.quantize(unit, rounding=ROUND_DOWN) for part in exact]
    units_left = int((abs(amount) - total(parts)) / unit)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for position in by_remainder[:units_left]:
        parts[position] += unit
    return [sign * part for part in parts]


def shown(amount: Decimal, decimals: int = 2) -> str:
    """Write an amount for a person: grouped, with these decimals, or all it has when it has more.

    >>> shown(Decimal("1234.5")), shown(Decimal("1.234")), shown(Decimal("-5"), 0)
    ('1,234.50', '1.234', '-5')
    """
    exponent_of = amount.normalize().as_tuple().exponent
    digits = -exponent_of if isinstance(exponent_of, int) else 0
    return f"{amount:,.{max(decimals, digits)}f}"


def plain(amount: Decimal) -> str:
    """Write an amount in one canonical way: no exponent, no trailing zeros, no minus zero.

    >>> plain(Decimal("10.500")), plain(Decimal("-0.00"))
    ('10.5', '0')
    """
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
