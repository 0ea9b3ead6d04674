"""Money: exact construction, named rounding, allocation to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.money import (
    AmountUnreadableError,
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


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234,567.5", "1234567.5"),
        ("12,34,567", "1234567"),
        ("1,00,000.25", "100000.25"),
        ("+5.", "5"),
        ("-.5", "-0.5"),
        ("\u200f١٢٣.٥", "123.5"),
        ("\u200e-20\u202c", "-20"),
    ],
)
def test_money_reads_what_people_write(text, amount):
    assert money(text) == Decimal(amount)


@pytest.mark.parametrize(
    "value",
    [
        "1,2,3.00",
        "12,50",
        "1,2345",
        ",5",
        "1,,000",
        "1.000,50",
        "1_000",
        "1e3",
        " 0x10",
        "(5)",
        "5-",
        "2026-03-31",
        "TRUE",
        " ",
        "１２",
        Decimal("NaN"),
        [1],
        (0, (1, 2), 0),
        date(2026, 3, 31),
        True,
    ],
)
def test_money_names_what_it_cannot_read(value):
    with pytest.raises(AmountUnreadableError) as caught:
        money(value)
    assert caught.value.values == (str(value),)


def test_text_without_end_is_named_in_short():
    with pytest.raises(AmountUnreadableError) as caught:
        money("x" * 10_000)
    assert len(str(caught.value)) < 200


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
