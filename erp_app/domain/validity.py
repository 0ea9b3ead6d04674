"""Rows that count from one day to another: both days count, an empty one is open.

Owns the reading of such days, and what may become of them: a row begins today or later, ends by its
last day, and what it said while it was in force stays said. Refuses a rewriting of days that were.
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

    def has_begun(self, today: date) -> bool:
        """Return True when the row counts today or has counted."""
        return self.valid_from is None or self.valid_from <= today


@dataclass(frozen=True, slots=True)
class Days(Validity):
    """The days of a row, without what it says."""

    valid_from: date | None = None
    valid_to: date | None = None


def require_order(days: Validity) -> None:
    """Refuse days of which the last comes before the first. Raises: ValidityError."""
    if days.ends_before(days.valid_from):
        raise ValidityError(_("The row ends before it begins"))


def require_change(
    wanted: Validity, stored: Validity | None, today: date, says_the_same: bool = True
) -> None:
    """Refuse a beginning in the past and a rewriting of a row that has begun.

    stored: the days so far, None for a new row. says_the_same: what the row says is what it said.

    Raises: ValidityError.
    """
    if stored and stored.has_begun(today):
        _require_begun_as_stored(wanted, stored, says_the_same)
        _require_end(wanted, stored, today)
    elif wanted.valid_from is None or wanted.valid_from < today:
        raise ValidityError(_("A row begins today or later"))


def _require_begun_as_stored(wanted: Validity, stored: Validity, says_the_same: bool) -> None:
    if wanted.valid_from == stored.valid_from and says_the_same:
        return
    if stored.valid_from is None:
        raise ValidityError(_("This row has been in force all along: end it by its last day"))
    text = _("This row is in force since {0}: end it by its last day")
    raise ValidityError(text, stored.valid_from)


def _require_end(wanted: Validity, stored: Validity, today: date) -> None:
    if wanted.valid_to == stored.valid_to:
        return
    if stored.ends_before(today):
        raise ValidityError(_("This row is over: write a new one"))
    if wanted.ends_before(today - timedelta(days=1)):
        raise ValidityError(_("A row ends yesterday at the earliest"))
