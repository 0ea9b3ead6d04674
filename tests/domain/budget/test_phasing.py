"""Phasing: the parts are the whole, to the fils."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.budget.phasing import MONTHS, Phasing, PhasingDiffersError, phase
from erp_app.domain.money import total

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)
EVEN = [one for one in Phasing if one is not Phasing.OWN]


@given(AMOUNTS, st.sampled_from(EVEN))
def test_parts_add_up_to_the_whole_and_none_is_negative(amount, phasing):
    parts = phase(amount, phasing)
    assert len(parts) == MONTHS
    assert total(parts) == amount
    assert min(parts) >= 0


@given(AMOUNTS)
def test_even_parts_differ_by_one_fils_at_most(amount):
    parts = phase(amount, Phasing.MONTHLY)
    assert max(parts) - min(parts) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("phasing", "filled"),
    [(Phasing.FIRST_PERIOD, {0}), (Phasing.QUARTERLY, {0, 3, 6, 9}), (Phasing.MONTHLY, range(12))],
)
def test_money_becomes_available_in_the_first_month_of_its_part(phasing, filled):
    parts = phase(Decimal("1200"), phasing)
    assert {place for place, part in enumerate(parts) if part} == set(filled)


def test_largest_remainders_take_what_rounding_left():
    assert phase(Decimal("100.00"), Phasing.MONTHLY)[:5] == (
        *[Decimal("8.34")] * 4,
        Decimal("8.33"),
    )


def test_currency_without_decimals_is_spread_in_whole_units():
    assert set(phase(Decimal(100), Phasing.MONTHLY, decimals=0)) == {Decimal(9), Decimal(8)}


@given(st.lists(AMOUNTS, min_size=MONTHS, max_size=MONTHS))
def test_own_figures_stay_as_they_are(own):
    assert phase(total(own), Phasing.OWN, own) == tuple(own)


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ([Decimal(1)] * 11, "twelve"),
        ([], "twelve"),
        ([Decimal(-1), *[Decimal(1)] * 11], "zero or more"),
        ([Decimal(1)] * 12, "add up to 12.00, the amount of the year is 13.00"),
    ],
)
def test_own_figures_that_are_not_the_whole_are_refused(own, says):
    with pytest.raises((PhasingDiffersError, ValueError), match=says):
        phase(Decimal(13), Phasing.OWN, own)
