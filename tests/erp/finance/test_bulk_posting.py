"""The bulk path keeps the invariants of the document path."""

from datetime import date
from decimal import Decimal

import frappe
import pytest

from erp_app.domain.approval import ApprovalLimitError
from erp_app.domain.dimensions import DimensionSet
from erp_app.domain.ledger import JournalDraft, Posting
from erp_app.domain.workflow import SelfApprovalError
from erp_app.finance.check_ledger import check_ledger
from erp_app.store.bulk_posting import JournalsInvalidError, post_journals, post_sent_journals
from tests.erp.factories import manager, officer, sent_journal


def draft(amount="10.00", key="", day=date(2026, 5, 4), **fields):
    spent = DimensionSet("1100", "GF", "", "", "01.3")
    postings = (
        Posting("52101", Decimal(amount), Decimal(0), spent, "paper"),
        Posting("11102", Decimal(0), Decimal(amount), DimensionSet("", "GF"), "paper"),
    )
    return JournalDraft("", day, postings, "Bulk", idempotency_key=key, **fields)


def post(*drafts):
    return post_journals(drafts, prepared_by=officer(), approved_by=manager())


def test_bulk_journals_are_posted_like_any_other(site):
    posted = post(draft("10.10"), draft("20.20", day=date(2026, 6, 1)))
    frappe.db.commit()
    assert (len(posted.names), posted.line_count) == (2, 4)
    doc = frappe.get_doc("Journal", posted.names[1])
    assert (doc.docstatus, doc.workflow_state, doc.period) == (1, "Approved", "2026-06")
    assert (doc.owner, doc.approved_by, doc.total_debit) == (officer(), manager(), 20.2)
    assert [row.idx for row in doc.lines] == [1, 2]
    assert check_ledger() == []


def test_repeat_with_the_same_keys_posts_nothing(site):
    token = frappe.generate_hash(length=8)
    first = post(draft(key=f"{token}-1"), draft(key=f"{token}-2"))
    again = post(draft(key=f"{token}-1"), draft(key=f"{token}-3"), draft(key=f"{token}-2"))
    assert again.skipped_count == 2
    assert [again.names[0], again.names[2]] == first.names
    with pytest.raises(JournalsInvalidError, match="comes twice"):
        post(draft(key=f"{token}-9"), draft(key=f"{token}-9"))


def test_one_wrong_journal_refuses_the_whole_set(site):
    before = frappe.db.count("Journal")
    wrong = JournalDraft("", date(2026, 5, 4), draft().postings[:1], "Half")
    with pytest.raises(JournalsInvalidError) as refused:
        post(draft(), wrong)
    assert {found.position for found in refused.value.findings} == {1}
    assert frappe.db.count("Journal") == before


def test_bulk_keeps_separation_of_duties_and_limits(site):
    with pytest.raises(SelfApprovalError):
        post_journals([draft()], prepared_by=manager(), approved_by=manager())
    with pytest.raises(ApprovalLimitError):
        post(draft("60000000.00"))


def test_sent_journals_are_approved_as_a_set(site):
    names = [sent_journal().name for _turn in range(3)]
    posted = post_sent_journals(names, approved_by=manager())
    frappe.db.commit()
    assert posted.names == sorted(names)
    doc = frappe.get_doc("Journal", names[0])
    assert (doc.docstatus, doc.workflow_state, doc.approved_by) == (1, "Approved", manager())
    assert {row.docstatus for row in doc.lines} == {1}
    assert check_ledger() == []


def test_sent_journal_of_the_approver_refuses_the_set(site):
    names = [sent_journal().name, sent_journal(by=manager()).name]
    with pytest.raises(SelfApprovalError):
        post_sent_journals(names, approved_by=manager())
