"""Holdings: relief never exceeds what is held."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.budget.holdings import Holding, HoldingInvalidError, ReliefTooLargeError

EMPTY = Holding("Purchase Order", "PO-1", 2, "committed", "L", "2026-03")


def test_name_tells_voucher_line_and_measure():
    assert EMPTY.name == "Purchase Order|PO-1|2|committed"


def test_what_is_relieved_in_parts_is_relieved_whole():
    held = EMPTY.reserve(Decimal("10.00"))
    for part in ("3.33", "3.33", "3.34"):
        held = held.relieve(Decimal(part))
    assert held.held == 0
    with pytest.raises(ReliefTooLargeError, match=r"Line 2 of Purchase Order PO-1 holds 0\.00"):
        held.relieve(Decimal("0.01"))


@pytest.mark.parametrize("amount", [Decimal(0), Decimal("-0.01")])
def test_nothing_is_neither_reserved_nor_relieved(amount):
    with pytest.raises(HoldingInvalidError):
        EMPTY.reserve(amount)
    with pytest.raises(HoldingInvalidError):
        EMPTY.reserve(Decimal(1)).relieve(amount)


_STEPS = st.lists(
    st.tuples(st.booleans(), st.decimals(min_value="0.01", max_value=1000, places=2)), max_size=30
)


@given(_STEPS)
def test_relief_never_exceeds_the_reservation(steps):
    held, sum_reserved, sum_relieved = EMPTY, Decimal(0), Decimal(0)
    for is_relief, amount in steps:
        if not is_relief:
            held, sum_reserved = held.reserve(amount), sum_reserved + amount
            continue
        try:
            held, sum_relieved = held.relieve(amount), sum_relieved + amount
        except ReliefTooLargeError:
            assert amount > held.held
    assert held.held == sum_reserved - sum_relieved
    assert held.held >= 0
