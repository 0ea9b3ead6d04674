"""What day it is for an entity: the one rule for "today", as-of days and month ends.

A moment is UTC everywhere in the warehouse; a day is the entity's. A night at 01:30 in Dubai runs
on the day before by UTC, and somebody who joined today is in service by the books.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

GOVERNMENT_ZONE = "Asia/Dubai"  # of the government as a whole, and of entities that say nothing


def day_in(moment: datetime | str, zone: str = GOVERNMENT_ZONE) -> date:
    """Return the day of a moment in a time zone (as "Asia/Dubai"; "" is the government's).

    moment: aware, or ISO 8601 with its offset. Raises: ValueError for a moment without one;
    ZoneInfoNotFoundError.

    >>> day_in("2026-11-29T21:30:00+00:00", "Asia/Dubai").isoformat()
    '2026-11-30'
    """
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} does not say in which time zone it is")
    return moment.astimezone(ZoneInfo(zone or GOVERNMENT_ZONE)).date()


def government_day() -> date:
    """Return the government's today."""
    return day_in(datetime.now(UTC))
