"""Days of rows: both ends count, and what was in force is ended, never rewritten."""

from datetime import date, timedelta
from itertools import product

import pytest

from erp_app.domain.validity import (
    Days,
    ValidityError,
    begin_today_at_the_earliest,
    end_by,
    require_beginning,
    require_order,
)

TODAY = date(2026, 3, 5)
ENDS = (None, -9, -1, 0, 1, 9)


def days(first, last):
    """Return the days that lie so many before or after today."""
    return Days(*(None if one is None else TODAY + timedelta(one) for one in (first, last)))


def shared(left, right):
    """Tell by trying every day whether two rows share one."""
    tried = (TODAY + timedelta(offset) for offset in range(-20, 21))
    return any(left.is_valid_on(day) and right.is_valid_on(day) for day in tried)


ROWS = [days(a, b) for a, b in product(ENDS, ENDS) if None in (a, b) or a <= b]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_rows_share_days_when_a_day_counts_for_both(row):
    for other in ROWS:
        assert row.shares_days_with(other) == shared(row, other), other


def test_both_ends_count():
    row = days(-1, 1)
    found = [row.is_valid_on(TODAY + timedelta(offset)) for offset in (-2, -1, 0, 1, 2)]
    assert found == [False, True, True, True, False]


@pytest.mark.parametrize("first", [None, -9, -1])
@pytest.mark.parametrize("last", [None, 0, 9])
def test_new_row_begins_today_or_later(first, last):
    with pytest.raises(ValidityError, match="today or later"):
        require_beginning(days(first, last), TODAY)
    require_beginning(days(0, last), TODAY)


@pytest.mark.parametrize(("first", "begins"), [(None, 0), (-3, 0), (0, 0), (5, 5)])
def test_row_begins_no_earlier_than_it_is_confirmed(first, begins):
    assert begin_today_at_the_earliest(days(first, 9), TODAY) == days(begins, 9)


@pytest.mark.parametrize("stored", ROWS, ids=str)
def test_row_that_is_ended_keeps_every_day_that_was(stored):
    for last in (None, -1, 0):
        ended = end_by(stored, None if last is None else TODAY + timedelta(last), TODAY)
        for offset in range(-20, 0):
            day = TODAY + timedelta(offset)
            assert ended.is_valid_on(day) == stored.is_valid_on(day), (last, day)
        assert not ended.is_valid_on(TODAY + timedelta(1))
        assert ended.is_valid_on(TODAY) == (last == 0 and stored.is_valid_on(TODAY))


@pytest.mark.parametrize("last", [-9, -2, 1, 9])
def test_row_is_ended_by_yesterday_or_today(last):
    with pytest.raises(ValidityError, match="ends today, or yesterday"):
        end_by(days(-9, None), TODAY + timedelta(last), TODAY)


def test_row_ends_no_earlier_than_it_begins():
    require_order(days(1, 1))
    with pytest.raises(ValidityError, match="ends before it begins"):
        require_order(days(1, 0))
