"""The dates of recurring journals, over short months and leap years."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.recurrence import MONTHS_OF, next_occurrence


def dates_from(first: date, frequency: str, count: int) -> list[str]:
    """Return the first date and those after it."""
    day, found = first, []
    for _ in range(count):
        found.append(str(day))
        day = next_occurrence(day, frequency, first.day)
    return found


def test_month_end_does_not_drift():
    assert dates_from(date(2026, 1, 31), "Monthly", 6) == [
        "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30",
    ]  # fmt: skip


def test_leap_year_gives_february_one_day_more():
    assert dates_from(date(2028, 1, 30), "Monthly", 3) == ["2028-01-30", "2028-02-29", "2028-03-30"]
    assert dates_from(date(2100, 1, 29), "Monthly", 3) == ["2100-01-29", "2100-02-28", "2100-03-29"]


def test_last_day_of_a_short_month_is_only_that_day():
    """Begun on 30 April the journal comes on the 30th, not on the month's end."""
    assert dates_from(date(2026, 4, 30), "Monthly", 2) == ["2026-04-30", "2026-05-30"]


def test_quarters_cross_the_year():
    assert dates_from(date(2026, 8, 31), "Quarterly", 4) == [
        "2026-08-31", "2026-11-30", "2027-02-28", "2027-05-31",
    ]  # fmt: skip


def test_29_february_comes_back_in_leap_years():
    assert dates_from(date(2024, 2, 29), "Yearly", 5) == [
        "2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29",
    ]  # fmt: skip


def test_unknown_frequency_is_refused():
    with pytest.raises(KeyError, match="Weekly"):
        next_occurrence(date(2026, 1, 1), "Weekly", 1)


@given(
    first=st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    frequency=st.sampled_from(sorted(MONTHS_OF)),
)
def test_every_step_is_whole_months_on_the_first_day_or_the_months_last(first, frequency):
    days = [date.fromisoformat(text) for text in dates_from(first, frequency, 30)]
    for before, after in pairwise(days):
        months = (after.year - before.year) * 12 + after.month - before.month
        assert months == MONTHS_OF[frequency]
        is_last = after.month != date.fromordinal(after.toordinal() + 1).month
        assert after.day == first.day or (is_last and after.day < first.day)
