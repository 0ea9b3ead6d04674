"""An invoice is matched line by line with what was ordered and received."""

from decimal import Decimal

import pytest

from erp_app.domain.purchasing.matching import InvoiceLine, MatchKind, Tolerances, match_lines
from erp_app.domain.purchasing.order_line import OrderLine

TEN = OrderLine(1, Decimal(10), Decimal("1000.00"), received=Decimal(6))
NETS = {1: Decimal("1000.00")}
NONE = Tolerances()


def line(number=1, quantity="6", net="600.00", order="PO-1", order_line=1):
    return InvoiceLine(number, order, order_line, Decimal(quantity), Decimal(net))


def kinds(*lines, tolerances=NONE, ordered=TEN):
    found = match_lines(lines, "PO-1", {1: ordered}, NETS, tolerances)
    return [(one.code, one.line) for one in found]


def test_invoice_of_what_was_received_at_the_price_matches():
    assert kinds(line()) == []
    assert kinds(line(quantity="2", net="200.00"), line(2, "4", "400.00")) == []
    assert kinds(line(net="599.99")) == []


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (line(quantity="6.001", net="600.00"), MatchKind.QUANTITY),
        (line(net="600.01"), MatchKind.PRICE),
        (line(order="PO-2"), MatchKind.ORDER),
        (line(order_line=7), MatchKind.ORDER),
    ],
)
def test_what_differs_is_named_with_its_line(wrong, kind):
    assert kinds(wrong) == [(kind.value, 1)]


def test_lines_of_one_order_line_count_together():
    assert kinds(line(quantity="4", net="400.00"), line(2, "4", "400.00")) == [
        (MatchKind.QUANTITY.value, 2)
    ]


def test_of_two_tolerances_the_smaller_counts():
    both = Tolerances(Decimal(2), Decimal("5.00"))
    assert kinds(line(net="605.00"), tolerances=both) == []
    assert kinds(line(net="605.01"), tolerances=both) == [(MatchKind.PRICE.value, 1)]
    assert kinds(line(net="612.00"), tolerances=Tolerances(Decimal(2))) == []
    assert kinds(line(net="612.01"), tolerances=Tolerances(Decimal(2))) != []


def test_service_is_matched_with_its_order_alone():
    service = OrderLine(1, Decimal(10), Decimal("1000.00"), is_received=False)
    assert kinds(line(quantity="10", net="1000.00"), ordered=service) == []
    [found] = match_lines([line(quantity="11")], "PO-1", {1: service}, NETS, NONE)
    assert "were ordered" in found.message


@pytest.mark.parametrize(("net", "matches"), [("33.33", True), ("33.34", True), ("33.35", False)])
def test_what_rounding_a_price_leaves_is_no_difference(net, matches):
    third = OrderLine(1, Decimal(3), Decimal("100.00"), received=Decimal(3))
    found = match_lines([line(1, "1", net)], "PO-1", {1: third}, {1: Decimal("100.00")}, NONE)
    assert (list(found) == []) is matches
