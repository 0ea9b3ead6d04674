"""Steps by name on a real site: the endpoint, the trail, and who may take what by the rows."""

import frappe
import pytest

from erp_app.api import documents as api
from tests.erp.factories import (
    as_user,
    auditor,
    confirmer,
    day,
    end,
    journal_fields,
    keeper,
    make_journal,
    make_user,
    manager,
    officer,
    posted_journal,
    sent_journal,
    take_step,
)


def take(doc, action, **more):
    return take_step("Journal", doc.name, action, **more)


def trail(doc):
    rows = frappe.get_all(
        "Document Step",
        {"document": doc.name},
        ["action", "taken_by", "on_behalf_of", "reason", "amount"],
        order_by="taken_at, creation",
    )
    return [tuple(row.values()) for row in rows]


def test_every_step_leaves_a_row_in_the_trail(site):
    doc = make_journal()
    with as_user(officer()):
        take(doc, "Send for Approval")
    with as_user(manager()):
        take(doc, "Reject", reason="Wrong")
    with as_user(officer()):
        take(doc, "Send for Approval")
    with as_user(manager()):
        take(doc, "Approve")
    assert trail(doc) == [
        ("Send for Approval", officer(), None, None, 100),
        ("Reject", manager(), None, "Wrong", 100),
        ("Send for Approval", officer(), None, None, 100),
        ("Approve", manager(), None, None, 100),
    ]


def test_trail_and_inbox_are_written_by_the_life_alone(site):
    doc = sent_journal()
    name = frappe.db.get_value("Document Step", {"document": doc.name})
    for kind in ("Document Step", "Inbox Item"):
        with pytest.raises(frappe.ValidationError, match="written with the document"):
            frappe.new_doc(kind).insert(ignore_permissions=True)
    with pytest.raises(frappe.ValidationError):
        frappe.delete_doc("Document Step", name, ignore_permissions=True, force=True)


def test_a_state_with_an_effect_is_not_written_without_the_effect(site):
    """A sent journal, state Approved but not submitted: approved on paper, never posted."""
    doc = sent_journal()
    forged = frappe.get_doc("Journal", doc.name)
    forged.workflow_state = "Approved"
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="step of its own"):
        forged.save()
    site.db.rollback()


def test_a_total_sent_by_a_client_does_not_pass_under_the_limit(site):
    small = make_user("small", "Finance Manager")
    frappe.new_doc("Approval Limit").update({"user": small, "amount_max": 50}).insert()
    doc = sent_journal(amount=100)
    with as_user(small):
        forged = frappe.get_doc("Journal", doc.name)
        forged.update({"total_debit": 1, "total_credit": 1})
        with pytest.raises(frappe.PermissionError, match="above the approval limit"):
            forged.submit()


def test_an_old_reason_is_no_reason_for_a_new_rejection(site):
    doc = sent_journal()
    with as_user(manager()):
        take(doc, "Reject", reason="First")
    with as_user(officer()):
        take(doc, "Send for Approval")
    for reason in ("", "  "):
        with as_user(manager()), pytest.raises(frappe.ValidationError, match="reason"):
            take(doc, "Reject", reason=reason)


def test_only_a_draft_is_deleted(site):
    for doc in (sent_journal(), posted_journal()):
        with as_user(manager()), pytest.raises(frappe.ValidationError):
            frappe.delete_doc("Journal", doc.name)
    doc = make_journal()
    with as_user(officer()):
        frappe.delete_doc("Journal", doc.name)
    assert not frappe.db.exists("Journal", doc.name)


@pytest.mark.parametrize(
    ("doctype", "name", "action", "wrong"),
    [
        ("User", "Administrator", "Approve", frappe.ValidationError),
        ("Journal", "JV-nothing", "Approve", frappe.DoesNotExistError),
        ("Journal", None, "Delete", frappe.ValidationError),
        ("Journal", None, "", frappe.ValidationError),
    ],
)
def test_unknown_documents_and_steps_are_refused_in_words(site, doctype, name, action, wrong):
    doc = sent_journal()
    with as_user(manager()), pytest.raises(wrong):
        take_step(doctype, name or doc.name, action)


def test_names_and_dates_of_wrong_types_are_refused(site):
    doc = posted_journal()
    with as_user(manager()):
        for names in ("{", '{"a": 1}', "[1]", "null", "3"):
            with pytest.raises(frappe.ValidationError, match="list"):
                api.take_steps("Journal", names, "Approve")
        with pytest.raises(frappe.ValidationError, match="is not a date"):
            take(doc, "Cancel", reason="x", date="not a day")


def test_reader_sees_history_and_no_buttons_and_the_preparer_learns_why(site):
    doc = sent_journal(by=make_user("both", "Finance Officer", "Finance Manager"))
    with as_user(auditor()):
        life = api.get_steps("Journal", doc.name)
        assert (life["steps"], life["note"]) == ([], "")
        assert [row["label"] for row in life["history"]] == ["Send for Approval"]
    with as_user(make_user("both", "Finance Officer", "Finance Manager")):
        life = api.get_steps("Journal", doc.name)
        assert "Approve" not in [step["action"] for step in life["steps"]]
        assert "another person" in life["note"]
    with as_user(make_user("clerk", "HR Officer")), pytest.raises(frappe.PermissionError):
        api.get_steps("Journal", doc.name)


# --- who may, by the rows -----------------------------------------------------------------


def add_row(by="Administrator", **fields):
    values = {"document_type": "Journal", "action": "Approve", "role": "Finance Manager"}
    with as_user(by):
        return frappe.new_doc("Step Role").update({**values, **fields}).insert()


def test_a_step_without_a_row_in_force_is_nobodys(site):
    doc = sent_journal()
    for name in frappe.get_all("Step Role", {"action": "Approve"}, pluck="name"):
        end(frappe.get_doc("Step Role", name))
    row = add_row(keeper(), valid_from=day(), workflow_state="For Confirmation")
    with as_user(manager()), pytest.raises(frappe.PermissionError):
        take(doc, "Approve")
    with as_user(confirmer()):
        take_step("Step Role", row.name, "Confirm")
    with as_user(manager()):
        assert take(doc, "Approve")["docstatus"] == 1


@pytest.mark.parametrize(
    "role", ["Finance Officer", "Auditor", "Employee", "All", "System Manager", "HR Manager"]
)
def test_no_row_reaches_beyond_the_rights_of_a_role(site, role):
    with pytest.raises(frappe.ValidationError, match="no such right"):
        add_row(keeper(), role=role, valid_from=day())


def test_nobody_writes_rows_for_the_own_role(site):
    user = make_user("double", "Entity Administrator", "Finance Manager")
    with pytest.raises(frappe.PermissionError, match="somebody else"):
        add_row(user, valid_from=day())


@pytest.mark.parametrize("role", ["Finance Manager", "Finance Officer", "Auditor", "HR Officer"])
def test_other_roles_write_no_rows(site, role):
    people = {"Finance Manager": "manager", "Finance Officer": "officer", "Auditor": "auditor"}
    user = make_user(people.get(role, "clerk"), role)
    with pytest.raises(frappe.PermissionError):
        add_row(user, valid_from=day())


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"valid_from": day(-1)}, "today or later"),
        ({}, "today or later"),
        ({"valid_from": day(), "valid_to": day(-3)}, "ends before"),
        ({"valid_from": day(), "action": "Fly"}, "steps are"),
        ({"valid_from": day(), "document_type": "User"}, "no steps"),
    ],
)
def test_rows_in_the_past_and_of_unknown_steps_are_refused(site, fields, text):
    with pytest.raises(frappe.ValidationError, match=text):
        add_row(keeper(), **fields)


def test_rows_are_ended_never_deleted_or_turned_into_others(site):
    row = add_row(keeper(), valid_from=day(), workflow_state="For Confirmation")
    with as_user(keeper()):
        with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
            frappe.delete_doc("Step Role", row.name)
        with pytest.raises(frappe.ValidationError):
            frappe.get_doc("Step Role", row.name).update({"action": "Cancel"}).save()
    assert frappe.db.get_value("Step Role", row.name, "action") == "Approve"


def test_limit_of_a_document_type_leaves_the_others_alone(site):
    small = make_user("small", "Finance Manager")
    for kind, amount in (("Journal", 50), (None, 500)):
        limit = frappe.new_doc("Approval Limit")
        limit.update({"user": small, "amount_max": amount, "document_type": kind}).insert()
    doc = sent_journal(amount=100)
    with as_user(small), pytest.raises(frappe.PermissionError, match="limit of 50"):
        take(doc, "Approve")


def test_new_journal_of_a_client_brings_no_approval_for_anybody(site):
    fields = journal_fields(approved_for=manager(), approved_by=manager())
    with as_user(officer()):
        doc = frappe.get_doc(fields).insert()
    assert (doc.approved_for, doc.approved_by) == (None, None)
