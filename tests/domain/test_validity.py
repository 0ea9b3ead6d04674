"""Days of rows: both ends count, and what was in force is ended, never rewritten."""

from datetime import date, timedelta
from itertools import product

import pytest

from erp_app.domain.validity import Days, ValidityError, require_change, require_order

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
        require_change(days(first, last), None, TODAY)
    require_change(days(0, last), None, TODAY)


@pytest.mark.parametrize("stored", [row for row in ROWS if row.has_begun(TODAY)], ids=str)
def test_beginning_of_a_row_in_force_never_moves(stored):
    for first in ENDS:
        wanted = days(first, None)
        if wanted.valid_from != stored.valid_from:
            with pytest.raises(ValidityError, match="end it by its last day"):
                require_change(Days(wanted.valid_from, stored.valid_to), stored, TODAY)
    require_change(stored, stored, TODAY)


@pytest.mark.parametrize("last", [None, -1, 0, 9])
def test_row_in_force_ends_yesterday_or_later_and_stays_ended(last):
    require_change(days(-9, last), days(-9, None), TODAY)
    with pytest.raises(ValidityError, match="yesterday at the earliest"):
        require_change(days(-9, -2), days(-9, None), TODAY)
    if last != -2:
        with pytest.raises(ValidityError, match="is over"):
            require_change(days(-9, last), days(-9, -2), TODAY)


def test_row_to_come_moves_freely_among_days_to_come():
    require_change(days(0, 3), days(5, None), TODAY)
    with pytest.raises(ValidityError, match="today or later"):
        require_change(days(-1, None), days(5, None), TODAY)


def test_row_ends_no_earlier_than_it_begins():
    require_order(days(1, 1))
    with pytest.raises(ValidityError, match="ends before it begins"):
        require_order(days(1, 0))
