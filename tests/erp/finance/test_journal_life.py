"""The journal's life on a real site, over every way in a client has."""

import json

import frappe
import pytest

from erp_app.api import documents as api
from erp_app.documents.refusals import DocumentInvalidError, DocumentLockedError
from tests.erp.factories import (
    as_user,
    auditor,
    journal_fields,
    make_journal,
    make_user,
    manager,
    officer,
    posted_journal,
    sent_journal,
    take_step,
    take_steps,
)


def stored(doc, field):
    return frappe.db.get_value("Journal", doc.name, field)


def ledger_lines(doc):
    return frappe.db.count("Ledger Line", {"voucher": doc.name})


def take(doc, action, reason="", date=None):
    return take_step("Journal", doc.name, action, reason, date)


def possible(doc):
    return [step["action"] for step in api.get_steps("Journal", doc.name)["steps"]]


def test_officer_sends_and_manager_approves_which_posts(site):
    doc = make_journal(lines=4)
    with as_user(officer()):
        assert possible(doc) == ["Send for Approval"]
        take(doc, "Send for Approval")
    with as_user(manager()):
        assert "Approve" in possible(doc)
        result = take(doc, "Approve")
    assert result["workflow_state"] == "Approved"
    assert result["posting_number"] > 0
    assert ledger_lines(doc) == 4
    assert stored(doc, "approved_by") == manager()
    assert stored(doc, "period") == "2026-03"


def test_dimensions_that_rules_demand_are_filled_in_from_settings(site):
    doc = make_journal()
    assert {row.fund for row in doc.lines} == {"GF"}
    assert doc.lines[0].function
    assert not doc.lines[1].function


def test_only_edits_of_a_draft_leave_a_version(site):
    doc = make_journal()
    assert versions(doc) == []
    with as_user(officer()):
        edited = frappe.get_doc("Journal", doc.name)
        edited.update({"title": "Rent of March", "workflow_state": "For Approval"}).save()
    assert [change[0] for change in versions(doc)[0]["changed"]].count("title") == 1
    with as_user(manager()):
        frappe.get_doc("Journal", doc.name).submit()
    assert len(versions(doc)) == 1


def versions(doc):
    found = frappe.get_all("Version", {"docname": doc.name}, pluck="data", order_by="creation")
    return [json.loads(data) for data in found]


@pytest.mark.parametrize("way", ["submit", "put_docstatus", "savedocs", "client_submit"])
def test_draft_is_not_posted_by_any_way_in(site, way):
    doc = make_journal()
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="sent for approval"):
        ways_to_submit()[way](doc.name)
    site.db.rollback()
    assert ledger_lines(doc) == 0


@pytest.mark.parametrize("way", ["submit", "put_docstatus", "savedocs", "client_submit"])
def test_preparer_with_both_roles_cannot_approve_own_journal(site, way):
    both = make_user("both", "Finance Officer", "Finance Manager")
    doc = sent_journal(by=both)
    with as_user(both), pytest.raises(frappe.PermissionError, match="another person"):
        ways_to_submit()[way](doc.name)


@pytest.mark.parametrize("way", ["submit", "put_docstatus", "savedocs", "client_submit"])
def test_officer_and_auditor_cannot_approve(site, way):
    doc = sent_journal()
    for user in (make_user("second", "Finance Officer"), auditor()):
        with as_user(user), pytest.raises(frappe.PermissionError):
            ways_to_submit()[way](doc.name)
    assert ledger_lines(doc) == 0


def ways_to_submit():
    from frappe.client import submit as client_submit
    from frappe.desk.form.save import savedocs

    def put_docstatus(name):
        doc = frappe.get_doc("Journal", name)
        doc.update({"docstatus": 1, "workflow_state": "Approved"})
        doc.save()

    return {
        "submit": lambda name: frappe.get_doc("Journal", name).submit(),
        "put_docstatus": put_docstatus,
        "savedocs": lambda name: savedocs(frappe.get_doc("Journal", name).as_json(), "Submit"),
        "client_submit": lambda name: client_submit(frappe.get_doc("Journal", name).as_json()),
    }


def test_administrator_cannot_approve_even_in_a_retried_job(site):
    doc = sent_journal()
    with as_user("Administrator"), pytest.raises(frappe.PermissionError, match="system account"):
        frappe.get_doc("Journal", doc.name).submit()


def test_state_written_by_a_client_is_refused(site):
    doc = make_journal()
    with as_user(manager()):
        other = frappe.get_doc("Journal", doc.name)
        other.workflow_state = "Approved"
        with pytest.raises(frappe.ValidationError):
            other.save()
    assert stored(doc, "workflow_state") == "Draft"


def test_new_journal_cannot_arrive_approved_or_submitted(site):
    for fields in ({"workflow_state": "Approved"}, {"docstatus": 1}):
        with as_user(manager()), pytest.raises(frappe.ValidationError, match="sent for approval"):
            frappe.get_doc(journal_fields(**fields)).insert()


def test_approver_cannot_change_what_was_sent(site):
    doc = sent_journal()
    with as_user(manager()):
        bent = frappe.get_doc("Journal", doc.name)
        bent.lines[0].debit = bent.lines[1].credit = 999
        with pytest.raises(DocumentLockedError, match="withdraw"):
            bent.submit()
    site.db.rollback()


def test_editor_of_a_draft_becomes_a_preparer(site):
    doc = make_journal()
    with as_user(manager()):
        edited = frappe.get_doc("Journal", doc.name)
        edited.title = "Changed by the manager"
        edited.save()
        edited.workflow_state = "For Approval"
        edited.save()
        with pytest.raises(frappe.PermissionError, match="another person"):
            frappe.get_doc("Journal", doc.name).submit()


def test_owner_and_approval_fields_sent_by_a_client_are_put_back(site):
    doc = make_journal()
    with as_user(officer()):
        forged = frappe.get_doc("Journal", doc.name)
        forged.update(
            {
                "owner": "someone@test.example",
                "prepared_by": "someone@test.example",
                "contributors": "",
                "posting_number": 99,
                "approved_by": officer(),
            }
        )
        forged.save()
    kept = frappe.get_doc("Journal", doc.name)
    assert (kept.owner, kept.prepared_by, kept.contributors) == (officer(),) * 3
    assert (kept.posting_number, kept.approved_by) == (0, None)


def test_a_line_of_another_journal_cannot_be_taken_over(site):
    posted, doc = posted_journal(), make_journal()
    foreign = posted.lines[0].name
    with as_user(officer()):
        thief = frappe.get_doc("Journal", doc.name)
        thief.lines[0].name = foreign
        thief.title = "Takes a line"
        thief.save()
    assert frappe.db.get_value("Journal Line", foreign, "parent") == posted.name
    assert frappe.db.count("Journal Line", {"parent": doc.name}) == 2


def test_rejection_needs_a_reason_and_returns_the_journal(site):
    doc = sent_journal()
    with as_user(manager()):
        with pytest.raises(frappe.ValidationError, match="reason"):
            take(doc, "Reject", " ")
        site.db.rollback()
    doc = sent_journal()
    with as_user(manager()):
        take(doc, "Reject", "Wrong cost centre")
    assert stored(doc, "rejection_reason") == "Wrong cost centre"
    with as_user(officer()):
        take(doc, "Revise")
        take(doc, "Send for Approval")
    assert stored(doc, "workflow_state") == "For Approval"


def test_approval_limit_of_the_user_beats_the_role(site):
    small = make_user("small", "Finance Manager")
    limit = frappe.new_doc("Approval Limit")
    limit.update({"user": small, "amount_max": 50}).insert()
    doc = sent_journal(amount=100)
    with as_user(small), pytest.raises(frappe.PermissionError, match="above the approval limit"):
        frappe.get_doc("Journal", doc.name).submit()
    with as_user(manager()):
        frappe.get_doc("Journal", doc.name).submit()
    assert stored(doc, "workflow_state") == "Approved"


def test_unbalanced_draft_is_kept_but_not_sent(site):
    fields = journal_fields()
    fields["lines"][1]["credit"] = 90
    with as_user(officer()):
        doc = frappe.get_doc(fields).insert()
        doc.workflow_state = "For Approval"
        with pytest.raises(DocumentInvalidError, match="does not balance"):
            doc.save()


def test_findings_name_each_line(site):
    fields = journal_fields(lines=4, workflow_state="For Approval")
    fields["lines"][0]["account"] = "99999"
    fields["lines"][1]["cost_centre"] = "NOPE"
    with as_user(officer()), pytest.raises(DocumentInvalidError) as refused:
        frappe.get_doc(fields).insert()
    assert "Line 1: Account 99999 does not exist" in str(refused.value)
    assert "Line 2: Cost Centre NOPE does not exist" in str(refused.value)


def test_posted_journal_cannot_be_changed_or_deleted(site):
    doc = posted_journal()
    with as_user(manager()):
        changed = frappe.get_doc("Journal", doc.name)
        changed.title = "After posting"
        with pytest.raises(DocumentLockedError, match="cannot be changed"):
            changed.save()
        with pytest.raises(frappe.ValidationError):
            frappe.delete_doc("Journal", doc.name, ignore_permissions=True)
    assert stored(doc, "title") == "Stationery for the quarter"


def test_cancel_posts_the_reversal_with_its_reason(site):
    doc = posted_journal(lines=4)
    with as_user(manager()):
        with pytest.raises(frappe.ValidationError, match="reason"):
            frappe.get_doc("Journal", doc.name).cancel()
        take(doc, "Cancel", "Entered twice", "2026-04-01")
    reversal = frappe.get_doc("Journal", stored(doc, "reversed_by"))
    assert stored(doc, "workflow_state") == "Cancelled"
    assert (reversal.reverses, reversal.reason) == (doc.name, "Entered twice")
    assert reversal.period == "2026-04"
    net = frappe.db.sql(
        "select account, sum(debit - credit) from `tabLedger Line` where voucher in (%s, %s)"
        " group by account having sum(debit - credit) <> 0",
        (doc.name, reversal.name),
    )
    assert net == ()


def test_cancel_with_changed_lines_keeps_the_stored_ones(site):
    doc = posted_journal()
    with as_user(manager()):
        forged = frappe.get_doc("Journal", doc.name)
        forged.reason = "Wrong"
        forged.lines[0].account = "52109"
        forged.title = "Forged"
        forged.cancel()
    assert frappe.db.get_value("Journal Line", doc.lines[0].name, "account") == "52101"
    assert stored(doc, "title") == "Stationery for the quarter"


def test_preparer_cannot_cancel(site):
    both = make_user("both", "Finance Officer", "Finance Manager")
    doc = posted_journal(by=both)
    with as_user(both), pytest.raises(frappe.PermissionError, match="another person"):
        take(doc, "Cancel", "Mine")


def test_reversed_journal_is_not_reversed_again(site):
    doc = posted_journal()
    with as_user(manager()):
        take(doc, "Cancel", "Once")
        with pytest.raises(frappe.ValidationError):
            take(doc, "Cancel", "Twice")


def test_lines_are_saved_changed_added_and_removed(site):
    doc = make_journal(lines=6)
    with as_user(officer()):
        doc = frappe.get_doc("Journal", doc.name)
        doc.lines[0].debit = 250
        doc.remove(doc.lines[5])
        doc.append("lines", {"account": "11101", "credit": 250})
        doc.save()
    rows = frappe.get_all(
        "Journal Line", {"parent": doc.name}, ["account", "debit", "credit"], order_by="idx"
    )
    assert len(rows) == 6
    assert (rows[0].debit, rows[5].account, rows[5].credit) == (250, "11101", 250)
    assert stored(doc, "total_credit") == 450


def test_idempotency_key_is_taken_once(site):
    key = frappe.generate_hash(length=10)
    make_journal(idempotency_key=key)
    with pytest.raises(frappe.DuplicateEntryError, match=key):
        make_journal(idempotency_key=key)


def test_approving_many_reports_each_refusal(site):
    good, own = (
        sent_journal(),
        sent_journal(by=make_user("both", "Finance Officer", "Finance Manager")),
    )
    frappe.db.commit()
    with as_user(make_user("both", "Finance Officer", "Finance Manager")):
        result = take_steps("Journal", [good.name, own.name], "Approve")
    assert result["done"] == [good.name]
    assert result["refused"][0]["name"] == own.name
    assert "another person" in result["refused"][0]["message"]
