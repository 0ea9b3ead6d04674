"""When a recurring journal comes again.

Owns the step from one date to the next: a template keeps the day of the month it began with, and
a month that is too short takes its last day, for that once. Refuses frequencies it does not know.
"""

from __future__ import annotations

import calendar
from datetime import date

MONTHS_OF = {"Monthly": 1, "Quarterly": 3, "Yearly": 12}


def next_occurrence(day: date, frequency: str, day_of_month: int) -> date:
    """Return the date after `day`.

    day_of_month: 1-31, of the first date; the month's last day stands in where it has no such day.
    frequency: a key of MONTHS_OF.

    Raises:
        KeyError: the frequency is not known.

    >>> next_occurrence(date(2026, 1, 31), "Monthly", 31)
    datetime.date(2026, 2, 28)
    >>> next_occurrence(date(2026, 2, 28), "Monthly", 31)
    datetime.date(2026, 3, 31)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS_OF[frequency], 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day_of_month, last))
