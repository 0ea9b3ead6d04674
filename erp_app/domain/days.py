"""Which days a record can be about at all: the same for forms, programs and files."""

from __future__ import annotations

from datetime import date

# Nobody in service was born earlier, and nothing is decided for later.
DAY_FIRST, DAY_LAST = date(1900, 1, 1), date(2199, 12, 31)


def is_plausible(day: date) -> bool:
    """Tell whether records may be about a day.

    >>> is_plausible(date(2026, 3, 5)), is_plausible(date(26, 3, 5))
    (True, False)
    """
    return DAY_FIRST <= day <= DAY_LAST
