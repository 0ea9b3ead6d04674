"""Amounts too large for their columns are refused in words, whichever way they come in."""

from datetime import date
from decimal import Decimal

import frappe
import pytest

from erp_app import ledger
from erp_app.domain.dimensions import DimensionSet
from erp_app.store.amounts import BalanceTooLargeError
from erp_app.store.policy_cache import forget_policies
from tests.erp.factories import as_user, journal_fields, manager, officer, posted_journal

LARGEST = 999_999_999_999.0
HALF = 500_000_000_000.0
LIMIT = "999,999,999,999.99"


@pytest.mark.parametrize(
    "amount", [1e12, 5e12, 1e20, "1,000,000,000,000", float("inf"), float("nan")]
)
def test_approval_limit_names_field_and_limit(site, amount):
    limit = frappe.new_doc("Approval Limit")
    limit.update({"role": "Auditor", "amount_max": amount})
    with pytest.raises(frappe.ValidationError, match=f"Largest Amount is .*{LIMIT}"):
        limit.insert()


def test_largest_limit_is_kept_to_the_unit(site):
    limit = frappe.new_doc("Approval Limit")
    limit.update({"role": "Auditor", "amount_max": LARGEST}).insert()
    assert frappe.db.get_value("Approval Limit", limit.name, "amount_max") == LARGEST


@pytest.mark.parametrize("amount", [1e12, 1e20])
def test_journal_line_names_row_field_and_limit(site, amount):
    with as_user(officer()), pytest.raises(frappe.ValidationError) as refused:
        frappe.get_doc(journal_fields(amount=amount)).insert()
    assert "Row 1: Debit" in str(refused.value)
    assert LIMIT in str(refused.value)


def test_salary_step_names_its_row(site):
    grade = frappe.new_doc("Grade")
    grade.update({"grade_code": "X9", "rank": 99, "name_en": "X", "name_ar": "X"})
    grade.append("steps", {"step": 1, "basic_salary": 1e13, "total_salary": 1e13})
    with pytest.raises(frappe.ValidationError, match=f"Row 1: .* is .*{LIMIT}"):
        grade.insert()


def post_bulk(amount: str) -> ledger.Made:
    spent = DimensionSet("1100", "GF", "", "", "01.3")
    postings = (
        ledger.Posting("52101", Decimal(amount), Decimal(0), spent, "paper"),
        ledger.Posting("11102", Decimal(0), Decimal(amount), DimensionSet("", "GF"), "paper"),
    )
    entry = ledger.Entry("Journal", "", date(2026, 5, 4), postings, "Large", prepared_by=officer())
    return ledger.post_new("Journal", [entry], ledger.authority_of(manager()))


def test_bulk_posting_names_the_journal_and_its_amount(site):
    with pytest.raises(ledger.EntriesInvalidError) as refused:
        post_bulk("1000000000000.00")
    assert {found.finding.code for found in refused.value.findings} == {"amount_too_large"}


@pytest.fixture
def unlimited(site):
    """Yield managers may approve whatever can be stored."""
    name = frappe.db.get_value("Approval Limit", {"role": "Finance Manager"})
    frappe.db.set_value("Approval Limit", name, "amount_max", LARGEST)
    forget_policies()
    yield
    frappe.db.rollback()
    forget_policies()


def test_balance_that_outgrows_its_column_is_refused_in_words(unlimited):
    posted_journal(amount=HALF)
    with pytest.raises(frappe.ValidationError, match=f"balance would go beyond .*{LIMIT}"):
        posted_journal(amount=HALF)


def test_balance_that_outgrows_its_column_is_refused_in_bulk(unlimited):
    post_bulk(str(HALF))
    with pytest.raises(BalanceTooLargeError):
        post_bulk(str(HALF))
