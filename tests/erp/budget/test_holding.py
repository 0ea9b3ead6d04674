"""Holdings: reserved by one document, relieved by the next, never more than is held."""

from decimal import Decimal

import frappe
import pytest
from frappe.utils import getdate

from erp_app.budget.holding import Relief, Request, relieve, reserve
from erp_app.budget.refusing import BudgetExceededError
from erp_app.domain.budget.control import ControlRule, Level
from erp_app.domain.budget.holdings import HoldingMissingError, ReliefTooLargeError
from erp_app.domain.budget.movements import Relieved
from tests.erp.budget.factories import funds_of, give_money, left_of, make_centre, make_rule, spend

pytestmark = pytest.mark.usefixtures("site")
DAY, PERIOD = getdate("2026-03-05"), "2026-03"
RULE = ControlRule("R", "10000", "99999", Level.ABSOLUTE)
ADVISORY = ControlRule("A", "10000", "99999", Level.ADVISORY)


@pytest.fixture
def centre(site) -> str:
    return make_centre()


@pytest.fixture
def line(centre) -> str:
    make_rule(centre)
    return give_money(centre, 1000)


@pytest.fixture
def voucher(line) -> str:
    return frappe.generate_hash(length=8)


def request(voucher, line, amount, measure="committed", number=1, rule=RULE, kind="Order"):
    amount = Decimal(str(amount))
    return Request(kind, voucher, number, line, PERIOD, measure, amount, DAY, rule, "52101")


def relief(of, amount, by="INV", measure="committed", number=1, kind="Order"):
    held = Relieved(kind, of, number)
    return Relief("Invoice", by, 1, held, measure, Decimal(str(amount)), DAY, PERIOD)


def test_what_is_held_is_not_there_for_a_journal(centre, line, voucher):
    reserve([request(voucher, line, 900)], "Administrator")
    assert (funds_of(line).committed, left_of(line)) == (900, 100)
    with pytest.raises(frappe.ValidationError, match="ask for a transfer"):
        spend(centre, 101.0)
    spend(centre, 100.0)


def test_more_than_is_left_is_not_reserved(line, voucher):
    with pytest.raises(BudgetExceededError):
        reserve([request(voucher, line, 600), request(voucher, line, 401, number=2)], "u")


def test_advisory_reserves_and_says_so(line, voucher):
    [notice] = reserve([request(voucher, line, 1001, rule=ADVISORY)], "u")
    assert isinstance(notice, BudgetExceededError)
    assert left_of(line) == -1


def test_order_takes_the_place_of_its_requisition(line, voucher):
    asked = request(voucher, line, 1000, "pre_committed", kind="Requisition")
    reserve([asked], "u")
    replaced = relief(voucher, 1000, by=f"{voucher}-O", measure="pre_committed", kind="Requisition")
    reserve([request(f"{voucher}-O", line, 990)], "u", [replaced])
    found = funds_of(line)
    assert (found.pre_committed, found.committed, found.available) == (0, 990, 10)


def test_relief_in_parts_ends_with_what_is_held(line, voucher):
    reserve([request(voucher, line, 10)], "u")
    for part in ("3.33", "3.33", "3.34"):
        relieve([relief(voucher, part, by=f"{voucher}-I")], "u")
    assert left_of(line) == 1000
    with pytest.raises(ReliefTooLargeError, match=r"holds 0\.00"):
        relieve([relief(voucher, "0.01", by=f"{voucher}-I")], "u")
    held = frappe.get_all("Budget Reservation", {"voucher": voucher}, ["reserved", "relieved"])
    assert [(one.reserved, one.relieved) for one in held] == [(10, 10)]


def test_two_reliefs_of_one_set_are_bound_together(line, voucher):
    reserve([request(voucher, line, 10)], "u")
    twice = [relief(voucher, 6, by=f"{voucher}-{number}") for number in (1, 2)]
    with pytest.raises(ReliefTooLargeError):
        relieve(twice, "u")


def test_what_holds_nothing_is_not_relieved(line, voucher):
    with pytest.raises(HoldingMissingError, match=f"Order {voucher} holds nothing"):
        relieve([relief(voucher, 1)], "u")


def test_voucher_that_reserves_twice_holds_the_sum(line, voucher):
    reserve([request(voucher, line, 10)], "u")
    reserve([request(voucher, line, 5)], "u")
    relieve([relief(voucher, 15, by=f"{voucher}-I")], "u")
    assert left_of(line) == 1000
    numbers = frappe.get_all("Budget Movement", {"voucher": voucher}, pluck="line_number")
    assert sorted(numbers) == [1, 2]
