"""What gives power counts once a second person has confirmed it, whoever asks and looks."""

import frappe
import pytest

from erp_app.api import documents as api
from erp_app.documents.authority import list_roles
from erp_app.documents.inbox import load_waiting
from tests.erp.factories import (
    as_user,
    confirmed,
    confirmer,
    day,
    end,
    keeper,
    make_user,
    manager,
    sent_for_confirmation,
    sent_journal,
    step_taken,
    take_step,
)

LIMIT = {"role": "Finance Manager", "amount_max": 40, "document_type": "Journal"}
REFUSED = (frappe.ValidationError, frappe.PermissionError)


def other_keeper():
    return make_user("other.keeper", "Entity Administrator")


def waiting_limit(**fields):
    return sent_for_confirmation("Approval Limit", **{**LIMIT, "valid_from": day(), **fields})


def confirm(doc, by):
    with as_user(by):
        return step_taken(doc.doctype, doc.name, "Confirm")


def approve(journal, by):
    with as_user(by):
        return take_step("Journal", journal.name, "Approve")


def seen_by(user, doc):
    return [one for one in load_waiting(user) if one.item.document == doc.name]


def test_limit_counts_from_its_confirmation_to_its_end(site):
    journal = sent_journal(amount=100)
    with as_user(keeper()):
        draft = frappe.new_doc("Approval Limit").update({**LIMIT, "valid_from": day()}).insert()
        take_step("Approval Limit", draft.name, "Send for Confirmation")
    site.db.savepoint("waiting")
    assert approve(journal, manager())["docstatus"] == 1, "what waits does not count"
    site.db.rollback(save_point="waiting")
    with as_user(confirmer()):
        take_step("Approval Limit", draft.name, "Reject", "Too small")
    site.db.savepoint("rejected")
    assert approve(journal, manager())["docstatus"] == 1, "nor what was rejected"
    site.db.rollback(save_point="rejected")
    with as_user(keeper()):
        take_step("Approval Limit", draft.name, "Send for Confirmation")
    confirm(draft, confirmer())
    with pytest.raises(frappe.PermissionError, match="limit of 40"):
        approve(journal, manager())


def test_every_step_stands_in_the_trail_with_who_took_it(site):
    row = confirmed("Approval Limit", **{**LIMIT, "document_type": None, "valid_from": day()})
    end(row)
    found = api.get_steps("Approval Limit", row.name)
    assert [(one["label"], one["by"].split("(")[1].rstrip(")")) for one in found["history"]] == [
        ("Send for Confirmation", keeper()),
        ("Confirm", confirmer()),
        ("End", keeper()),
    ]
    assert frappe.db.get_value("Approval Limit", row.name, "approved_by") == confirmer()


@pytest.mark.parametrize("who", ["preparer", "contributor", "holder", "outsider", "machine"])
def test_who_may_not_confirm(site, who):
    people = {
        "preparer": keeper(),
        "contributor": other_keeper(),
        "holder": manager(),
        "outsider": make_user("officer", "Finance Officer"),
        "machine": "Administrator",
    }
    with as_user(other_keeper()):
        draft = frappe.new_doc("Approval Limit").update({**LIMIT, "valid_from": day()}).insert()
    with as_user(keeper()):
        take_step("Approval Limit", draft.name, "Send for Confirmation")
    with pytest.raises(REFUSED):
        confirm(draft, people[who])
    assert who == "machine" or not seen_by(people[who], draft)
    assert seen_by(confirmer(), draft)
    assert confirm(draft, confirmer()).docstatus == 1


def test_second_administrator_confirms_what_the_first_one_sent(site):
    row = waiting_limit()
    assert seen_by(other_keeper(), row)
    assert not seen_by(keeper(), row)
    assert confirm(row, other_keeper()).workflow_state == "In Force"


def delegate(delegator, substitute, kind=None):
    with as_user(delegator):
        fields = {"delegator": delegator, "delegate": substitute, "document_type": kind}
        row = frappe.new_doc("Delegation").update({**fields, "from_date": day(), "to_date": day()})
        return row.insert()


def test_no_substitute_confirms_in_anybodys_place(site):
    """Neither of who asked nor of somebody else: what a manager hands over is other decisions."""
    substitute = make_user("second", "Finance Officer")
    asker = make_user("double", "Entity Administrator", "Finance Manager")
    for delegator in (asker, manager()):
        delegate(delegator, substitute)
    row = waiting_limit(role="Auditor", by=asker)
    with pytest.raises(frappe.PermissionError):
        confirm(row, substitute)
    assert not seen_by(substitute, row)
    with pytest.raises(frappe.PermissionError, match="no such documents"):
        delegate(manager(), make_user("both", "Finance Officer", "Finance Manager"), "Role Grant")
    assert confirm(row, manager()).docstatus == 1


def test_row_is_written_into_force_by_nobody(site):
    """Not by its state, its number of life, or both."""
    for fields in (
        {"workflow_state": "In Force"},
        {"docstatus": 1},
        {"docstatus": 1, "workflow_state": "In Force"},
        {"approved_by": confirmer(), "workflow_state": "In Force"},
    ):
        with as_user(keeper()), pytest.raises(REFUSED):
            frappe.new_doc("Approval Limit").update(
                {**LIMIT, "valid_from": day(), **fields}
            ).insert()
    row = waiting_limit()
    for fields in ({"workflow_state": "In Force"}, {"docstatus": 1}):
        for by in (keeper(), confirmer()):
            if by == confirmer() and "docstatus" in fields:
                continue  # that is confirming, and theirs to do
            with as_user(by), pytest.raises(REFUSED):
                frappe.get_doc("Approval Limit", row.name).update(fields).save()
    assert frappe.db.get_value("Approval Limit", row.name, "docstatus") == 0


def test_who_confirms_is_policy_that_is_confirmed_itself(site):
    fields = {"document_type": "Role Grant", "action": "Confirm", "valid_from": day()}
    for name in frappe.get_all("Step Role", {**fields, "valid_from": ("is", "not set")}):
        row = frappe.get_doc("Step Role", name)
        if row.role == "Finance Manager":
            end(row)
    assert "Finance Manager" not in list_roles("Role Grant", "Confirm")
    row = sent_for_confirmation("Step Role", role="Finance Manager", **fields)
    assert "Finance Manager" not in list_roles("Role Grant", "Confirm")
    confirm(row, confirmer())
    assert "Finance Manager" in list_roles("Role Grant", "Confirm")
