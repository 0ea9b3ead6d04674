"""Phasing: how the amount of a year is spread over its twelve months.

Owns the spreading. Refuses figures that do not add up: the parts are the whole to the last fils.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum

from erp_app.domain.findings import RuleError, _
from erp_app.domain.money import ZERO, allocate, shown, total

MONTHS = 12
MONTHS_OF_QUARTER = 3


class Phasing(Enum):
    """How a line's amount becomes available in the year."""

    FIRST_PERIOD = "All in the First Month"
    MONTHLY = "Evenly by Month"
    QUARTERLY = "Evenly by Quarter"
    OWN = "Own Figures"


class PhasingDiffersError(RuleError):
    """The figures of the months are not the amount of the year."""


def phase(
    amount: Decimal, phasing: Phasing, own: Sequence[Decimal] = (), decimals: int = 2
) -> tuple[Decimal, ...]:
    """Return twelve amounts, of the months in their order, that add up to `amount`.

    A quarter's part is available from the first of its months. own: the twelve figures of OWN.

    >>> phase(Decimal("100.00"), Phasing.QUARTERLY)[:4]
    (Decimal('25.00'), Decimal('0'), Decimal('0'), Decimal('25.00'))

    Raises:
        PhasingDiffersError: own figures that are not twelve, below zero, or another sum.
    """
    if phasing is Phasing.OWN:
        return _own(amount, own, decimals)
    if phasing is Phasing.FIRST_PERIOD:
        return (amount, *(ZERO,) * (MONTHS - 1))
    if phasing is Phasing.MONTHLY:
        return tuple(allocate(amount, [1] * MONTHS, decimals))
    parts = allocate(amount, [1] * (MONTHS // MONTHS_OF_QUARTER), decimals)
    nothing = (ZERO,) * (MONTHS_OF_QUARTER - 1)
    return tuple(figure for part in parts for figure in (part, *nothing))


def _own(amount: Decimal, own: Sequence[Decimal], decimals: int) -> tuple[Decimal, ...]:
    if len(own) != MONTHS or min(own) < 0:
        raise PhasingDiffersError(_("Own figures are twelve, one for each month, zero or more"))
    if (found := total(own)) != amount:
        text = _("The figures of the months add up to {0}, the amount of the year is {1}")
        raise PhasingDiffersError(text, shown(found, decimals), shown(amount, decimals))
    return tuple(own)
