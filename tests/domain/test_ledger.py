"""Journals: what is postable, what a reversal restores, which finding names what."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from erp_app.domain.balances import BalanceKey, Movement, accumulate, check_balances
from erp_app.domain.dimensions import DimensionSet
from erp_app.domain.ledger import (
    Posting,
    ReversalDateError,
    ReversalReasonMissingError,
    build_lines,
    check_journal,
    reverse_journal,
)
from tests.domain.journals import MASTERS, balanced_journals, credit, debit, draft


def lines_of(journal, first=1):
    return build_lines(journal, "2026-03", first, 1, "officer@x", "2026-03-05 08:00:00.000000")


@given(balanced_journals())
def test_balanced_journal_has_no_findings_and_balances_to_zero(journal):
    assert check_journal(journal, MASTERS) == []
    assert sum(move.net for move in accumulate(lines_of(journal)).values()) == 0


@given(balanced_journals())
def test_one_cent_more_is_found_as_unbalanced(journal):
    first = journal.postings[0]
    bent = Posting(first.account, first.debit + Decimal("0.01"), first.credit, first.dimensions)
    findings = check_journal(draft(bent, *journal.postings[1:]), MASTERS)
    assert [found.code for found in findings] == ["unbalanced"]
    assert "difference 0.01" in findings[0].message


@given(balanced_journals())
def test_reversal_restores_every_balance(journal):
    reversal = reverse_journal(journal, "J2", journal.posting_date, "entered twice")
    assert check_journal(reversal, MASTERS) == []
    lines = lines_of(journal) + lines_of(reversal, first=len(journal.postings) + 1)
    assert all(move.net == 0 for move in accumulate(lines).values())
    assert (reversal.reverses, reversal.idempotency_key) == ("J1", "reversal:J1")


def test_reversal_refuses_a_blank_reason_and_an_earlier_date():
    journal = draft(debit("51110", "5.00"), credit("11110", "5.00"))
    with pytest.raises(ReversalReasonMissingError):
        reverse_journal(journal, "J2", journal.posting_date, "  ")
    with pytest.raises(ReversalDateError, match="2026-03-04"):
        reverse_journal(journal, "J2", date(2026, 3, 4), "wrong")


@pytest.mark.parametrize(
    ("posting", "code", "field"),
    [
        (debit("", "5.00"), "account_missing", "account"),
        (debit("99999", "5.00"), "account_unknown", "account"),
        (debit("51000", "5.00"), "account_group", "account"),
        (debit("59999", "5.00"), "account_disabled", "account"),
        (debit("53100", "5.00"), "dimension_missing", "project"),
        (debit("51110", "5.00", cost_centre="7777"), "dimension_unknown", "cost_centre"),
        (debit("51110", "5.00", cost_centre="9000"), "dimension_unusable", "cost_centre"),
    ],
)
def test_check_journal_names_the_line_and_field(posting, code, field):
    findings = check_journal(draft(credit("11110", "5.00"), posting), MASTERS)
    assert [(f.code, f.line, f.field) for f in findings] == [(code, 2, field)]


@pytest.mark.parametrize(
    ("posting", "code"),
    [
        (Posting("51110", Decimal("-1.00")), "amount_negative"),
        (Posting("51110", Decimal("1.00"), Decimal("1.00")), "amount_both_sides"),
        (Posting("51110"), "amount_missing"),
        (Posting("51110", Decimal("1.001")), "amount_not_rounded"),
        (Posting("51110", Decimal("1e14")), "amount_too_large"),
        (Posting("51110", Decimal("1e12")), "amount_too_large"),
    ],
)
def test_check_journal_refuses_wrong_amounts(posting, code):
    findings = check_journal(draft(posting, credit("11110", "1.00")), MASTERS)
    assert findings[0].code == code
    assert findings[0].line == 1


def test_check_journal_refuses_a_total_beyond_its_column():
    half = [debit("51110", "600000000000.00"), credit("11110", "600000000000.00")]
    assert check_journal(draft(*half), MASTERS) == []
    (found,) = check_journal(draft(*half, *half), MASTERS)
    assert (found.code, found.line) == ("amount_too_large", None)


def test_check_journal_refuses_a_single_line():
    codes = {found.code for found in check_journal(draft(debit("51110", "1.00")), MASTERS)}
    assert codes == {"lines_too_few", "unbalanced"}


def test_check_balances_names_the_key_that_differs():
    journal = draft(debit("51110", "5.00", cost_centre="1000"), credit("11110", "5.00"))
    computed = accumulate(lines_of(journal))
    assert check_balances(dict(computed), computed) == []
    key = BalanceKey("2026-03", "51110", DimensionSet("1000"))
    stored = {**computed, key: Movement(Decimal("6.00"), Decimal(0))}
    (found,) = check_balances(stored, computed)
    assert "51110" in found.message
    assert "6.00" in found.message
