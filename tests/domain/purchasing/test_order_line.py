"""What is received, returned, invoiced and credited always adds up, in quantity and in value."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.findings import RuleError
from erp_app.domain.purchasing.order_line import (
    CreditTooLargeError,
    InvoiceTooLargeError,
    OrderLine,
    QuantityInvalidError,
    ReceiptTooLargeError,
    ReturnTooLargeError,
)

LINE = OrderLine(2, Decimal(3), Decimal("100.00"))
QUANTITY = st.decimals(min_value="0.001", max_value=20, places=3)
STEPS = st.lists(
    st.tuples(st.sampled_from(["receive", "give_back", "invoice", "credit"]), QUANTITY), max_size=40
)
LINES = st.builds(
    OrderLine,
    st.just(1),
    QUANTITY,
    st.decimals(min_value="0.01", max_value=100000, places=2),
    st.sampled_from([Decimal(0), Decimal(10)]),
    st.booleans(),
)


def test_parts_of_a_line_cost_what_it_costs():
    line, values = LINE, []
    for _part in range(3):
        before, line = line, line.receive(Decimal(1))
        values.append(line.value_of(line.received) - before.value_of(before.received))
    assert [str(one) for one in values] == ["33.33", "33.34", "33.33"]
    assert (line.committed, line.accrued) == (0, Decimal("100.00"))


@pytest.mark.parametrize(
    ("step", "quantity", "error", "said"),
    [
        ("receive", "3.001", ReceiptTooLargeError, "Line 2: 3 are still to come, 3.001 cannot"),
        ("give_back", "0.5", ReturnTooLargeError, "0 were received, 0.5 cannot be returned"),
        ("invoice", "1", InvoiceTooLargeError, "Line 2: 0 may be invoiced, 1 are"),
        ("credit", "1", CreditTooLargeError, "0 were invoiced, 1 cannot be credited"),
        ("receive", "0", QuantityInvalidError, "above zero"),
        ("credit", "-1", QuantityInvalidError, "above zero"),
    ],
)
def test_what_goes_beyond_is_refused_in_words(step, quantity, error, said):
    with pytest.raises(error, match=said):
        getattr(LINE, step)(Decimal(quantity))


def test_service_without_receipt_is_invoiced_as_ordered():
    line = OrderLine(1, Decimal(1), Decimal("50.00"), is_received=False)
    with pytest.raises(ReceiptTooLargeError):
        line.receive(Decimal(1))
    done = line.invoice(Decimal(1))
    assert (done.committed, done.is_complete) == (0, True)


def test_what_is_returned_after_its_invoice_is_owed_back():
    line = LINE.receive(Decimal(3)).invoice(Decimal(3)).give_back(Decimal(1))
    assert (line.invoiceable, line.accrued) == (-1, Decimal("-33.33"))
    assert line.credit(Decimal(1)).accrued == 0


@given(LINES, STEPS)
def test_any_order_of_steps_keeps_the_bounds_and_the_value(line, steps):
    commitments, accruals = line.committed, line.accrued
    for step, quantity in steps:
        try:
            after = getattr(line, step)(quantity)
        except RuleError:
            continue
        commitments += after.committed - line.committed
        accruals += after.accrued - line.accrued
        line = after
        assert 0 <= line.received <= line.ordered * (1 + line.over_percent / 100)
        assert line.invoiced >= 0
        assert 0 <= line.committed <= line.cost
    assert (commitments, accruals) == (line.committed, line.accrued)
    if line.received == line.invoiced:
        assert line.accrued == 0


@given(LINES, st.lists(QUANTITY, max_size=10))
def test_line_that_came_and_was_invoiced_leaves_nothing(line, parts):
    for part in parts:
        try:
            line = line.receive(part) if line.is_received else line
            line = line.invoice(part)
        except RuleError:
            continue
    if line.is_received and (rest := line.ordered - line.received) > 0:
        line = line.receive(rest)
    if line.invoiceable > 0:
        line = line.invoice(line.invoiceable)
    done = line.received if line.is_received else line.invoiced
    assert line.is_complete
    assert line.committed == 0
    assert not line.is_received or line.accrued == 0 or done != line.invoiced
