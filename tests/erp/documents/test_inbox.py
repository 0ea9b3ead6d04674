"""What waits for whom: each person the own list, in the document's transaction, and healed."""

import frappe
import pytest

from erp_app.api.inbox import get_inbox
from erp_app.documents import inbox, steps
from erp_app.documents.seen import SeenSet
from erp_app.domain.workflow import SelfApprovalError
from tests.erp.factories import (
    as_user,
    auditor,
    day,
    end,
    make_journal,
    make_user,
    manager,
    officer,
    sent_journal,
    take_step,
)


def entry_of(user, doc):
    with as_user(user):
        found = [one for one in get_inbox()["entries"] if one["document"] == doc.name]
    assert len(found) <= 1
    return found[0] if found else None


def seen(docs):
    stored = [frappe.db.get_value("Journal", doc.name, "modified") for doc in docs]
    return SeenSet(len(docs), str(max(stored)))


def notices_of(user, doc):
    return frappe.get_all(
        "Notification Log", {"for_user": user, "document_name": doc.name}, pluck="subject"
    )


def test_sent_document_waits_for_who_may_decide_and_for_nobody_else(site):
    doc = sent_journal(amount=1234.5)
    entry = entry_of(manager(), doc)
    assert (entry["kind"], entry["action"], entry["amount"]) == ("decide", "Approve", "1234.50")
    assert (entry["sent_by"], entry["age_minutes"]) == ("officer", 0)
    for user in (officer(), auditor(), make_user("clerk", "HR Officer")):
        assert entry_of(user, doc) is None


def test_own_documents_and_those_above_the_limit_do_not_wait(site):
    both, small = (
        make_user("both", "Finance Officer", "Finance Manager"),
        make_user("small", "Finance Manager"),
    )
    frappe.new_doc("Approval Limit").update({"user": small, "amount_max": 50}).insert()
    doc = sent_journal(by=both, amount=100)
    assert entry_of(both, doc) is None
    assert entry_of(small, doc) is None
    assert entry_of(manager(), doc)


def test_draft_waits_for_nobody_and_decided_things_disappear_for_all(site):
    doc = make_journal()
    both = make_user("both", "Finance Officer", "Finance Manager")
    assert entry_of(manager(), doc) is None
    with as_user(officer()):
        take_step("Journal", doc.name, "Send for Approval")
    assert entry_of(manager(), doc)
    assert entry_of(both, doc)
    with as_user(manager()):
        take_step("Journal", doc.name, "Approve")
    assert entry_of(manager(), doc) is None
    assert entry_of(both, doc) is None


def test_withdrawn_and_deleted_documents_do_not_wait(site):
    doc = sent_journal()
    with as_user(officer()):
        take_step("Journal", doc.name, "Withdraw")
        assert entry_of(manager(), doc) is None
        frappe.delete_doc("Journal", doc.name)
    assert not frappe.db.exists("Inbox Item", {"document": doc.name})


def test_rejected_document_waits_for_its_preparers_until_it_is_sent_again(site):
    doc = sent_journal()
    with as_user(manager()):
        take_step("Journal", doc.name, "Reject", "Wrong")
    entry = entry_of(officer(), doc)
    assert (entry["kind"], entry["sent_by"]) == ("correct", "manager")
    assert entry_of(manager(), doc) is None
    assert entry_of(make_user("second", "Finance Officer"), doc) is None
    with as_user(officer()):
        take_step("Journal", doc.name, "Send for Approval")
    assert entry_of(officer(), doc) is None
    assert entry_of(manager(), doc)


def test_delegates_list_marks_in_whose_place(site):
    doc, second = sent_journal(), make_user("second", "Finance Officer")
    with as_user(manager()):
        row = frappe.new_doc("Delegation")
        row.update({"delegate": second, "from_date": day(), "to_date": day(1)})
        row.insert()
    assert entry_of(second, doc)["on_behalf_of"] == "manager"
    own = sent_journal(by=second)
    assert entry_of(second, own) is None


def test_list_follows_roles_and_rows_without_being_written_again(site):
    doc = sent_journal()
    for name in frappe.get_all("Step Role", {"action": "Approve"}, pluck="name"):
        end(frappe.get_doc("Step Role", name))
    assert entry_of(manager(), doc) is None


def test_rolled_back_step_leaves_the_list_as_it_was(site):
    frappe.db.commit()
    doc = sent_journal()
    frappe.db.rollback()
    assert not frappe.db.exists("Inbox Item", {"document": doc.name})


def test_age_counts_from_the_sending_and_survives_an_edit(site):
    doc = sent_journal()
    frappe.db.set_value("Inbox Item", {"document": doc.name}, "waiting_since", "2026-01-01 08:00")
    with as_user(manager()):
        take_step("Journal", doc.name, "Reject", "Wrong")
    assert entry_of(officer(), doc)["age_minutes"] == 0
    frappe.db.set_value("Inbox Item", {"document": doc.name}, "waiting_since", "2026-01-01 08:00")
    with as_user(officer()):
        edited = frappe.get_doc("Journal", doc.name)
        edited.title = "Corrected"
        edited.save()
    entry = entry_of(officer(), doc)
    assert entry["age_minutes"] > 24 * 60
    assert entry["title"] == "Corrected"


@pytest.mark.parametrize("damage", ["lost", "stale", "wrong amount", "wrong people"])
def test_drift_is_found_and_healed(site, damage):
    inbox.heal()
    doc = sent_journal()
    draft = make_journal()
    frappe.db.commit()
    where = {"document": doc.name}
    if damage == "lost":
        frappe.db.delete("Inbox Item", where)
    elif damage == "stale":
        frappe.db.set_value("Inbox Item", where, "document", draft.name)
    elif damage == "wrong amount":
        frappe.db.set_value("Inbox Item", where, "amount", 1)
    else:
        frappe.db.set_value("Inbox Item", where, "preparers", "nobody@test.example")
    assert ("Journal", doc.name) in inbox.check()
    assert inbox.heal() == (2 if damage == "stale" else 1)
    assert inbox.check() == []
    assert entry_of(manager(), doc)
    assert entry_of(officer(), doc) is None


def test_preparers_are_told_of_decisions_and_nobody_of_the_own(site):
    frappe.db.set_value("User", officer(), "language", "en")
    doc = sent_journal()
    with as_user(manager()):
        take_step("Journal", doc.name, "Approve")
    told = notices_of(officer(), doc)
    assert len(told) == 1
    assert "Approved by manager" in told[0]
    assert notices_of(manager(), doc) == []


def test_notice_speaks_the_readers_language_and_is_cleaned(site):
    frappe.db.set_value("User", officer(), "language", "ar")
    doc = sent_journal(title="Rent <img src=x onerror=alert(1)>")
    with as_user(manager()):
        take_step("Journal", doc.name, "Reject", "Wrong")
    [subject] = notices_of(officer(), doc)
    assert "مرفوض" in subject
    assert "<img" not in subject


def test_everyone_gets_the_own_notices_counted(site):
    doc = sent_journal()
    with as_user(officer()):
        before = get_inbox()["unread"]
    with as_user(manager()):
        take_step("Journal", doc.name, "Approve")
    with as_user(officer()):
        assert get_inbox()["unread"] == before + 1


def test_a_set_is_approved_as_its_documents_would_be(site):
    """Trail, list and one notice for all; a contributor in the set refuses the whole set."""
    frappe.db.set_value("User", officer(), "language", "en")
    both = make_user("both", "Finance Officer", "Finance Manager")
    docs, touched = [sent_journal(), sent_journal()], sent_journal()
    people = f"{officer()}\n{both}"
    frappe.db.set_value("Journal", touched.name, "contributors", people)
    names = [doc.name for doc in docs]
    with as_user(both), pytest.raises(SelfApprovalError):
        steps.approve_waiting("Journal", [*names, touched.name], seen([*docs, touched]))
    with as_user(manager()):
        assert steps.approve_waiting("Journal", names, seen(docs)) == sorted(names)
    assert not frappe.db.exists("Inbox Item", {"document": ("in", names)})
    assert frappe.db.count("Document Step", {"document": ("in", names), "action": "Approve"}) == 2
    told = frappe.get_all(
        "Notification Log",
        {"for_user": officer(), "document_name": ("in", names)},
        pluck="subject",
    )
    assert len(told) == 1
    assert told[0].startswith("2 of your documents")
