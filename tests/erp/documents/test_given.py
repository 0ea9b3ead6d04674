"""What a request may write into a document, and what a document refuses whoever asks."""

import frappe
import pytest

from erp_app.documents import given
from erp_app.ledger.check import check_ledgers
from tests.erp.declared import build, make
from tests.erp.factories import (
    as_user,
    auditor,
    day,
    journal_fields,
    make_journal,
    make_user,
    manager,
    officer,
    posted_journal,
    sent_journal,
    take_step,
)

pytestmark = pytest.mark.usefixtures("site")
POSTING = ("Journal", "Opening Balances")


def rows_of(doctype: str, name: str) -> list[str]:
    return frappe.get_all("Journal Line", {"parent": name, "parenttype": doctype}, pluck="name")


def test_row_of_another_document_is_not_taken_away():
    """Whatever name a row claims: the stored row stays where it is, this one gets a new name."""
    posted, template = posted_journal(), make("Journal Template")
    before = rows_of("Journal", posted.name)
    with as_user(officer()):
        doc = frappe.get_doc("Journal Template", template.name)
        for row, stolen in zip(doc.lines, before, strict=True):
            row.name = stolen
        doc.save()
    assert rows_of("Journal", posted.name) == before
    assert not set(before) & set(rows_of("Journal Template", template.name))
    assert check_ledgers() == []


def test_role_of_another_user_is_not_taken_away():
    """The same for documents of the framework."""
    other, thief = make_user("keeper", "Entity Administrator"), make_user("second")
    [role] = frappe.get_all("Has Role", {"parent": other}, pluck="name")
    doc = frappe.get_doc("User", thief)
    doc.append("roles", {"role": "Employee"})
    doc.save()
    doc.roles[0].name = role
    doc.save()
    assert frappe.db.get_value("Has Role", role, "parent") == other
    frappe.db.rollback()


@pytest.mark.parametrize("doctype", POSTING)
@pytest.mark.parametrize("said", ["server_fields", "bulk_table", "pointing_types", "workflow"])
def test_what_a_class_says_is_not_written_by_a_request(doctype, said):
    forged = {said: [], "posting_number": 5, "reversed_by": "JV-1", "reverses": "JV-1"}
    with as_user(officer()):
        fields = {"fund": make("Fund").name} if doctype == "Opening Balances" else {}
        doc = build(doctype, **fields).update(forged).insert()
        doc.update(forged).save()
    stored = frappe.get_doc(doctype, doc.name)
    assert not any(stored.get(name) for name in forged if name != said)
    assert len(stored.lines) == len(doc.lines)


@pytest.mark.parametrize(
    "wrong",
    [
        {"posting_date": "0000-00-00"},
        {"posting_date": "15-11-2026"},
        {"posting_date": "2026-11-15 10:00:00"},
        {"posting_date": 20261115},
        {"title": ["a"]},
        {"title": {"a": 1}},
        {"is_adjustment": "often"},
    ],
)
def test_value_that_cannot_be_read_is_refused_in_words(wrong):
    with as_user(officer()), pytest.raises(frappe.ValidationError, match="cannot be read"):
        frappe.get_doc({**journal_fields(), **wrong}).insert()


@pytest.mark.parametrize("amount", ["(5)", True, [1], {"a": 1}, "0x10", "ten"])
def test_amount_that_cannot_be_read_is_refused_with_its_line(amount):
    fields = journal_fields()
    fields["lines"][1]["credit"] = amount
    with as_user(officer()), pytest.raises(frappe.ValidationError, match="Row 2: Credit"):
        frappe.get_doc(fields).insert()


def test_day_beyond_every_fiscal_year_is_not_sent():
    doc = make_journal(posting_date="2099-01-01")
    with as_user(officer()), pytest.raises(frappe.ValidationError, match="No fiscal period holds"):
        take_step("Journal", doc.name, "Send for Approval")


def test_only_what_was_cancelled_is_amended():
    with as_user(officer()), pytest.raises(frappe.ValidationError, match="is not cancelled"):
        make_journal(amended_from=posted_journal().name)


def test_second_of_two_with_one_key_is_told_of_the_first(monkeypatch):
    """Also when both looked before either was stored."""
    first = make_journal(idempotency_key="k-1")
    with pytest.raises(frappe.DuplicateEntryError, match=first.name):
        make_journal(idempotency_key="k-1")
    monkeypatch.setattr(given.voucher_documents, "find_by_keys", lambda *_: {})
    with pytest.raises(frappe.DuplicateEntryError, match=first.name):
        make_journal(idempotency_key="k-1")


@pytest.mark.parametrize("other", ["K-2", "ḱ-2", "k-٢", "k-2ß", "k-2ss", "k-2 "])
def test_keys_are_told_apart_letter_by_letter(other):
    """A program's key is a name that it chose, not a word that somebody searches for."""
    first = make_journal(idempotency_key="k-2")
    second = make_journal(idempotency_key=other)
    assert second.name != first.name
    with pytest.raises(frappe.DuplicateEntryError, match=second.name):
        make_journal(idempotency_key=other)


def test_reason_that_nobody_can_see_is_none():
    doc = sent_journal()
    with as_user(manager()), pytest.raises(frappe.ValidationError):
        take_step("Journal", doc.name, "Reject", "\u200f\u200b ")


def test_reversal_is_not_taken_back():
    """Its original says that it is cancelled, so it stays out of the books."""
    doc = posted_journal()
    with as_user(manager()):
        take_step("Journal", doc.name, "Cancel", "Entered twice")
    reversal = frappe.db.get_value("Journal", doc.name, "reversed_by")
    third = make_user("small", "Finance Manager")
    frappe.new_doc("Approval Limit").update({"user": third, "amount_max": 10**6}).insert()
    stored = frappe.get_doc("Journal", reversal)
    assert "Cancel" not in {step.action for step in stored.open_steps()}
    with as_user(third), pytest.raises(frappe.ValidationError, match="took back"):
        take_step("Journal", reversal, "Cancel", "It was right")


def test_journal_of_a_template_is_not_approved_by_who_wrote_the_template():
    from erp_app.finance.recurring import make_due_journals

    with as_user(officer()):
        template = build("Journal Template", next_date=day()).insert()
    with as_user(manager()):
        doc = frappe.get_doc("Journal Template", template.name)
        doc.title = "Dearer"
        doc.save()
    names = make_due_journals()
    [journal] = frappe.get_all(
        "Journal", {"journal_template": template.name, "name": ("in", names)}, pluck="name"
    )
    with as_user(officer()):
        take_step("Journal", journal, "Send for Approval")
    with as_user(manager()), pytest.raises(frappe.PermissionError, match="You prepared"):
        take_step("Journal", journal, "Approve")


def test_reason_is_shown_as_text_in_notices():
    doc = sent_journal()
    with as_user(manager()):
        take_step("Journal", doc.name, "Reject", "<img src=x onerror=alert(1)>")
    [notice] = frappe.get_all(
        "Notification Log", {"document_name": doc.name}, ["subject", "email_content"]
    )
    assert "<img" not in notice.email_content + notice.subject
    assert "&lt;img" in notice.email_content


@pytest.mark.parametrize("who", [auditor, lambda: make_user("keeper", "Entity Administrator")])
def test_who_only_reads_is_nobodys_substitute(who):
    values = {"delegate": who(), "from_date": day(), "to_date": day(3)}
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="takes no part"):
        frappe.new_doc("Delegation").update(values).insert()


def test_document_that_lost_a_row_is_found_by_the_check():
    doc = posted_journal()
    move = "update `tabJournal Line` set parent = %s where parent = %s and idx = 1"
    frappe.db.sql(move, ("elsewhere", doc.name))
    frappe.db.commit()
    found = check_ledgers()
    frappe.db.sql(move, (doc.name, "elsewhere"))
    frappe.db.commit()
    assert [one.code for one in found] == ["voucher_total_differs"]
    assert doc.name in found[0].values
