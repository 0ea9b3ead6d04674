"""The funds inquiry shows what a posting would be judged by."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.budget.control import ControlRule, Level, Span
from erp_app.domain.budget.funds import Demand, Funds, find_overruns
from erp_app.domain.budget.inquiry import stand

MONTHLY = {number: Funds(Decimal(100)) for number in range(1, 13)}


def rule(span, **more):
    return ControlRule("R", "50000", "59999", Level.ABSOLUTE, span, **more)


@pytest.mark.parametrize(
    ("span", "left"),
    [(Span.MONTH, 100), (Span.QUARTER, 300), (Span.YEAR_TO_DATE, 500), (Span.YEAR, 1200)],
)
def test_span_of_the_rule_is_shown(span, left):
    found = stand("L", MONTHLY, 5, rule(span))
    assert (found.left, found.level) == (left, Level.ABSOLUTE)


def test_without_a_rule_the_year_is_shown():
    found = stand("L", MONTHLY, 5, None)
    assert (found.left, found.level, found.span) == (1200, Level.NONE, range(1, 14))


def test_tolerance_counts_and_is_shown_apart():
    found = stand("L", MONTHLY, 5, rule(Span.YEAR, tolerance_percent=Decimal(10)))
    assert (found.left, found.tolerance, found.funds.available) == (1320, 120, 1200)


_AMOUNTS = st.integers(0, 500).map(Decimal)
_FUNDS = st.dictionaries(
    st.integers(1, 13),
    st.tuples(_AMOUNTS, _AMOUNTS).map(lambda one: Funds(one[0], actual=one[1])),
)


@given(_FUNDS, st.sampled_from(Span), st.integers(1, 13), st.integers(0, 20).map(Decimal))
def test_what_is_shown_is_exactly_what_may_be_taken(funds, span, period, percent):
    by = rule(span, tolerance_percent=percent)
    left = stand("L", funds, period, by).left
    there = {"L": funds}
    if left > 0:
        assert find_overruns([Demand("L", period, left, by)], there) == []
    more = max(left, Decimal(0)) + Decimal("0.01")
    assert len(find_overruns([Demand("L", period, more, by)], there)) == 1
