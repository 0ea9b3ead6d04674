"""Which value of a policy holds on a day, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from erp_app.domain.policies import (
    MINIMUM_AGE,
    POLICIES,
    PolicyMissingError,
    PolicyValue,
    PolicyValueError,
    read_value,
    value_on,
)

EARLY = PolicyValue(MINIMUM_AGE, Decimal(15), date(2000, 1, 1), date(2025, 12, 31))
LATE = PolicyValue(MINIMUM_AGE, Decimal(18), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2000, 1, 1), 15), (date(2025, 12, 31), 15), (date(2026, 1, 1), 18), (date.max, 18)],
)
def test_the_value_of_the_day_is_found_on_the_days_at_both_ends(day, expected):
    assert value_on([LATE, EARLY], MINIMUM_AGE, day) == expected


def test_day_before_any_value_is_refused_with_policy_and_day():
    with pytest.raises(PolicyMissingError, match=r"Minimum Age at Joining.*1999-12-31"):
        value_on([EARLY, LATE], MINIMUM_AGE, date(1999, 12, 31))


def test_spans_overlap_when_they_share_a_single_day():
    last_day = PolicyValue(MINIMUM_AGE, Decimal(16), date(2025, 12, 31), date(2025, 12, 31))
    assert EARLY.overlaps(last_day)
    assert last_day.overlaps(EARLY)
    assert not EARLY.overlaps(LATE)
    assert not LATE.overlaps(EARLY)


def test_value_without_an_end_follows_one_that_began_before():
    assert LATE.follows(EARLY)
    assert not EARLY.follows(LATE)
    assert not LATE.follows(LATE)
    for_a_year = PolicyValue(MINIMUM_AGE, Decimal(17), date(2026, 1, 1), date(2026, 12, 31))
    assert not for_a_year.follows(EARLY), "the days after it would have no value"


def test_values_of_two_policies_never_overlap():
    other = PolicyValue("Last Fiscal Year", Decimal(2027), date(2000, 1, 1))
    assert not LATE.overlaps(other)


@pytest.mark.parametrize("text", ["", "old", "18.5", "61", "-1", "NaN", "Infinity"])
def test_text_that_is_no_sound_value_is_refused(text):
    with pytest.raises(PolicyValueError):
        read_value(MINIMUM_AGE, text)


def test_whole_number_within_the_bounds_is_read():
    assert read_value(MINIMUM_AGE, " 18 ") == Decimal(18)


def test_every_policy_has_bounds_that_leave_something():
    assert all(policy.least < policy.greatest for policy in POLICIES.values())


def test_policy_that_no_rule_knows_is_refused_by_name():
    with pytest.raises(PolicyValueError, match="Something Else"):
        read_value("Something Else", "1")
