"""Orders take over of a requisition's hold exactly what is theirs, in whatever order they come."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.purchasing.requested import OrderTooLargeError, RequestedLine

QUANTITY = st.decimals(min_value="0.001", max_value=50, places=3)
LINES = st.builds(
    RequestedLine,
    st.just("PRQ-1"),
    st.just(1),
    QUANTITY,
    st.decimals(min_value="0.01", max_value=10000, places=2),
)


def test_more_than_was_approved_is_refused():
    line = RequestedLine("PRQ-1", 2, Decimal(3), Decimal("10.00"))
    line, first = line.order(Decimal(2))
    with pytest.raises(OrderTooLargeError, match=r"PRQ-1 line 2 has 1 left to order, 1\.5 are"):
        line.order(Decimal("1.5"))
    line, second = line.order(Decimal(1))
    assert (first + second, line.left) == (Decimal("10.00"), 0)


@given(LINES, st.lists(st.tuples(st.booleans(), QUANTITY), max_size=30))
def test_what_is_held_is_always_what_is_not_ordered(line, steps):
    held, orders = line.cost, []
    for takes_back, quantity in steps:
        if takes_back and orders:
            line, back = line.take_back(orders.pop(len(orders) // 2))
            held += back
            assert back >= 0
            continue
        try:
            line, taken = line.order(quantity)
        except OrderTooLargeError:
            assert quantity > line.left
            continue
        held -= taken
        orders.append(quantity)
        assert taken >= 0
    assert held == line.cost - line.relieved >= 0
    assert line.ordered == sum(orders)
    for quantity in orders:
        line, back = line.take_back(quantity)
        held += back
    assert held == line.cost
