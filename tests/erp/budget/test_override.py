"""What goes beyond the budget all the same: one document, by another person, with a reason."""

from decimal import Decimal

import frappe
import pytest

from erp_app import ledger
from erp_app.budget.holding import Request, reserve
from erp_app.budget.refusing import BudgetExceededError
from erp_app.documents import steps
from erp_app.domain.budget.control import ControlRule, Level
from erp_app.ledger.check import check_ledgers
from tests.erp.budget.factories import (
    change_row,
    controller,
    give_money,
    left_of,
    let_through,
    make_centre,
    make_rule,
    movements_of,
    override,
    sent_change,
    sent_expense,
    sent_override,
)
from tests.erp.factories import as_user, auditor, make_user, manager, officer, step_taken

pytestmark = pytest.mark.usefixtures("site")
TOO_MUCH = "or for an override of this document"


@pytest.fixture
def centre(site) -> str:
    code = make_centre()
    make_rule(code)
    return code


@pytest.fixture
def line(centre) -> str:
    return give_money(centre, 100)


def approve(doc, by: str | None = None):
    """Approve as a request does: a refusal leaves nothing behind."""
    frappe.db.savepoint("one_request")
    try:
        with as_user(by or manager()):
            return step_taken("Journal", doc.name, "Approve")
    except frappe.ValidationError:
        frappe.db.rollback(save_point="one_request")
        raise


def used_at(doc) -> object:
    return frappe.db.get_value("Budget Override", doc.name, "used_at")


def test_document_is_let_through_and_says_so_everywhere(centre, line):
    doc = sent_expense(centre, 150.0)
    with pytest.raises(frappe.ValidationError, match=TOO_MUCH):
        approve(doc)
    frappe.clear_messages()
    by = override(doc.name)
    approve(doc)
    assert left_of(line) == -50
    assert [one.override for one in movements_of(doc.name)] == [by.name]
    assert used_at(by)
    assert f"Let through by {by.name}: 150.00" in str(frappe.get_message_log())
    [step] = [one for one in steps.load_history(doc) if one.action == "Budget Override"]
    assert step.reason == f"{by.name}: It cannot wait"
    assert step.taken_by == controller()
    assert check_ledgers() == []


def test_override_is_for_that_document_alone(centre, line):
    first, second = sent_expense(centre, 150.0), sent_expense(centre, 150.0)
    override(first.name)
    with pytest.raises(frappe.ValidationError, match=TOO_MUCH):
        approve(second)


def test_override_is_used_once(centre, line):
    first = sent_expense(centre, 150.0)
    override(first.name)
    approve(first)
    with pytest.raises(frappe.ValidationError, match=TOO_MUCH):
        approve(sent_expense(centre, 1.0))


def test_set_is_refused_unless_each_that_goes_beyond_is_let_through(centre, line):
    first, second = sent_expense(centre, 150.0), sent_expense(centre, 150.0)
    one = override(first.name)
    frappe.db.savepoint("before_set")
    names, authority = [first.name, second.name], ledger.authority_of(manager())
    with pytest.raises(BudgetExceededError):
        ledger.approve_waiting("Journal", names, authority)
    frappe.db.rollback(save_point="before_set")
    assert used_at(one) is None
    two = override(second.name)
    ledger.approve_waiting("Journal", names, authority)
    assert left_of(line) == -200
    marks = [row.override for doc in (first, second) for row in movements_of(doc.name)]
    assert marks == [one.name, two.name]


def test_override_that_is_not_needed_is_not_used(centre, line):
    doc = sent_expense(centre, 150.0)
    by = override(doc.name)
    more = sent_change("Supplementary", change_row(centre, 50.0))
    with as_user(controller()):
        step_taken("Budget Change", more.name, "Approve")
    approve(doc)
    assert [one.override for one in movements_of(doc.name)] == [""]
    assert used_at(by) is None


def test_what_no_line_takes_is_not_let_through(centre):
    doc = sent_expense(centre, 1.0)
    override(doc.name)
    with pytest.raises(frappe.ValidationError, match="No budget line takes account"):
        approve(doc)


def test_reversal_gives_back_without_the_mark(centre, line):
    doc = sent_expense(centre, 150.0)
    override(doc.name)
    approve(doc)
    with as_user(manager()):
        step_taken("Journal", doc.name, "Cancel", "Entered twice")
    reversal = frappe.db.get_value("Journal", doc.name, "reversed_by")
    assert left_of(line) == 100
    assert [one.override for one in movements_of(reversal)] == [""]


def test_document_that_was_sent_again_needs_a_new_one(centre, line):
    doc = sent_expense(centre, 150.0)
    override(doc.name)
    with as_user(officer()):
        changed = step_taken("Journal", doc.name, "Withdraw")
        changed.lines[0].debit = changed.lines[1].credit = 900
        changed.workflow_state = "For Approval"
        changed.save()
    with pytest.raises(frappe.ValidationError, match=TOO_MUCH):
        approve(doc)


def test_request_for_what_was_sent_again_is_not_approved(centre, line):
    doc = sent_expense(centre, 150.0)
    asked = sent_override(doc.name)
    with as_user(officer()):
        step_taken("Journal", doc.name, "Withdraw")
        step_taken("Journal", doc.name, "Send for Approval")
    with pytest.raises(frappe.ValidationError, match="is not what it was"):
        let_through(asked)


def test_amended_copy_of_a_document_has_no_override(centre, line):
    doc = sent_expense(centre, 150.0)
    override(doc.name)
    approve(doc)
    with as_user(manager()):
        step_taken("Journal", doc.name, "Cancel", "Entered twice")
    with as_user(officer()):
        copy = frappe.copy_doc(frappe.get_doc("Journal", doc.name))
        copy.amended_from, copy.workflow_state = doc.name, "For Approval"
        copy.insert()
    with pytest.raises(frappe.ValidationError, match=TOO_MUCH):
        approve(copy)


# --- who, and with what ----------------------------------------------------------------------


def test_who_prepared_the_document_does_not_let_it_through(centre, line):
    both = make_user("both.budget", "Finance Manager", "Budget Controller")
    with as_user(both):
        doc = sent_expense_by(both, centre)
    asked = sent_override(doc.name)
    with pytest.raises(frappe.PermissionError, match="You prepared this document"):
        let_through(asked, by=both)
    let_through(asked)


def sent_expense_by(person: str, centre: str):
    with as_user(person):
        doc = sent_expense(centre, 150.0)
        found = frappe.get_doc("Journal", doc.name)
    frappe.db.set_value("Journal", doc.name, "contributors", person)
    return found


def test_who_asks_does_not_let_it_through(centre, line):
    both = make_user("both.budget", "Finance Manager", "Budget Controller")
    asked = sent_override(sent_expense(centre, 150.0).name, by=both)
    with pytest.raises(frappe.PermissionError, match="You prepared this document"):
        let_through(asked, by=both)


@pytest.mark.parametrize("person", [officer, manager, auditor])
def test_nobody_without_the_role_lets_it_through(centre, line, person):
    asked = sent_override(sent_expense(centre, 150.0).name)
    with pytest.raises(frappe.PermissionError):
        let_through(asked, by=person())


@pytest.mark.parametrize("reason", ["", "  ", "\u200b\u200f"])
def test_both_give_a_reason(centre, line, reason):
    doc = sent_expense(centre, 150.0)
    with pytest.raises(frappe.ValidationError):
        sent_override(doc.name, justification=reason)
    asked = sent_override(doc.name)
    with pytest.raises(frappe.ValidationError, match="Give a reason"):
        let_through(asked, reason=reason)


@pytest.mark.parametrize("field", ["voucher_sent_at", "used_at", "approved_by", "approved_at"])
def test_what_the_server_writes_is_not_taken_from_a_request(centre, line, field):
    value = "2020-01-01 00:00:00" if field.endswith("_at") else controller()
    asked = sent_override(sent_expense(centre, 150.0).name, **{field: value})
    assert str(asked.get(field)) != value


def test_only_a_document_that_waits_is_let_through(centre, line):
    with pytest.raises(frappe.ValidationError, match="Could not find Document"):
        sent_override("JV-NOWHERE")
    with pytest.raises(frappe.ValidationError, match="choose one of these: Journal"):
        sent_override(controller(), voucher_type="User")
    doc = sent_expense(centre, 50.0)
    approve(doc)
    with pytest.raises(frappe.ValidationError, match="an override is for a document that waits"):
        sent_override(doc.name)


def test_second_override_of_a_document_is_refused(centre, line):
    doc = sent_expense(centre, 150.0)
    first = override(doc.name)
    with pytest.raises(frappe.ValidationError, match=f"{first.name} lets"):
        sent_override(doc.name)


def test_override_is_taken_back_until_it_is_used(centre, line):
    doc = sent_expense(centre, 150.0)
    by = override(doc.name)
    with as_user(controller()):
        step_taken("Budget Override", by.name, "Cancel", "Not urgent after all")
    with pytest.raises(frappe.ValidationError, match=TOO_MUCH):
        approve(doc)
    frappe.clear_messages()
    again = override(doc.name)
    approve(doc)
    with as_user(controller()), pytest.raises(frappe.ValidationError, match="reverse it instead"):
        step_taken("Budget Override", again.name, "Cancel", "Too late")
    actions = [one.action for one in steps.load_history(doc)]
    assert actions.count("Budget Override Taken Back") == 1


def test_holding_of_a_kind_that_is_never_let_through_is_refused_in_words(centre, line):
    rule = ControlRule("R", "10000", "99999", Level.ABSOLUTE)
    where = ("2026-03", "committed", Decimal(101), frappe.utils.getdate("2026-03-05"))
    with pytest.raises(BudgetExceededError):
        reserve([Request("Order", "O-1", 1, line, *where, rule)], "u")
