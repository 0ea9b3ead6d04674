"""An order commits what it costs in place of what its requisition held, and gives it back."""

import frappe
import pytest

from erp_app.store.amounts import amount_of
from tests.erp.budget.factories import funds_of, give_money, make_centre, make_rule
from tests.erp.buying.factories import (
    active_supplier,
    approved,
    approved_order,
    buyer,
    line,
    order,
    purchasing_manager,
)
from tests.erp.factories import as_user, step_taken

pytestmark = pytest.mark.usefixtures("site")
KIND = "Purchase Order"


@pytest.fixture
def centre(site) -> str:
    return make_centre()


@pytest.fixture
def money(centre) -> str:
    """Return a budget line of 2,100, under an absolute rule."""
    make_rule(centre)
    return give_money(centre, 2100)


def of(requisition, centre, quantity, price=100.0, number=1):
    link = {"requisition": requisition.name, "requisition_line": number}
    return line(centre, quantity, price, **link)


def held(money):
    found = funds_of(money)
    return found.pre_committed, found.committed, found.available


def take(doc, action, reason="Changed"):
    """Take a step as the manager, or raise what refuses it, leaving nothing of it."""
    frappe.db.savepoint("step")
    try:
        with as_user(purchasing_manager()):
            return step_taken(doc.doctype, doc.name, action, reason)
    except Exception:
        frappe.db.rollback(save_point="step")
        raise


def test_order_takes_the_place_of_its_requisition(centre, money):
    asked = approved(line(centre, 10, 100))
    assert held(money) == (1050, 0, 1050)
    approved_order(of(asked, centre, 4))
    assert held(money) == (630, 420, 1050)
    approved_order(of(asked, centre, 6, price=110))
    assert held(money) == (0, 1113, 987)
    [row] = frappe.get_doc(asked.doctype, asked.name).lines
    assert row.ordered_quantity == 10


def test_amounts_and_supplier_are_the_servers(centre, money):
    doc = order(line(centre, 2, 50), gross_amount=1, supplier_name="Somebody else")
    assert amount_of(doc.gross_amount) == 105
    name = frappe.db.get_value("Supplier", doc.supplier, "supplier_name")
    assert doc.supplier_name == name != "Somebody else"


def test_more_than_was_approved_is_not_ordered(centre, money):
    asked = approved(line(centre, 10, 100))
    approved_order(of(asked, centre, 4))
    with pytest.raises(frappe.ValidationError, match="has 6 left to order, 7 are"):
        approved_order(of(asked, centre, 7))
    assert held(money) == (630, 420, 1050)


def test_two_lines_of_one_order_share_a_line_of_a_requisition(centre, money):
    asked = approved(line(centre, 3, 100))
    approved_order(of(asked, centre, 1), of(asked, centre, 2))
    assert held(money) == (0, 315, 1785)


def test_dearer_than_the_budget_has_is_refused_and_changes_nothing(centre, money):
    asked = approved(line(centre, 10, 100))
    with pytest.raises(frappe.ValidationError, match="transfer or a supplement"):
        approved_order(of(asked, centre, 10, price=201))
    assert held(money)[:2] == (1050, 0)


@pytest.mark.parametrize("price", [100, 80, 130])
def test_order_that_is_taken_back_gives_its_requisition_what_it_held(centre, money, price):
    asked = approved(line(centre, 3, 100))
    doc = approved_order(of(asked, centre, 2, price=price))
    take(doc, "Cancel")
    assert held(money) == (315, 0, 1785)
    again = approved_order(of(asked, centre, 3))
    assert held(money) == (0, 315, 1785)
    assert again.docstatus == 1


def test_closed_order_lets_go_and_orders_no_more(centre, money):
    asked = approved(line(centre, 2, 100))
    doc = approved_order(of(asked, centre, 1))
    assert take(doc, "Close").workflow_state == "Closed"
    assert held(money) == (105, 0, 1995)


def test_requisition_that_is_closed_is_neither_ordered_nor_given_back(centre, money):
    asked = approved(line(centre, 3, 100))
    doc = approved_order(of(asked, centre, 1))
    with pytest.raises(frappe.ValidationError, match="close it instead"):
        take(asked, "Cancel")
    take(asked, "Close")
    assert held(money) == (0, 105, 1995)
    with pytest.raises(frappe.ValidationError, match="not approved, or is closed"):
        approved_order(of(asked, centre, 1))
    take(doc, "Cancel")
    assert held(money) == (0, 0, 2100)


def test_requisition_is_taken_back_once_its_orders_are(centre, money):
    asked = approved(line(centre, 3, 100))
    take(approved_order(of(asked, centre, 1)), "Cancel")
    assert take(asked, "Cancel").docstatus == 2
    assert held(money) == (0, 0, 2100)


def test_order_without_a_requisition_commits_by_itself(centre, money):
    approved_order(line(centre, 20, 100))
    assert held(money) == (0, 2100, 0)
    with pytest.raises(frappe.ValidationError, match="Account 52101"):
        approved_order(line(centre, 1, 0.1))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"requisition_line": 1}, "or neither"),
        ({"requisition": "PRQ-404", "requisition_line": 1}, "PRQ-404"),
        ({"over_percent": 26}, "25 %"),
    ],
)
def test_bad_line_is_refused(centre, values, said):
    with pytest.raises(frappe.ValidationError, match=said):
        order({**line(centre), **values})


def test_supplier_that_is_not_active_gets_no_order(centre, money):
    name = active_supplier()
    doc = order(line(centre), supplier=name)
    frappe.db.set_value("Supplier", name, "status", "Blocked", update_modified=False)
    with pytest.raises(frappe.ValidationError, match="is Blocked"):
        take(doc, "Approve", "")
    with pytest.raises(frappe.ValidationError, match="is Blocked"):
        order(line(centre), supplier=name)
    assert held(money) == (0, 0, 2100)


def test_counts_of_what_came_are_never_a_clients(centre, money):
    doc = order(line(centre, 2, 100, received_quantity=2, invoiced_quantity=2))
    [row] = doc.lines
    assert (row.received_quantity, row.invoiced_quantity) == (0, 0)


def test_print_says_who_is_owed_what(centre):
    doc = approved_order(line(centre, 2, 100))
    with as_user(buyer()):
        text = frappe.get_print(KIND, doc.name, "Purchase Order Form")
    for said in (doc.name, doc.supplier_name, "200.00", "210.00"):
        assert said in text
