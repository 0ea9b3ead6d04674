"""A span of days asked of months takes in every month that it touches.

Owns one correction of Superset. Its "last month" is the thirty days before today, compared with the
first day of each month: on most days of a year the month before is not among them. Month columns
are known by their name, which the marts' contract fixes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

MONTH_COLUMN = "month_start"


def take_whole_months() -> None:
    """Begin a filter on a column of months with the month of its first day, once."""
    from superset.models.helpers import ExploreMixin

    original = ExploreMixin.get_time_filter
    if original.__module__ == __name__:
        return

    def get_time_filter(
        self: Any, time_col: Any, start_dttm: datetime | None, *more: Any, **named: Any
    ) -> Any:
        if time_col.column_name == MONTH_COLUMN:
            start_dttm = month_of(start_dttm)
        return original(self, time_col, start_dttm, *more, **named)

    ExploreMixin.get_time_filter = get_time_filter


def month_of(moment: datetime | None) -> datetime | None:
    """Return the begin of a moment's month; None for none.

    >>> month_of(datetime(2026, 10, 30, 12))
    datetime.datetime(2026, 10, 1, 0, 0)
    """
    if moment is None:
        return None
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
