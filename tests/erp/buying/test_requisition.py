"""A requisition holds its budget from its approval on, and gives back what is not ordered."""

from decimal import Decimal

import frappe
import pytest

from erp_app.store.amounts import amount_of
from tests.erp.budget.factories import (
    controller,
    funds_of,
    give_money,
    left_of,
    make_centre,
    make_rule,
    movements_of,
    spend,
)
from tests.erp.buying.factories import (
    approved,
    buyer,
    line,
    purchasing_manager,
    requisition,
)
from tests.erp.factories import as_user, step_taken

pytestmark = pytest.mark.usefixtures("site")
KIND = "Purchase Requisition"


@pytest.fixture
def centre(site) -> str:
    return make_centre()


@pytest.fixture
def money(centre) -> str:
    """Return a budget line of 1,050, under an absolute rule."""
    make_rule(centre)
    return give_money(centre, 1050)


def test_amounts_are_the_servers_and_tax_is_borne(centre, money):
    doc = requisition(
        line(centre, 3, 33.33, net_amount=1, cost_amount=1, tax_amount=0),
        line(centre, 1, 10, vat_category="Exempt"),
        total_amount=1,
    )
    rows = [
        tuple(amount_of(row.get(name)) for name in ("net_amount", "tax_amount", "cost_amount"))
        for row in doc.lines
    ]
    assert rows == [
        (Decimal("99.99"), Decimal("5.00"), Decimal("104.99")),
        (Decimal(10), Decimal(0), Decimal(10)),
    ]
    assert amount_of(doc.total_amount) == Decimal("114.99")


def test_approval_holds_the_budget_with_its_tax(centre, money):
    doc = approved(line(centre, 10, 100))
    assert (funds_of(money).pre_committed, left_of(money)) == (1050, 0)
    [moved] = movements_of(doc.name)
    assert (moved.movement_kind, moved.voucher_line) == ("Pre-commitment", 1)
    with pytest.raises(frappe.ValidationError, match="transfer or a supplement"):
        spend(centre, 1.0)


def test_more_than_is_left_is_refused_and_nothing_is_held(centre, money):
    doc = requisition(line(centre, 10, 100), line(centre, 1, 0.01))
    with (
        pytest.raises(frappe.ValidationError, match="Account 52101: 1,050"),
        as_user(purchasing_manager()),
    ):
        step_taken(KIND, doc.name, "Approve")
    assert left_of(money) == 1050


def test_lines_without_a_budget_line_are_refused_by_an_absolute_rule(centre):
    make_rule(centre)
    with pytest.raises(frappe.ValidationError, match="No budget line takes account 52101"):
        approved(line(centre))


def test_without_a_rule_nothing_is_held(centre):
    doc = approved(line(centre))
    assert (doc.docstatus, movements_of(doc.name)) == (1, [])


@pytest.mark.parametrize(("action", "state"), [("Close", "Closed"), ("Cancel", "Cancelled")])
def test_what_is_not_ordered_is_given_back(centre, money, action, state):
    doc = approved(line(centre, 2, 100))
    with as_user(purchasing_manager()):
        done = step_taken(KIND, doc.name, action, "Not needed any more")
    assert (done.workflow_state, left_of(money)) == (state, 1050)
    trail = frappe.get_all("Document Step", {"document": doc.name}, pluck="action")
    assert trail.count(action) == 1


def test_closing_needs_a_reason_and_the_role(centre, money):
    doc = approved(line(centre, 2, 100))
    with pytest.raises(frappe.ValidationError), as_user(purchasing_manager()):
        step_taken(KIND, doc.name, "Close")
    with pytest.raises(frappe.PermissionError), as_user(buyer()):
        step_taken(KIND, doc.name, "Close", "For fun")
    assert left_of(money) == 840


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"quantity": 0}, "A quantity is above zero"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": 1.0005}, "3 decimals"),
        ({"unit_price": -5}, "price"),
        ({"unit_price": 0}, "comes to nothing"),
        ({"unit_price": 999_999_999_999, "quantity": 2}, "more than"),
        ({"account": "11102", "cost_centre": "9999"}, "9999"),
        ({"account": "nowhere"}, "nowhere"),
        ({"vat_category": "None"}, "VAT Category"),
    ],
)
def test_bad_line_is_refused_with_its_number(centre, values, said):
    with pytest.raises(frappe.ValidationError, match=said):
        requisition(line(centre), {**line(centre), **values})


def test_need_before_the_request_is_refused(centre):
    with pytest.raises(frappe.ValidationError, match="before the day"):
        requisition(line(centre), needed_by="2026-03-04")


@pytest.mark.parametrize("by", [buyer, purchasing_manager])
def test_nobody_approves_what_they_prepared(centre, money, by):
    doc = requisition(line(centre))
    with as_user(by()):
        if by is purchasing_manager:
            frappe.db.set_value(KIND, doc.name, "contributors", by(), update_modified=False)
        with pytest.raises(frappe.PermissionError):
            step_taken(KIND, doc.name, "Approve")
    assert left_of(money) == 1050


def test_approved_requisition_does_not_change(centre, money):
    doc = approved(line(centre))
    with as_user(purchasing_manager()):
        forged = frappe.get_doc(KIND, doc.name)
        forged.lines[0].quantity, forged.workflow_state = 9, "Closed"
        forged.flags.step_reason = "Closed, and more"
        forged.save()
        assert frappe.get_doc(KIND, doc.name).lines[0].quantity == 1
        forged = frappe.get_doc(KIND, doc.name)
        forged.title = "Something else"
        with pytest.raises(frappe.ValidationError):
            forged.save()
    assert left_of(money) == 1050


def test_sum_of_a_line_with_a_fraction_of_a_unit(centre, money):
    doc = requisition(line(centre, 0.333, 0.1))
    assert [amount_of(row.net_amount) for row in doc.lines] == [Decimal("0.03")]


def test_print_says_what_is_asked_for(centre):
    doc = approved(line(centre, 2, 100))
    with as_user(buyer()):
        text = frappe.get_print(KIND, doc.name, "Purchase Requisition Form")
    for said in (doc.name, "Office chair", "200.00", "10.00", "210.00"):
        assert said in text


def test_count_of_what_is_ordered_is_never_a_clients(centre):
    doc = requisition(line(centre, 2, 100, ordered_quantity=2))
    assert doc.lines[0].ordered_quantity == 0


def test_override_lets_a_requisition_through_and_its_cancelling_too(centre, money):
    doc = requisition(line(centre, 11, 100))
    with as_user(buyer()):
        asked = frappe.get_doc(
            {
                "doctype": "Budget Override",
                "voucher_type": KIND,
                "voucher": doc.name,
                "justification": "The desk opens tomorrow",
                "workflow_state": "For Approval",
            }
        ).insert()
    with as_user(controller()):
        step_taken("Budget Override", asked.name, "Approve", "Once")
    with as_user(purchasing_manager()):
        step_taken(KIND, doc.name, "Approve")
    assert left_of(money) == Decimal(-105)
    with as_user(purchasing_manager()):
        step_taken(KIND, doc.name, "Cancel", "Not needed any more")
    assert left_of(money) == 1050
