"""Days with their Gregorian and Hijri dates and whether the government works on them.

Weekends follow the Emirates' government week: Friday and Saturday until the end of 2021, Saturday
and Sunday since. Public holidays come from the `holidays` package; those that follow the moon are
its estimates until they are announced.
"""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pandas as pd
from hijridate import Gregorian

COUNTRY = "AE"
NEW_WEEK_FROM = date(2022, 1, 1)
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


def is_weekend(day: date) -> bool:
    """Return True on a day of the government's weekend of that time."""
    free = (SATURDAY, SUNDAY) if day >= NEW_WEEK_FROM else (FRIDAY, SATURDAY)
    return day.weekday() in free


def calendar_rows(first: date, last: date) -> pd.DataFrame:
    """Return one row per day from first to last, both included.

    Columns: date_day, hijri_year, hijri_month (1-12), hijri_day, is_weekend, holiday_name_en,
    holiday_name_ar ("" on other days), is_working_day. Raises: OverflowError outside the Hijri
    calendar's tables (1924-2077).
    """
    years = range(first.year, last.year + 1)
    names_en = holidays.country_holidays(COUNTRY, years=years, language="en_US")
    names_ar = holidays.country_holidays(COUNTRY, years=years, language="ar")
    rows = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
        free, holiday = is_weekend(day), names_en.get(day, "")
        rows.append(
            (
                day,
                *hijri.datetuple(),
                free,
                holiday,
                names_ar.get(day, ""),
                not free and not holiday,
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "date_day",
            "hijri_year",
            "hijri_month",
            "hijri_day",
            "is_weekend",
            "holiday_name_en",
            "holiday_name_ar",
            "is_working_day",
        ],
    ).astype({"date_day": "datetime64[s]"})
