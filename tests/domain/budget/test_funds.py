"""Funds: one formula of what is left, and no set that overruns it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.budget.control import ControlRule, Level, Span, spans_of
from erp_app.domain.budget.funds import Demand, Funds, find_overruns, sum_funds

LINE = "2026|1100|||||OPEX"


def rule(span=Span.YEAR, name="R", **more):
    return ControlRule(name, "50000", "59999", Level.ABSOLUTE, span, **more)


def money(*amounts):
    return [Decimal(amount) for amount in amounts]


def demand(amount, period=3, of=LINE, by=None):
    return Demand(of, period, Decimal(amount), by or rule(), "52101")


def test_available_is_what_is_left_of_the_revised_budget():
    funds = Funds(*money(1000, 100, 50, 200, 300, 250))
    assert funds.available == Decimal(350)
    assert funds.consumed == Decimal(550)


def test_sums_are_by_measure():
    assert sum_funds([]) == Funds()
    ones = [Funds(*money(1, 2, 3, 4, 5, 6)), Funds(*money(10, 0, 0, 0, 0, 0))]
    assert sum_funds(ones) == Funds(*money(11, 2, 3, 4, 5, 6))


@pytest.mark.parametrize(
    ("demands", "overruns"),
    [
        ([demand(100)], 0),
        ([demand("100.01")], 1),
        ([demand(60), demand(41)], 1),
        ([demand(60), demand(41), demand(-1)], 0),
        ([demand(-5)], 0),
        ([demand(60, 3), demand(41, 13)], 1),
        ([demand(100), demand(1, of="other")], 1),
        ([Demand(LINE, 3, Decimal(999))], 0),
    ],
)
def test_set_is_compared_with_what_is_left_as_a_whole(demands, overruns):
    assert len(find_overruns(demands, {LINE: {1: Funds(Decimal(100))}})) == overruns


def test_overrun_says_what_is_left_and_what_was_wanted():
    funds = {LINE: {1: Funds(Decimal(100), actual=Decimal(30)), 5: Funds(committed=Decimal(20))}}
    by = rule(tolerance_percent=Decimal(10))
    [found] = find_overruns([demand(61, by=by), demand(1, by=by)], funds)
    assert (found.line, found.account, found.rule) == (LINE, "52101", by)
    assert (found.available, found.tolerance, found.wanted) == tuple(money(50, 10, 62))
    assert find_overruns([demand(60, by=by)], funds) == []


def test_set_that_takes_nothing_is_not_refused_for_what_went_wrong_before():
    funds = {LINE: {1: Funds(Decimal(100), actual=Decimal(500))}}
    assert find_overruns([demand(10), demand(-10)], funds) == []
    assert len(find_overruns([demand(10), demand(-9)], funds)) == 1


@pytest.mark.parametrize(
    ("span", "period", "fits"),
    [
        (Span.MONTH, 3, 100),
        (Span.QUARTER, 5, 300),
        (Span.YEAR_TO_DATE, 4, 400),
        (Span.YEAR, 1, 1200),
        (Span.MONTH, 13, 1200),
    ],
)
def test_span_of_the_rule_decides_how_much_there_is(span, period, fits):
    monthly = {LINE: {number: Funds(Decimal(100)) for number in range(1, 13)}}
    assert find_overruns([demand(fits, period, by=rule(span))], monthly) == []
    assert len(find_overruns([demand(fits + 1, period, by=rule(span))], monthly)) == 1


def test_money_spent_in_june_is_not_there_for_a_posting_of_march():
    funds = {LINE: {number: Funds(Decimal(100)) for number in range(1, 13)}}
    funds[LINE][6] = Funds(Decimal(100), actual=Decimal(600))
    assert len(find_overruns([demand(1, 3, by=rule(Span.YEAR_TO_DATE))], funds)) == 1
    assert find_overruns([demand(100, 7, by=rule(Span.YEAR_TO_DATE))], funds) == []


_SETS = st.lists(
    st.lists(
        st.tuples(
            st.integers(1, 13),
            st.decimals(min_value=-200, max_value=400, places=2),
            st.sampled_from(["pre_committed", "committed", "actual"]),
        ),
        min_size=1,
        max_size=3,
    ),
    max_size=20,
)


@given(st.sampled_from(Span), _SETS)
def test_no_sequence_of_sets_takes_more_than_there_is(span, sets):
    """What is left of every span stays at zero or more; giving back is always possible."""
    by = rule(span)
    funds = {number: Funds(Decimal(100)) for number in range(1, 13)}
    for one in sets:
        demands = [demand(amount, period, by=by) for period, amount, _measure in one]
        if find_overruns(demands, {LINE: funds}):
            continue
        for period, amount, measure in one:
            moved = Funds(**{measure: amount})
            funds[period] = sum_funds([funds.get(period, Funds()), moved])
        if any(amount < 0 for _period, amount, _measure in one):
            continue  # a month may have been given money by another; the year is proved below
        for period, _amount, _measure in one:
            for held in spans_of(span, period):
                left = sum_funds(f for number, f in funds.items() if number in held).available
                assert left >= 0
    assert sum_funds(funds.values()).available >= 0
