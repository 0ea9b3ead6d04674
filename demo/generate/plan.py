"""What a run of the demo is asked for, and the calendar that follows from it.

Owns the parameters that decide every figure: the same plan gives the same government.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

DEFAULT_UNTIL = date(2026, 10, 31)
DEFAULT_MONTHS = 24  # every finished month of the year has its like of the year before
HEADS_MIN = 5
WEEKEND = (5, 6)  # Saturday and Sunday, the weekend in the Emirates since January 2022


class PlanInvalidError(ValueError):
    """A parameter of the demo is out of its range."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of the books."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number:02d}"

    def plus(self, months: int) -> "Month":
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    def workdays(self) -> list[date]:
        """Return the days that are no weekend, in order."""
        days = (self.last - self.first).days + 1
        month = (self.first + timedelta(days=offset) for offset in range(days))
        return [day for day in month if day.weekday() not in WEEKEND]


@dataclass(frozen=True, slots=True)
class Plan:
    """scale: share of the government, 1 is 65,500 employees; months of books end with `until`.

    until: last day of a month. Raises: PlanInvalidError.
    """

    scale: float = 0.1
    months: int = DEFAULT_MONTHS
    seed: int = 42
    until: date = DEFAULT_UNTIL

    def __post_init__(self) -> None:
        if not 0 < self.scale <= 10:
            raise PlanInvalidError(f"scale is {self.scale}: use a number above 0, 1 is all staff")
        if not 1 <= self.months <= 120:
            raise PlanInvalidError(f"months is {self.months}: use 1 to 120")
        if self.until != Month(self.until.year, self.until.month).last:
            raise PlanInvalidError(f"until is {self.until}: use the last day of a month")

    @property
    def calendar(self) -> list[Month]:
        """The months of the books, oldest first."""
        last = Month(self.until.year, self.until.month)
        return [last.plus(-back) for back in reversed(range(self.months))]

    @property
    def start(self) -> date:
        """First day of the books; opening balances carry this date."""
        return self.calendar[0].first

    def heads(self, at_full_scale: int) -> int:
        """Return employees of an entity at this scale."""
        return max(HEADS_MIN, round(at_full_scale * self.scale))

    def describe(self) -> dict[str, object]:
        """Return the parameters as plain data, kept on each filled site."""
        return {
            "scale": self.scale,
            "months": self.months,
            "seed": self.seed,
            "until": self.until.isoformat(),
        }
