"""A decision is bound to what its reader saw, over every way in that people and programs have."""

import frappe
import pytest

from erp_app.api import documents, imports
from erp_app.documents import seen, steps
from erp_app.store.policy_cache import forget_policies
from tests.erp.factories import (
    as_user,
    auditor,
    manager,
    officer,
    posted_journal,
    sent_journal,
    take_step,
)

DECISIONS = [("Approve", ""), ("Reject", "Wrong"), ("Cancel", "Twice")]


def read(doc):
    return str(frappe.db.get_value("Journal", doc.name, "modified"))


def waiting(action):
    return posted_journal() if action == "Cancel" else sent_journal()


def change(doc):
    """Withdraw, write another amount and send again, as the officer may."""
    with as_user(officer()):
        take_step("Journal", doc.name, "Withdraw")
        changed = frappe.get_doc("Journal", doc.name)
        changed.lines[0].debit = changed.lines[1].credit = 4_900_000
        changed.workflow_state = "For Approval"
        changed.save()


@pytest.mark.parametrize(("action", "reason"), DECISIONS)
def test_decision_without_what_was_read_is_refused_in_words(site, action, reason):
    doc = waiting(action)
    for missing in (None, ""):
        with as_user(manager()), pytest.raises(seen.DocumentUnseenError, match="was read"):
            documents.take_step("Journal", doc.name, action, reason, None, missing)
    with as_user(manager()):
        outcome = steps.take_steps("Journal", [doc.name], action, reason)
    assert not outcome.done
    assert "was read" in outcome.refused[0][1]


@pytest.mark.parametrize("action", ["Approve", "Reject"])
def test_decision_on_what_was_changed_since_is_refused(site, action):
    doc = sent_journal()
    old = read(doc)
    change(doc)
    for given in (old, "2026-01-01", "not a day", "0"):
        with as_user(manager()), pytest.raises(seen.DocumentChangedError, match="read it again"):
            documents.take_step("Journal", doc.name, action, "Wrong", None, given)
    with as_user(manager()):
        assert take_step("Journal", doc.name, action, "Wrong")["name"] == doc.name


def test_steps_of_preparers_are_compared_when_they_say_what_was_read(site):
    doc = sent_journal()
    old = read(doc)
    change(doc)
    with as_user(officer()):
        with pytest.raises(seen.DocumentChangedError):
            documents.take_step("Journal", doc.name, "Withdraw", modified=old)
        documents.take_step("Journal", doc.name, "Withdraw")


def test_of_many_only_those_that_were_read_are_decided(site):
    """Committed: it runs as a list's action does."""
    kept, changed = sent_journal(), sent_journal()
    versions = {doc.name: read(doc) for doc in (kept, changed)}
    change(changed)
    frappe.db.commit()
    with as_user(manager()):
        names = [kept.name, changed.name]
        result = documents.take_steps("Journal", names, "Approve", "", versions)
    assert result["done"] == [kept.name]
    assert "read it again" in result["refused"][0]["message"]


@pytest.mark.parametrize("odd", ["{", "[1]", '"x"', '{"a": 1}', "3"])
def test_what_was_read_of_many_is_refused_in_words_when_it_is_no_such_thing(site, odd):
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="by their names"):
        documents.take_steps("Journal", [], "Approve", "", odd)


def test_who_may_not_decide_is_told_so_whatever_was_read(site):
    doc = sent_journal()
    with as_user(officer()), pytest.raises(frappe.PermissionError):
        documents.take_step("Journal", doc.name, "Approve")


def decide(doc, action, reason):
    """Take a decision as the base's own methods do."""
    if action == "Approve":
        return doc.submit()
    if action == "Cancel":
        doc.reason = reason
        return doc.cancel()
    return doc.update({"workflow_state": "Rejected", "rejection_reason": reason}).save()


@pytest.mark.parametrize(("action", "reason"), DECISIONS)
def test_no_other_way_of_a_request_decides_without_it(site, monkeypatch, action, reason):
    doc = waiting(action)
    monkeypatch.setattr(frappe.local, "request", frappe._dict(method="PUT"), raising=False)
    with as_user(manager()), pytest.raises(seen.DocumentUnseenError):
        decide(frappe.get_doc("Journal", doc.name), action, reason)


def test_a_request_that_says_it_has_read_is_not_believed(site, monkeypatch):
    doc = sent_journal()
    monkeypatch.setattr(frappe.local, "request", frappe._dict(method="PUT"), raising=False)
    forged = frappe.get_doc("Journal", doc.name).as_dict()
    with as_user(manager()), pytest.raises(seen.DocumentUnseenError):
        frappe.get_doc({**forged, "flags": {"seen": True}}).submit()


# --- sets -----------------------------------------------------------------------------------


def seen_of(*docs):
    return seen.SeenSet(len(docs), max(read(doc) for doc in docs))


def test_a_set_is_approved_as_it_was_seen_or_not_at_all(site):
    docs = [sent_journal(), sent_journal()]
    names = [doc.name for doc in docs]
    before = seen_of(*docs)
    change(docs[0])
    with as_user(manager()):
        for wrong in (before, seen_of(docs[0]), seen.SeenSet(0, "not a day")):
            with pytest.raises(seen.DocumentChangedError):
                steps.approve_waiting("Journal", names, wrong)
        with pytest.raises(seen.DocumentUnseenError):
            steps.approve_waiting("Journal", names, None)
        with pytest.raises(seen.DocumentUnseenError):
            steps.approve_waiting("Journal", names, seen.SeenSet(2, ""))
        assert steps.approve_waiting("Journal", names, seen_of(*docs)) == sorted(names)


def test_an_import_says_what_waits_of_it_and_is_approved_as_that(site):
    batch = frappe.new_doc("Import Batch").update({"kind": "Journal", "status": "Imported"})
    batch.name = f"IMP-{frappe.generate_hash(length=8)}"
    batch.db_insert()
    docs = [sent_journal(amount=10), sent_journal(amount=20.5)]
    for doc in docs:
        frappe.db.set_value("Journal", doc.name, "import_batch", batch.name, update_modified=False)
    with as_user(manager()):
        shown = imports.get_waiting(batch.name)
    assert (shown["count"], shown["total"]) == (2, "30.50")
    change(docs[1])
    with as_user(manager()):
        with pytest.raises(seen.DocumentChangedError):
            imports.approve_batch(batch.name, shown["count"], shown["modified"])
        with pytest.raises(seen.DocumentUnseenError):
            imports.approve_batch(batch.name)
        now = imports.get_waiting(batch.name)
        assert now["total"] == "4900010.00"
        assert imports.approve_batch(batch.name, str(now["count"]), now["modified"]) == {
            "approved": 2
        }
        assert imports.get_waiting(batch.name) == {"count": 0, "total": "0.00", "modified": ""}


# --- what the form shows ----------------------------------------------------------------------


def test_buttons_are_those_that_the_gate_and_the_rights_would_let_through(site):
    """Whom the allow-list gives no step is offered none, in whose place ever."""
    doc = sent_journal()
    reader = auditor()
    frappe.get_doc(
        {
            "doctype": "Delegation",
            "delegator": manager(),
            "delegate": reader,
            "from_date": frappe.utils.today(),
            "to_date": frappe.utils.today(),
        }
    ).db_insert()
    forget_policies()
    with as_user(reader):
        life = documents.get_steps("Journal", doc.name)
        bulk = steps.list_bulk(doc.workflow, reader)
    assert (life["steps"], bulk) == ([], [])


def test_reversal_offers_no_cancellation(site):
    doc = posted_journal()
    with as_user(manager()):
        take_step("Journal", doc.name, "Cancel", "Twice")
        reversal = frappe.db.get_value("Journal", doc.name, "reversed_by")
        assert documents.get_steps("Journal", reversal)["steps"] == []


def test_cancelled_document_says_who_when_why_and_what_reversed_it(site):
    doc = posted_journal()
    with as_user(manager()):
        assert documents.get_steps("Journal", doc.name)["cancelled"] is None
        take_step("Journal", doc.name, "Cancel", "Entered twice")
        said = documents.get_steps("Journal", doc.name)["cancelled"]
    reversal = frappe.db.get_value("Journal", doc.name, "reversed_by")
    assert (said["reason"], said["reversal"]) == ("Entered twice", reversal)
    assert said["by"] == f"manager ({manager()})"
    assert said["at"]


def test_trail_names_people_by_name_and_address(site):
    doc = posted_journal()
    frappe.db.set_value("User", manager(), "full_name", "Finance Director")
    with as_user(officer()):
        history = documents.get_steps("Journal", doc.name)["history"]
    assert [row["by"] for row in history] == [
        f"officer ({officer()})",
        f"Finance Director ({manager()})",
    ]


def test_cancelled_document_prints_and_says_so_in_both_languages(site):
    doc = posted_journal()
    with as_user(manager()):
        take_step("Journal", doc.name, "Cancel", "Twice")
        for language, word in (("en", "Cancelled"), ("ar", "ملغى")):
            before, frappe.local.lang = frappe.local.lang, language
            try:
                page = frappe.get_print("Journal", doc.name, "Journal Voucher")
            finally:
                frappe.local.lang = before
            assert f'<p class="cancelled">{word}' in page
