"""Plans: a year further is what was planned, and no line is of nothing."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.budget.plans import check_amounts, roll

_AMOUNT = st.decimals(min_value=0, max_value=10**6, places=2)


def money(*amounts):
    first, second, third = map(Decimal, amounts)
    return (first, second, third)


@given(st.tuples(_AMOUNT, _AMOUNT, _AMOUNT))
def test_rolled_plan_says_of_the_same_years_the_same(amounts):
    assert roll(amounts)[:2] == amounts[1:]
    assert roll(roll(amounts))[0] == amounts[2]


def test_line_has_money_in_one_of_its_years():
    assert check_amounts([money(0, 0, 1), money(1, 0, 0)]) == []
    found = check_amounts([money(1, 1, 1), money(0, 0, 0), money(5, -1, 5)])
    assert [one.line for one in found] == [2, 3]
