"""Fiscal years and their periods: what may be posted when.

Owns period construction (an opening period 0, 12 months and an adjustment period 13), the
status machine and the posting rule. Refuses to post into a closed period for anyone.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from erp_app.domain.findings import RuleError, _

OPENING_PERIOD, ADJUSTMENT_PERIOD = 0, 13


class PeriodStatus(Enum):
    """OPEN: everyone who posts. SOFT_CLOSED: those who close the books. CLOSED: nobody."""

    OPEN = "Open"
    SOFT_CLOSED = "Soft Closed"
    CLOSED = "Closed"


class PeriodMissingError(RuleError):
    """No period of any fiscal year holds the date."""


class PeriodClosedError(RuleError):
    """The period does not take postings from this user."""


class PeriodTransitionError(RuleError):
    """The status change is not allowed."""


@dataclass(frozen=True, slots=True)
class Period:
    """One posting period.

    code: "2026-03"; number 0 takes what an entity brings with it, number 13 adjustments. start and
    end are inclusive.
    """

    code: str
    fiscal_year: str
    number: int
    start: date
    end: date
    status: PeriodStatus = PeriodStatus.OPEN

    @property
    def is_adjustment(self) -> bool:
        return self.number == ADJUSTMENT_PERIOD

    @property
    def is_opening(self) -> bool:
        return self.number == OPENING_PERIOD


def period_code(fiscal_year: str, number: int) -> str:
    """Return the code of a period, sortable as text: ("2026", 3) -> "2026-03"."""
    return f"{fiscal_year}-{number:02d}"


def fiscal_year_of_period(code: str) -> str:
    """Return the fiscal year of a period by its code: "2026-03" -> "2026"."""
    return code.rpartition("-")[0]


def build_periods(fiscal_year: str, start: date) -> list[Period]:
    """Return the opening period, the 12 months from `start` (first of a month), the adjustments.

    The opening period lies on the first day of the year and comes before all its postings: what
    is in it is the opening of the first month. The adjustment period lies on the last day and takes
    only journals marked as adjustments.
    Source: Dubai Law 7/1995 art. 4, year 1 January - 31 December.

    Raises:
        ValueError: `start` is not the first day of a month.
    """
    if start.day != 1:
        raise ValueError(f"A fiscal year starts on the first day of a month, not on {start}")
    code = period_code(fiscal_year, OPENING_PERIOD)
    periods = [Period(code, fiscal_year, OPENING_PERIOD, start, start)]
    for offset in range(12):
        year, month = divmod(start.year * 12 + start.month - 1 + offset, 12)
        first = date(year, month + 1, 1)
        last = date(year, month + 1, calendar.monthrange(year, month + 1)[1])
        code = period_code(fiscal_year, offset + 1)
        periods.append(Period(code, fiscal_year, offset + 1, first, last))
    year_end = periods[-1].end
    code = period_code(fiscal_year, ADJUSTMENT_PERIOD)
    periods.append(Period(code, fiscal_year, ADJUSTMENT_PERIOD, year_end, year_end))
    return periods


def find_period(
    periods: Iterable[Period], day: date, is_adjustment: bool = False, is_opening: bool = False
) -> Period:
    """Return the period that takes a posting on that day.

    Raises:
        PeriodMissingError: no period holds the day; for an adjustment, the day is not a
            fiscal year's last day, for an opening not its first.
    """
    wanted = (is_adjustment, is_opening)
    for period in periods:
        is_wanted = (period.is_adjustment, period.is_opening) == wanted
        if is_wanted and period.start <= day <= period.end:
            return period
    if is_opening:
        raise PeriodMissingError(
            _("{0} is not the first day of a fiscal year: openings are dated there"), day
        )
    if is_adjustment:
        raise PeriodMissingError(
            _("{0} is not the last day of a fiscal year: adjustments are dated there"), day
        )
    raise PeriodMissingError(_("No fiscal period holds {0}: add its fiscal year first"), day)


def require_open(period: Period, may_post_soft_closed: bool) -> None:
    """Refuse a posting that the period's status does not take.

    Raises:
        PeriodClosedError: closed, or soft closed for someone who does not close the books.
    """
    if period.status is PeriodStatus.CLOSED:
        raise PeriodClosedError(
            _("Period {0} is closed: date the journal in an open one"), period.code
        )
    if period.status is PeriodStatus.SOFT_CLOSED and not may_post_soft_closed:
        raise PeriodClosedError(
            _("Period {0} is soft closed: only a Finance Manager may still post in it"),
            period.code,
        )


def require_transition(before: PeriodStatus, after: PeriodStatus, is_year_closed: bool) -> None:
    """Refuse a status change of a period in a year that is closed for good.

    Within an open year all changes are allowed: reopening a period is a manager's act and
    leaves its trace in the document's history.

    Raises:
        PeriodTransitionError: the fiscal year is closed.
    """
    if before is not after and is_year_closed:
        raise PeriodTransitionError(
            _("The fiscal year is closed: a period cannot go from {0} to {1}"),
            before.value,
            after.value,
        )
