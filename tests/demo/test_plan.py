"""Parameters of the demo and the calendar they make."""

from datetime import date

import pytest

from demo.generate.plan import Month, Plan, PlanInvalidError


def test_calendar_ends_with_until():
    plan = Plan(months=14, until=date(2026, 10, 31))
    assert plan.calendar[0] == Month(2025, 9)
    assert plan.calendar[-1] == Month(2026, 10)
    assert len(plan.calendar) == 14


def test_heads_at_scale_never_fall_below_a_team():
    assert Plan(scale=0.1).heads(15_200) == 1_520
    assert Plan(scale=0.001).heads(70) == 5


@pytest.mark.parametrize(
    "wrong", [{"scale": 0}, {"scale": 11}, {"months": 0}, {"until": date(2026, 10, 30)}]
)
def test_a_plan_that_is_not_possible_is_refused(wrong):
    with pytest.raises(PlanInvalidError):
        Plan(**wrong)


def test_workdays_leave_out_weekends():
    days = Month(2026, 10).workdays()
    assert len(days) == 22
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}
