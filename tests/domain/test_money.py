"""Money: exact construction, named rounding, allocation to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.money import (
    CurrencyUnknownError,
    MoneyInvalidError,
    Rounding,
    allocate,
    currency_decimals,
    from_float,
    is_rounded,
    money,
    plain,
    round_money,
    total,
)

cents = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


def test_money_reads_text_with_groups_and_spaces():
    assert money(" 1,234.50 ") == Decimal("1234.50")


@pytest.mark.parametrize("value", [1.5, True, None, "", "abc", "NaN", "Infinity", "1 2"])
def test_money_refuses_what_is_not_an_exact_amount(value):
    with pytest.raises(MoneyInvalidError):
        money(value)


@given(cents)
def test_from_float_restores_every_stored_cent(amount):
    assert from_float(float(amount)) == amount


def test_from_float_refuses_amounts_beyond_exact_floats():
    with pytest.raises(MoneyInvalidError, match="too large"):
        from_float(1e15)
    assert from_float(None) == Decimal("0.00")


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [(Rounding.COMMERCIAL, "2.35"), (Rounding.BANKERS, "2.34"), (Rounding.TRUNCATE, "2.34")],
)
def test_round_money_settles_a_half_as_named(rounding, expected):
    assert round_money(Decimal("2.345"), rounding=rounding) == Decimal(expected)


def test_currency_decimals_known_and_unknown():
    assert (currency_decimals("AED"), currency_decimals("KWD")) == (2, 3)
    with pytest.raises(CurrencyUnknownError, match="XXX"):
        currency_decimals("XXX")


@given(cents, st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any))
def test_allocate_sums_to_the_cent_and_stays_near_the_exact_share(amount, weights):
    parts = allocate(amount, weights)
    assert total(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert is_rounded(part)
        assert abs(part - amount * weight / sum(weights)) < Decimal("0.01") + Decimal("1e-9")


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_allocate_refuses_weights_without_a_share(weights):
    with pytest.raises(MoneyInvalidError):
        allocate(Decimal("1.00"), weights)


def test_plain_writes_equal_amounts_alike():
    assert {plain(Decimal(text)) for text in ("10", "10.0", "10.000000000", "1E+1")} == {"10"}
    assert plain(Decimal("-0.00")) == "0"
    assert plain(Decimal("100.05")) == "100.05"
