"""How a purchase is to be made, by its amount, and purchases that look as if one had been split.

Owns which method an amount needs. The thresholds are the entity's dated data; those that come with
the demonstration are synthetic and say so. Refuses nothing: whoever approves sees what is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum

from erp_app.domain.findings import RuleError, _
from erp_app.domain.money import shown, total


class Method(IntEnum):
    """Ways to buy, the least demanding first."""

    DIRECT = 1
    QUOTATIONS = 2
    LIMITED_TENDER = 3
    PUBLIC_TENDER = 4

    @property
    def label(self) -> str:
        """Return what people read."""
        return {
            Method.DIRECT: _("Direct Purchase"),
            Method.QUOTATIONS: _("Three Quotations"),
            Method.LIMITED_TENDER: _("Limited Tender"),
            Method.PUBLIC_TENDER: _("Public Tender"),
        }[self]


class ThresholdMissingError(RuleError):
    """No threshold is in force on a day."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which amount on, without tax, a method is needed."""

    amount_from: Decimal
    method: Method


def method_of(amount: Decimal, thresholds: Iterable[Threshold]) -> Method:
    """Return the method that an amount needs, of the thresholds in force.

    >>> method_of(Decimal(50), [Threshold(Decimal(0), Method.DIRECT)]).label
    'Direct Purchase'

    Raises: ThresholdMissingError.
    """
    reached = [one for one in thresholds if one.amount_from <= amount]
    if not reached:
        text = _("No purchasing method is set for {0}: set its thresholds")
        raise ThresholdMissingError(text, shown(amount))
    return max(reached, key=lambda one: (one.amount_from, one.method)).method


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase as it is looked at beside others. what: what makes two of them one (supplier and
    budget group, or requester and group)."""

    name: str
    day: date
    amount: Decimal
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Purchases that need a stricter method together than each of them does."""

    purchases: tuple[Purchase, ...]
    method: Method

    @property
    def amount(self) -> Decimal:
        return total(one.amount for one in self.purchases)


def find_splits(
    purchases: Iterable[Purchase], thresholds: Sequence[Threshold], days: int
) -> Iterator[Split]:
    """Yield purchases of one kind within so many days that together need more than the strictest
    of them, each purchase in one split at most, the earliest first."""
    by_what: dict[tuple[str, ...], list[Purchase]] = {}
    for one in sorted(purchases, key=lambda one: (one.day, one.name)):
        by_what.setdefault(one.what, []).append(one)
    for of_kind in by_what.values():
        while of_kind:
            last_day = of_kind[0].day + timedelta(days=days)
            near = [one for one in of_kind if one.day <= last_day]
            together = method_of(total(one.amount for one in near), thresholds)
            if len(near) > 1 and together > max(method_of(o.amount, thresholds) for o in near):
                yield Split(tuple(near), together)
                of_kind = of_kind[len(near) :]
            else:
                of_kind = of_kind[1:]
