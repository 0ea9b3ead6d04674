"""Sets of entries keep the invariants of single documents."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import frappe
import pytest

from erp_app import ledger
from erp_app.domain.approval import ApprovalLimitError
from erp_app.domain.dimensions import DimensionSet
from erp_app.domain.workflow import RoleMissingError, SelfApprovalError, SystemUserError
from erp_app.ledger import Entry, Posting
from erp_app.ledger.check import check_ledgers
from tests.erp.factories import as_user, manager, officer, sent_journal


def entry(amount="10.00", key="", day=date(2026, 5, 4), **fields):
    spent = DimensionSet("1100", "GF", "", "", "01.3")
    postings = (
        Posting("52101", Decimal(amount), Decimal(0), spent, "paper"),
        Posting("11102", Decimal(0), Decimal(amount), DimensionSet("", "GF"), "paper"),
    )
    fields = {"prepared_by": officer(), **fields}
    return Entry("Journal", "", day, postings, "Bulk", idempotency_key=key, **fields)


def post(*entries, by=None):
    return ledger.post_new("Journal", entries, ledger.authority_of(by or manager()))


def approve(names, by=None):
    return ledger.approve_waiting("Journal", names, ledger.authority_of(by or manager()))


def test_bulk_journals_are_posted_like_any_other(site):
    posted = post(entry("10.10"), entry("20.20", day=date(2026, 6, 1)))
    frappe.db.commit()
    assert (len(posted.vouchers), posted.line_count) == (2, 4)
    doc = frappe.get_doc("Journal", posted.vouchers[1])
    assert (doc.docstatus, doc.workflow_state, doc.period) == (1, "Approved", "2026-06")
    assert (doc.owner, doc.approved_by, doc.total_debit) == (officer(), manager(), 20.2)
    assert [row.idx for row in doc.lines] == [1, 2]
    assert check_ledgers() == []


def test_repeat_with_the_same_keys_posts_nothing(site):
    token = frappe.generate_hash(length=8)
    first = post(entry(key=f"{token}-1"), entry(key=f"{token}-2"))
    again = post(entry(key=f"{token}-1"), entry(key=f"{token}-3"), entry(key=f"{token}-2"))
    assert again.skipped_count == 2
    assert [again.vouchers[0], again.vouchers[2]] == first.vouchers
    with pytest.raises(ledger.EntriesInvalidError, match="comes twice"):
        post(entry(key=f"{token}-9"), entry(key=f"{token}-9"))


def test_one_wrong_journal_refuses_the_whole_set(site):
    before = frappe.db.count("Journal")
    wrong = replace(entry(), postings=entry().postings[:1])
    with pytest.raises(ledger.EntriesInvalidError) as refused:
        post(entry(), wrong)
    assert {found.position for found in refused.value.findings} == {1}
    assert frappe.db.count("Journal") == before


def test_bulk_keeps_separation_of_duties_and_limits(site):
    with pytest.raises(SelfApprovalError):
        post(entry(prepared_by=manager()))
    with pytest.raises(RoleMissingError):
        post(entry(), by=officer())
    with pytest.raises(SystemUserError):
        post(entry(), by="Administrator")
    with pytest.raises(ApprovalLimitError):
        post(entry("60000000.00"))


def test_sent_journals_are_approved_as_a_set(site):
    names = [sent_journal().name for _turn in range(3)]
    posted = approve(names)
    frappe.db.commit()
    assert [one.entry.voucher for one in posted] == sorted(names)
    doc = frappe.get_doc("Journal", names[0])
    assert (doc.docstatus, doc.workflow_state, doc.approved_by) == (1, "Approved", manager())
    assert {row.docstatus for row in doc.lines} == {1}
    assert check_ledgers() == []


def test_sent_journal_of_the_approver_refuses_the_set(site):
    names = [sent_journal().name, sent_journal(by=manager()).name]
    with pytest.raises(SelfApprovalError):
        approve(names)


def test_whoever_wrote_on_a_sent_journal_is_not_its_approver(site):
    """Owner, last writer and everyone between them: not the owner alone."""
    name = sent_journal(by=officer()).name
    with as_user(manager()):
        doc = frappe.get_doc("Journal", name)
        doc.workflow_state = "Draft"
        doc.save()
        doc.lines[0].description = "touched"
        doc.save()
    with as_user(officer()):
        doc = frappe.get_doc("Journal", name)
        doc.lines[0].description = "and again"
        doc.workflow_state = "For Approval"
        doc.save()
    with pytest.raises(SelfApprovalError):
        approve([name])
