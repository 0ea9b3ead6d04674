"""Overrides: for exactly one voucher; what is not let through gains nothing by it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.budget.control import ControlRule, Level
from erp_app.domain.budget.funds import Demand, Funds, find_overruns
from erp_app.domain.budget.overrides import Claim, find_refused, find_takers

RULE = ControlRule("R", "50000", "59999", Level.ABSOLUTE)
ADVISORY = ControlRule("A", "50000", "59999", Level.ADVISORY)
FUNDS = {"L": {1: Funds(Decimal(100))}, "M": {1: Funds(Decimal(100))}}
A, B = ("Journal", "A"), ("Journal", "B")


def claim(voucher, amount, line="L", rule=RULE):
    return Claim(voucher, Demand(line, 3, Decimal(amount), rule, "52101"))


def test_nothing_is_refused_that_is_let_through():
    claims = [claim(A, 150)]
    assert find_refused(claims, FUNDS).line == "L"
    assert find_refused(claims, FUNDS, {A}) is None


def test_override_is_for_one_voucher_of_a_set():
    claims = [claim(A, 150), claim(B, 101)]
    assert find_refused(claims, FUNDS, {A}).wanted == 101
    assert find_refused(claims, FUNDS, {A, B}) is None


def test_other_vouchers_keep_the_money_that_there_is():
    assert find_refused([claim(A, 150), claim(B, 100)], FUNDS, {A}) is None


def test_other_vouchers_gain_nothing_by_what_is_let_through():
    claims = [claim(A, -100), claim(A, 300, "M"), claim(B, 150)]
    assert find_refused(claims, FUNDS, {A}).line == "L"


def test_advisory_refuses_nobody():
    assert find_refused([claim(A, 999, rule=ADVISORY)], FUNDS) is None


def test_takers_of_an_overrun_are_those_who_take_of_its_line():
    claims = [claim(A, 150), claim(A, 1), claim(B, -5), claim(B, 150, "M")]
    [first, second] = find_overruns([one.demand for one in claims], FUNDS)
    assert find_takers(claims, first) == [A]
    assert find_takers(claims, second) == [B]


_AMOUNTS = st.lists(st.integers(min_value=-150, max_value=150), min_size=1, max_size=6)


@given(_AMOUNTS, st.sets(st.integers(min_value=0, max_value=5)))
def test_what_passes_beside_overrides_passes_alone(amounts, overridden):
    vouchers = [("Journal", str(place)) for place in range(len(amounts))]
    claims = [claim(voucher, one) for voucher, one in zip(vouchers, amounts, strict=True)]
    let_through = {("Journal", str(place)) for place in overridden}
    rest = [one for one in claims if one.voucher not in let_through]
    refused = find_refused(claims, FUNDS, let_through)
    assert (refused is None) == (find_refused(rest, FUNDS) is None)
