"""Fiscal periods: construction, lookup, the three states."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.periods import (
    Period,
    PeriodClosedError,
    PeriodMissingError,
    PeriodStatus,
    PeriodTransitionError,
    build_periods,
    find_period,
    require_open,
    require_transition,
)

YEAR = build_periods("2026", date(2026, 1, 1))


def test_build_periods_covers_the_year_without_gap_between_openings_and_adjustments():
    months = YEAR[1:13]
    assert [p.code for p in YEAR] == [f"2026-{n:02d}" for n in range(14)]
    assert (YEAR[0].start, YEAR[0].end, YEAR[0].is_opening) == (*[date(2026, 1, 1)] * 2, True)
    assert (months[0].start, months[-1].end) == (date(2026, 1, 1), date(2026, 12, 31))
    for before, after in pairwise(months):
        assert after.start == before.end + timedelta(days=1)
    assert (YEAR[13].start, YEAR[13].is_adjustment) == (date(2026, 12, 31), True)


def test_build_periods_follows_a_year_that_starts_in_april():
    year = build_periods("FY27", date(2026, 4, 1))
    assert (year[1].start, year[12].end) == (date(2026, 4, 1), date(2027, 3, 31))
    with pytest.raises(ValueError, match="first day"):
        build_periods("FY27", date(2026, 4, 2))


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_every_day_of_the_year_has_exactly_its_month(day):
    assert find_period(YEAR, day).number == day.month


def test_find_period_sends_adjustments_to_period_13_only_at_year_end():
    assert find_period(YEAR, date(2026, 12, 31), is_adjustment=True).code == "2026-13"
    with pytest.raises(PeriodMissingError, match="last day"):
        find_period(YEAR, date(2026, 6, 30), is_adjustment=True)
    with pytest.raises(PeriodMissingError, match="add its fiscal year"):
        find_period(YEAR, date(2027, 1, 1))


def test_find_period_sends_openings_to_period_0_only_at_the_years_begin():
    assert find_period(YEAR, date(2026, 1, 1), is_opening=True).code == "2026-00"
    assert find_period(YEAR, date(2026, 1, 1)).code == "2026-01"
    with pytest.raises(PeriodMissingError, match="first day"):
        find_period(YEAR, date(2026, 1, 2), is_opening=True)


@pytest.mark.parametrize(
    ("status", "manager", "taken"),
    [
        (PeriodStatus.OPEN, False, True),
        (PeriodStatus.SOFT_CLOSED, True, True),
        (PeriodStatus.SOFT_CLOSED, False, False),
        (PeriodStatus.CLOSED, True, False),
    ],
)
def test_require_open_follows_the_status(status, manager, taken):
    period = Period("2026-01", "2026", 1, date(2026, 1, 1), date(2026, 1, 31), status)
    if taken:
        assert require_open(period, manager) is None
    else:
        with pytest.raises(PeriodClosedError, match="2026-01"):
            require_open(period, manager)


def test_require_transition_holds_a_closed_year():
    require_transition(PeriodStatus.CLOSED, PeriodStatus.OPEN, is_year_closed=False)
    with pytest.raises(PeriodTransitionError, match="closed"):
        require_transition(PeriodStatus.CLOSED, PeriodStatus.OPEN, is_year_closed=True)
