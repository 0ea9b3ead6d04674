"""Changes of a budget in force: what they do, what they may not, and how they are taken back."""

from decimal import Decimal

import frappe
import pytest

from tests.erp.budget.factories import (
    change_row,
    controller,
    funds_of,
    give_money,
    group_of,
    left_of,
    make_centre,
    make_rule,
    sent_change,
    spend,
)
from tests.erp.declared import make
from tests.erp.factories import as_user, auditor, make_user, manager, officer, step_taken

pytestmark = pytest.mark.usefixtures("site")
EVENLY = "Evenly over the Rest of the Year"


@pytest.fixture
def centre(site) -> str:
    return make_centre()


@pytest.fixture
def line(centre) -> str:
    make_rule(centre)
    return give_money(centre, 1200)


def approve(doc, by: str | None = None):
    with as_user(by or controller()):
        return step_taken("Budget Change", doc.name, "Approve")


def approved(kind: str, *rows: dict, **values):
    return approve(sent_change(kind, *rows, **values))


def cancel(doc):
    with as_user(controller()):
        return step_taken("Budget Change", doc.name, "Cancel", "Entered twice")


def test_supplement_adds_in_the_month_of_its_date(centre, line):
    approved("Supplementary", change_row(centre, 300.0))
    assert (left_of(line), funds_of(line, 6).appropriated) == (1500, 400)


def test_supplement_is_spread_over_the_rest_of_the_year(centre, line):
    approved("Supplementary", change_row(centre, 100.0), spread=EVENLY)
    assert left_of(line) == 1300
    assert funds_of(line, 5).appropriated == 100
    assert funds_of(line, 6).appropriated == Decimal("114.29")
    assert funds_of(line, 12).appropriated == Decimal("114.28")


def test_supplement_makes_a_line_that_was_not_there(centre):
    make_rule(centre)
    with pytest.raises(frappe.ValidationError, match="No budget line"):
        spend(centre, 1.0)
    frappe.clear_messages()
    approved("Supplementary", change_row(centre, 300.0))
    spend(centre, 300.0, posting_date="2026-06-20")


def test_freeze_takes_away_until_it_is_released(centre, line):
    approved("Freeze", change_row(centre, 1000.0))
    assert left_of(line) == 200
    with pytest.raises(frappe.ValidationError, match="ask for a transfer"):
        spend(centre, 201.0)
    approved("Release", change_row(centre, 400.0))
    assert left_of(line) == 600
    with pytest.raises(frappe.ValidationError, match=r"400\.00 more would be released"):
        approved("Release", change_row(centre, 1000.0))


def test_what_is_spent_is_not_frozen(centre, line):
    spend(centre, 1000.0)
    with pytest.raises(frappe.ValidationError, match=r"of which 200\.00"):
        approved("Freeze", change_row(centre, 201.0))


# --- transfers -----------------------------------------------------------------------------


@pytest.fixture
def other(centre, line) -> str:
    """Return another cost centre, with a line of the same group."""
    code = make_centre()
    make_rule(code)
    give_money(code, 100)
    return code


def line_at(centre: str) -> str:
    return frappe.db.get_value("Budget Line", {"cost_centre": centre}, "name")


def transferred(name: str) -> float:
    return frappe.db.get_value("Budget Line", name, "transferred")


def test_transfer_within_a_group_moves_the_money(centre, line, other):
    approved("Transfer", change_row(centre, -500.0), change_row(other, 500.0))
    assert (left_of(line), left_of(line_at(other))) == (700, 600)
    assert (transferred(line), transferred(line_at(other))) == (-500, 500)


def test_transfer_that_does_not_sum_to_zero_is_refused(centre, other):
    with pytest.raises(frappe.ValidationError, match=r"0\.01 is the difference"):
        sent_change("Transfer", change_row(centre, -500.0), change_row(other, 500.01))


def test_transfer_takes_no_more_than_is_left(centre, line, other):
    spend(centre, 1000.0)
    with pytest.raises(frappe.ValidationError, match=r"of which 200\.00"):
        approved("Transfer", change_row(centre, -201.0), change_row(other, 201.0))


def test_transfer_to_another_group_needs_a_rule(centre, other):
    fuel = make("Budget Group", account="52200", is_group=0).name
    rows = change_row(centre, -10.0), change_row(other, 10.0, fuel)
    with pytest.raises(frappe.ValidationError, match=f"may not be moved to the group {fuel}"):
        sent_change("Transfer", *rows)
    make("Virement Rule", group_from=group_of(), group_to=fuel, share_max=0)
    approved("Transfer", *rows)


def test_rule_refuses_what_would_go_without_it(centre, other):
    make("Virement Rule", group_from=group_of(), is_allowed=0)
    with pytest.raises(frappe.ValidationError, match="may not be moved"):
        sent_change("Transfer", change_row(centre, -10.0), change_row(other, 10.0))


def test_share_of_a_rule_bounds_the_transfers_of_the_year(centre, line, other):
    make("Virement Rule", group_from=group_of(), share_max=10)
    approved("Transfer", change_row(centre, -100.0), change_row(other, 100.0))
    with pytest.raises(frappe.ValidationError, match=r"120\.00 may be moved .* 20\.00 are left"):
        approved("Transfer", change_row(centre, -20.01), change_row(other, 20.01))
    frappe.clear_messages()
    approved("Transfer", change_row(centre, -20.0), change_row(other, 20.0))
    assert transferred(line) == -120


def test_role_of_a_rule_is_needed_beside_that_of_the_step(centre, other):
    make("Virement Rule", group_from=group_of(), share_max=0, role="Finance Manager")
    doc = sent_change("Transfer", change_row(centre, -10.0), change_row(other, 10.0))
    with pytest.raises(frappe.PermissionError, match="needs the role Finance Manager"):
        approve(doc)
    frappe.clear_messages()
    approve(doc, make_user("both.budget", "Finance Manager", "Budget Controller"))


def test_transfer_from_a_line_that_is_not_there_is_refused(centre, other):
    with pytest.raises(frappe.ValidationError, match="is no line of the budget"):
        approved("Transfer", change_row(make_centre(), -10.0), change_row(other, 10.0))


# --- who, when, and taking back -------------------------------------------------------------


def test_preparer_does_not_approve(centre, line):
    both = make_user("both.budget", "Finance Manager", "Budget Controller")
    doc = sent_change("Supplementary", change_row(centre, 1.0), by=both)
    with pytest.raises(frappe.PermissionError, match="You prepared this"):
        approve(doc, both)


@pytest.mark.parametrize("who", [officer, manager, auditor])
def test_others_do_not_approve(centre, line, who):
    doc = sent_change(
        "Supplementary", change_row(centre, 1.0), by=make_user("second", "Finance Officer")
    )
    with pytest.raises(frappe.PermissionError):
        approve(doc, who())


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"posting_date": "2025-12-31"}, "is not in the fiscal year 2026"),
        ({"justification": ""}, "justification"),
        ({"change_kind": "Gift"}, "choose one of these"),
        ({"fiscal_year": ""}, "fiscal_year"),
        ({"lines": [{"budget_group": "none", "amount": 1}]}, "Could not find"),
    ],
)
def test_change_that_is_wrong_is_refused_in_words(centre, line, values, says):
    with pytest.raises(frappe.ValidationError, match=says):
        sent_change("Supplementary", change_row(centre, 1.0), **values)


@pytest.mark.parametrize("kind", ["Supplementary", "Freeze"])
def test_cancelled_change_leaves_the_budget_as_it_was(centre, line, kind):
    doc = approved(kind, change_row(centre, 100.0), spread=EVENLY)
    cancel(doc)
    assert (left_of(line), funds_of(line, 6).appropriated) == (1200, 100)
    assert funds_of(line).frozen == 0
    numbers = frappe.get_all("Budget Movement", {"voucher": doc.name}, pluck="line_number")
    assert sorted(numbers) == list(range(1, 15))


def test_cancelled_transfer_counts_no_more(centre, line, other):
    cancel(approved("Transfer", change_row(centre, -100.0), change_row(other, 100.0)))
    assert (left_of(line), transferred(line), transferred(line_at(other))) == (1200, 0, 0)


def test_supplement_that_is_spent_is_not_taken_back(centre, line):
    doc = approved("Supplementary", change_row(centre, 100.0))
    spend(centre, 1250.0)
    with pytest.raises(frappe.ValidationError, match=r"of which 50\.00"):
        cancel(doc)


def test_transferred_is_what_movements_of_that_kind_add_up_to(centre, line, other):
    approved("Transfer", change_row(centre, -30.0), change_row(other, 30.0))
    approved("Supplementary", change_row(centre, 5.0))
    [[moved]] = frappe.db.sql(
        "select sum(appropriated) from `tabBudget Movement` where budget_line = %s"
        " and movement_kind = 'Transfer'",
        (line,),
    )
    assert moved == transferred(line) == -30
