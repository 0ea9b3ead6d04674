"""A number as somebody types it into a search: digits and marks of either script."""

from __future__ import annotations

from decimal import Decimal

from erp_app.domain.money import AmountUnreadableError, money

_MARKS = str.maketrans({"\u066b": ".", "\u066c": ",", "\u2212": "-"})


def read_number(text: str) -> Decimal | None:
    """Return the number that a text writes, None for any other text.

    >>> read_number("1,250.50"), read_number("١٬٢٥٠٫٥"), read_number("rent 5")
    (Decimal('1250.50'), Decimal('1250.5'), None)
    """
    try:
        return money(text.translate(_MARKS))
    except AmountUnreadableError:
        return None
