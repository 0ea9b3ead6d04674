"""Rows that count from one day to another: both days count, an empty one is open.

Owns the reading of such days, and what may become of them: a row begins today or later, ends by its
last day, and what it said while it was in force stays said. Refuses to touch days that were.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from erp_app.domain.findings import RuleError, _


class ValidityError(RuleError):
    """The days of a row are not those it may have."""


class Validity:
    """What every row with `valid_from` and `valid_to` can say of its days."""

    __slots__ = ()

    valid_from: date | None
    valid_to: date | None

    def is_valid_on(self, day: date) -> bool:
        """Return True when the row counts on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def shares_days_with(self, other: Validity) -> bool:
        """Return True when both count on at least one day."""
        return not (self.ends_before(other.valid_from) or other.ends_before(self.valid_from))

    def ends_before(self, day: date | None) -> bool:
        """Return True when the row has ended before the day; None is the beginning of time."""
        return day is not None and self.valid_to is not None and self.valid_to < day


@dataclass(frozen=True, slots=True)
class Days(Validity):
    """The days of a row, without what it says."""

    valid_from: date | None = None
    valid_to: date | None = None


def require_order(days: Validity) -> None:
    """Refuse days of which the last comes before the first. Raises: ValidityError."""
    if days.ends_before(days.valid_from):
        raise ValidityError(_("The row ends before it begins"))


def require_beginning(wanted: Validity, today: date) -> None:
    """Refuse a row that begins in the past, or since ever. Raises: ValidityError."""
    if wanted.valid_from is None or wanted.valid_from < today:
        raise ValidityError(_("A row begins today or later"))


def begin_today_at_the_earliest(days: Days, today: date) -> Days:
    """Return the days of a row that comes into force today: none of those that were."""
    first = max(days.valid_from or today, today)
    return Days(first, days.valid_to)


def end_by(days: Days, last: date | None, today: date) -> Days:
    """Return the days of a row that is ended; what it said on earlier days stays said.

    last: yesterday or today, None for at once. A row that ends earlier already keeps its end.

    Raises: ValidityError.
    """
    yesterday = today - timedelta(days=1)
    last = last or yesterday
    if not yesterday <= last <= today:
        raise ValidityError(_("A row ends today, or yesterday to end at once"))
    return Days(days.valid_from, min(days.valid_to or last, last))
