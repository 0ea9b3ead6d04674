"""Which method an amount needs, and purchases that together need a stricter one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from erp_app.domain.purchasing.methods import (
    Method,
    Purchase,
    Threshold,
    ThresholdMissingError,
    find_splits,
    method_of,
)

THRESHOLDS = [
    Threshold(Decimal(0), Method.DIRECT),
    Threshold(Decimal(10000), Method.QUOTATIONS),
    Threshold(Decimal(200000), Method.PUBLIC_TENDER),
]
DAY = date(2026, 3, 1)


def bought(*amounts, days=1, what=("SUP-1", "52100")):
    return [
        Purchase(f"PO-{place}", DAY + timedelta(days=place * days), Decimal(amount), what)
        for place, amount in enumerate(amounts)
    ]


@pytest.mark.parametrize(
    ("amount", "method"),
    [
        ("0", Method.DIRECT),
        ("9999.99", Method.DIRECT),
        ("10000", Method.QUOTATIONS),
        ("199999.99", Method.QUOTATIONS),
        ("1e9", Method.PUBLIC_TENDER),
    ],
)
def test_method_is_that_of_the_highest_threshold_reached(amount, method):
    assert method_of(Decimal(amount), THRESHOLDS) is method


def test_amount_below_every_threshold_is_refused():
    with pytest.raises(ThresholdMissingError, match=r"for 5\.00"):
        method_of(Decimal(5), THRESHOLDS[1:])


def test_purchases_that_together_need_more_are_found_once():
    [split] = find_splits(bought(6000, 5000, 4000), THRESHOLDS, days=30)
    assert [one.name for one in split.purchases] == ["PO-0", "PO-1", "PO-2"]
    assert (split.amount, split.method) == (15000, Method.QUOTATIONS)


@pytest.mark.parametrize(
    "purchases",
    [
        bought(6000, 5000, days=31),
        bought(9999),
        bought(3000, 3000, 3000),
        [*bought(6000), *bought(6000, what=("SUP-2", "52100"))],
        bought(12000, 9000),
    ],
    ids=["far apart", "one", "together little", "two suppliers", "stricter already"],
)
def test_what_is_no_split_is_not_found(purchases):
    assert list(find_splits(purchases, THRESHOLDS, days=30)) == []


def test_later_purchases_are_seen_after_one_that_stands_alone():
    [split] = find_splits([*bought(1), *bought(0, 6000, 5000, days=40)], THRESHOLDS, days=45)
    assert {one.name for one in split.purchases} >= {"PO-1", "PO-2"}
