"""Plans of three years: approved like budgets, rolled forward, made into the budget of a year."""

import frappe
import pytest

from tests.erp.budget.factories import controller, group_of, left_of, make_centre
from tests.erp.budget.test_importing import imported
from tests.erp.factories import as_user, auditor, manager, officer, step_taken

pytestmark = pytest.mark.usefixtures("site")
FIRST = "2026"


@pytest.fixture
def centre(site) -> str:
    return make_centre()


def row(centre: str, *amounts: float, **values) -> dict:
    figures = {f"amount_{number}": one for number, one in enumerate(amounts, 1)}
    return {"budget_group": group_of(), "cost_centre": centre, **figures, **values}


def sent_plan(*rows: dict, **values):
    fields = {"doctype": "Budget Plan", "title": "Plan", "fiscal_year": FIRST, "lines": list(rows)}
    with as_user(officer()):
        return frappe.get_doc({**fields, "workflow_state": "Entity Review", **values}).insert()


def approve(doc):
    with as_user(manager()):
        step_taken(doc.doctype, doc.name, "Endorse")
    with as_user(controller()):
        return step_taken(doc.doctype, doc.name, "Approve")


def approved_plan(*rows: dict, **values):
    return approve(sent_plan(*rows, **values))


def new(doctype: str, **values):
    with as_user(officer()):
        return frappe.get_doc({"doctype": doctype, "title": "Made", **values}).insert()


def test_plan_adds_its_years_up_and_appropriates_nothing(centre):
    doc = approved_plan(row(centre, 100, 200, 300), row(centre, 1, 0, 0, fund="CF"))
    assert (doc.total_1, doc.total_2, doc.total_3, doc.total_amount) == (101, 200, 300, 601)
    assert not frappe.db.exists("Budget Line", {"cost_centre": centre})


def test_budget_takes_the_first_year_of_its_plan(centre):
    plan = approved_plan(row(centre, 100, 200, 300), row(centre, 0, 5, 5, fund="CF"))
    budget = new("Budget", fiscal_year=FIRST, budget_plan=plan.name)
    assert [(one.cost_centre, one.amount, one.fund) for one in budget.lines] == [
        (centre, 100, None)
    ]
    with as_user(officer()):
        step_taken("Budget", budget.name, "Send for Review")
    approve(budget)
    assert left_of(f"{FIRST}|{centre}|||||{group_of()}") == 100


def test_budget_with_lines_of_its_own_keeps_them(centre):
    plan = approved_plan(row(centre, 100, 200, 300))
    line = {"budget_group": group_of(), "cost_centre": centre, "amount": 7}
    fields = {"fiscal_year": FIRST, "lines": [{**line, "phasing": "Evenly by Quarter"}]}
    budget = new("Budget", budget_plan=plan.name, **fields)
    assert [one.amount for one in budget.lines] == [7]


def test_plan_rolls_forward_by_a_year(centre):
    plan = approved_plan(row(centre, 100, 200, 300), row(centre, 5, 0, 0, fund="CF"))
    rolled = new("Budget Plan", rolls=plan.name)
    assert rolled.fiscal_year == "2027"
    [only] = rolled.lines
    assert (only.cost_centre, only.amount_1, only.amount_2, only.amount_3) == (
        centre, 200, 300, 300
    )  # fmt: skip


@pytest.mark.parametrize("doctype", ["Budget", "Budget Plan"])
def test_only_a_plan_in_force_gives_its_figures(centre, doctype):
    plan = sent_plan(row(centre, 100, 200, 300))
    link = "budget_plan" if doctype == "Budget" else "rolls"
    with pytest.raises(frappe.ValidationError, match="only a plan in force"):
        new(doctype, fiscal_year=FIRST, **{link: plan.name})


def test_second_plan_of_a_first_year_is_refused(centre):
    first = approved_plan(row(centre, 100, 200, 300))
    with pytest.raises(frappe.ValidationError, match=f"{first.name} is the plan from 2026 on"):
        sent_plan(row(centre, 1, 1, 1))
    with as_user(controller()):
        step_taken("Budget Plan", first.name, "Cancel", "Begun anew")
    approved_plan(row(centre, 1, 1, 1))


def test_what_was_made_of_a_plan_stays_when_it_is_cancelled(centre):
    plan = approved_plan(row(centre, 100, 200, 300))
    budget = new("Budget", fiscal_year=FIRST, budget_plan=plan.name)
    with as_user(controller()):
        step_taken("Budget Plan", plan.name, "Cancel", "Begun anew")
    assert frappe.db.get_value("Budget", budget.name, "budget_plan") == plan.name


@pytest.mark.parametrize(
    ("amounts", "says"),
    [
        ((0, 0, 0), "one above zero"),
        ((5, -1, 5), "one above zero"),
        ((0.001, 1, 1), "more than 2 decimals"),
    ],
)
def test_amounts_that_no_plan_has_are_refused(centre, amounts, says):
    with pytest.raises(frappe.ValidationError, match=says):
        sent_plan(row(centre, *amounts))


def test_line_that_comes_twice_is_refused(centre):
    with pytest.raises(frappe.ValidationError, match="the same as line 1"):
        sent_plan(row(centre, 1, 1, 1), row(centre, 2, 2, 2))


@pytest.mark.parametrize("person", [officer, manager, auditor])
def test_three_people_decide(centre, person):
    doc = sent_plan(row(centre, 1, 1, 1))
    with as_user(manager()):
        step_taken("Budget Plan", doc.name, "Endorse")
    with as_user(person()), pytest.raises(frappe.PermissionError):
        step_taken("Budget Plan", doc.name, "Approve")


def test_plan_arrives_as_a_file(centre, nothing_waits):
    fields = {"fiscal_year": FIRST, "title": "Plan", "budget_group": group_of()}
    amounts = {"amount_1": "100.00", "amount_2": "0", "amount_3": "30.50"}
    batch = imported("Budget Plan", [{**fields, "cost_centre": centre, **amounts}])
    assert batch.status == "Imported", batch.findings
    name = frappe.db.get_value("Budget Plan", {"import_batch": batch.name}, "name")
    doc = frappe.get_doc("Budget Plan", name)
    assert (doc.workflow_state, doc.total_amount) == ("Entity Review", 130.5)
