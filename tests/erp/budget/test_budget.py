"""A budget: prepared, endorsed, approved by three people; its lines have their money, exactly."""

from decimal import Decimal

import frappe
import pytest

from erp_app.ledger.check import check_ledgers
from tests.erp.budget.factories import (
    YEAR,
    approved_budget,
    controller,
    funds_of,
    group_of,
    left_of,
    line_fields,
    make_centre,
    make_rule,
    sent_budget,
    spend,
)
from tests.erp.factories import as_user, auditor, make_user, manager, officer, step_taken

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def centre(site) -> str:
    return make_centre()


def line_of(centre: str) -> str:
    return frappe.db.get_value("Budget Line", {"cost_centre": centre}, "name")


def test_approval_makes_the_lines_and_spreads_their_money(centre):
    budget = approved_budget(line_fields(centre, 100.0))
    line = line_of(centre)
    assert line == f"{YEAR}|{centre}|||||{group_of()}"
    assert frappe.db.get_value("Budget Line", line, "budget") == budget.name
    assert funds_of(line).appropriated == Decimal(100)
    assert funds_of(line, 1).appropriated == Decimal("8.34")
    assert funds_of(line, 12).appropriated == Decimal("8.33")
    moved = frappe.get_all("Budget Movement", {"voucher": budget.name}, pluck="movement_kind")
    assert moved == ["Appropriation"] * 12


@pytest.mark.parametrize(
    ("phasing", "first", "fourth"),
    [("All in the First Month", 1200, 0), ("Evenly by Quarter", 300, 300)],
)
def test_phasing_decides_when_the_money_is_there(centre, phasing, first, fourth):
    approved_budget(line_fields(centre, phasing=phasing))
    line = line_of(centre)
    assert (funds_of(line, 1).appropriated, funds_of(line, 4).appropriated) == (first, fourth)


def test_own_figures_are_taken_as_they_are(centre):
    own = {f"month_{month}": 100.0 for month in range(1, 11)}
    approved_budget(line_fields(centre, 1000.0, phasing="Own Figures", **own))
    assert funds_of(line_of(centre), 10).appropriated == 100
    assert funds_of(line_of(centre), 11).appropriated == 0


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"amount": 0.0}, "above zero"),
        ({"amount": -5.0}, "above zero"),
        ({"amount": 1.005}, "more than 2 decimals"),
        ({"phasing": "Sometimes"}, "choose one of these"),
        ({"phasing": ""}, "phasing"),
        ({"budget_group": ""}, "budget_group"),
        ({"phasing": "Own Figures", "month_1": 1199.0}, "add up to 1,199.00"),
        ({"phasing": "Own Figures", "month_1": 1201.0, "month_2": -1.0}, "zero or more"),
    ],
)
def test_line_that_is_wrong_is_refused_in_words(centre, values, says):
    with pytest.raises(frappe.ValidationError, match=says):
        sent_budget(line_fields(centre, **values))


def test_same_line_twice_is_refused(centre):
    with pytest.raises(frappe.ValidationError, match="Line 2: The line is the same as line 1"):
        sent_budget(line_fields(centre), line_fields(centre, 5.0))


def test_second_budget_of_a_year_in_force_is_refused(centre):
    first = approved_budget(line_fields(centre))
    with pytest.raises(frappe.ValidationError, match=f"{first.name} is the budget of {YEAR}"):
        sent_budget(line_fields(make_centre()))


def test_closed_year_takes_no_budget(centre):
    frappe.db.set_value("Fiscal Year", YEAR, "is_closed", 1)
    with pytest.raises(frappe.ValidationError, match="is closed"):
        sent_budget(line_fields(centre))


# --- who may -------------------------------------------------------------------------------


def test_preparer_neither_endorses_nor_approves(centre):
    doc = sent_budget(line_fields(centre), by=manager())
    with as_user(manager()), pytest.raises(frappe.PermissionError, match="You prepared this"):
        step_taken("Budget", doc.name, "Endorse")


def test_who_endorsed_does_not_approve(centre):
    doc = sent_budget(line_fields(centre))
    both = make_user("both.budget", "Finance Manager", "Budget Controller")
    with as_user(both):
        step_taken("Budget", doc.name, "Endorse")
        with pytest.raises(frappe.PermissionError, match="You prepared this"):
            step_taken("Budget", doc.name, "Approve")
    with as_user(controller()):
        assert step_taken("Budget", doc.name, "Approve").workflow_state == "Approved"


@pytest.mark.parametrize("who", [officer, auditor, controller])
def test_others_do_not_endorse(centre, who):
    doc = sent_budget(line_fields(centre))
    with as_user(who()), pytest.raises(frappe.PermissionError):
        step_taken("Budget", doc.name, "Endorse")


def test_approval_comes_after_the_endorsement(centre):
    doc = sent_budget(line_fields(centre))
    with as_user(controller()), pytest.raises(frappe.ValidationError):
        step_taken("Budget", doc.name, "Approve")
    with as_user(controller()), pytest.raises(frappe.ValidationError):
        frappe.get_doc("Budget", doc.name).submit()
    assert line_of(centre) is None


def test_either_of_them_rejects_with_a_reason(centre):
    doc = sent_budget(line_fields(centre))
    with as_user(manager()):
        step_taken("Budget", doc.name, "Endorse")
    with as_user(controller()):
        doc = step_taken("Budget", doc.name, "Reject", "Above the ceiling")
    assert (doc.workflow_state, doc.rejection_reason) == ("Rejected", "Above the ceiling")


# --- taking back ----------------------------------------------------------------------------


def test_cancelled_budget_takes_its_money_back_and_closes_its_lines(centre):
    budget = approved_budget(line_fields(centre))
    with as_user(controller()):
        step_taken("Budget", budget.name, "Cancel", "Wrong ceiling")
    line = line_of(centre)
    assert left_of(line) == 0
    assert frappe.db.get_value("Budget Line", line, "disabled") == 1
    assert frappe.db.get_value("Budget", budget.name, "workflow_state") == "Cancelled"


def test_corrected_budget_opens_the_same_lines_again(centre):
    budget = approved_budget(line_fields(centre))
    with as_user(controller()):
        step_taken("Budget", budget.name, "Cancel", "Wrong ceiling")
    again = approved_budget(line_fields(centre, 600.0))
    found = frappe.db.get_value("Budget Line", line_of(centre), ["budget", "disabled"])
    assert found == (again.name, 0)
    assert left_of(line_of(centre)) == 600


def test_budget_that_is_spent_of_is_not_taken_back(centre):
    make_rule(centre)
    budget = approved_budget(line_fields(centre))
    spend(centre, 1.0)
    with as_user(controller()), pytest.raises(frappe.ValidationError, match=r"of which 1,199\.00"):
        step_taken("Budget", budget.name, "Cancel", "Wrong ceiling")


def test_ledgers_are_sound_after_all_of_it(centre):
    approved_budget(line_fields(centre))
    frappe.db.rollback()
    assert check_ledgers() == []
