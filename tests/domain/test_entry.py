"""Journals: what is postable, what a reversal restores, which finding names what."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from erp_app.domain.balances import Movement, accumulate, check_balances
from erp_app.domain.dimensions import NO_DIMENSIONS
from erp_app.domain.entry import (
    Posting,
    ReversalDateError,
    ReversalReasonMissingError,
    reverse_entry,
)
from erp_app.domain.entry_check import AccountFacts, Masters, check_entry, fill_entry
from erp_app.domain.general_ledger import GENERAL_LEDGER, draft_lines
from tests.domain.journals import MASTERS, balanced_journals, credit, debit, entry

(BY_DIMENSIONS, BY_ACCOUNT) = GENERAL_LEDGER.balances


def sums_of(*journals):
    """Return the balances per dimension set after these journals."""
    lines = [line for journal in journals for line in draft_lines(journal, "J1", "2026-03")]
    return accumulate(GENERAL_LEDGER, BY_DIMENSIONS, [line.values for line in lines])


@given(balanced_journals())
def test_balanced_journal_has_no_findings_and_balances_to_zero(journal):
    assert check_entry(journal, MASTERS) == []
    assert sum(Movement(*sums).net for sums in sums_of(journal).values()) == 0


@given(balanced_journals())
def test_one_cent_more_is_found_as_unbalanced(journal):
    first = journal.postings[0]
    bent = Posting(first.account, first.debit + Decimal("0.01"), first.credit, first.dimensions)
    findings = check_entry(entry(bent, *journal.postings[1:]), MASTERS)
    assert [found.code for found in findings] == ["unbalanced"]
    assert "difference 0.01" in findings[0].message


@given(balanced_journals())
def test_reversal_restores_every_balance(journal):
    reversal = reverse_entry(journal, journal.posting_date, "entered twice", "manager@x")
    assert check_entry(reversal, MASTERS) == []
    assert all(Movement(*sums).net == 0 for sums in sums_of(journal, reversal).values())
    assert (reversal.reverses, reversal.voucher) == ("J1", "")
    assert reversal.idempotency_key == "reversal:J1"


def test_reversal_refuses_a_blank_reason_and_an_earlier_date():
    journal = entry(debit("51110", "5.00"), credit("11110", "5.00"))
    with pytest.raises(ReversalReasonMissingError):
        reverse_entry(journal, journal.posting_date, "  ", "m")
    with pytest.raises(ReversalDateError, match="2026-03-04"):
        reverse_entry(journal, date(2026, 3, 4), "wrong", "m")


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
def test_check_entry_names_the_line_and_field(posting, code, field):
    findings = check_entry(entry(credit("11110", "5.00"), posting), MASTERS)
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
def test_check_entry_refuses_wrong_amounts(posting, code):
    findings = check_entry(entry(posting, credit("11110", "1.00")), MASTERS)
    assert findings[0].code == code
    assert findings[0].line == 1


def test_check_entry_refuses_a_total_beyond_its_column():
    half = [debit("51110", "600000000000.00"), credit("11110", "600000000000.00")]
    assert check_entry(entry(*half), MASTERS) == []
    (found,) = check_entry(entry(*half, *half), MASTERS)
    assert (found.code, found.line) == ("amount_too_large", None)


def test_check_entry_refuses_a_single_line():
    codes = {found.code for found in check_entry(entry(debit("51110", "1.00")), MASTERS)}
    assert codes == {"lines_too_few", "unbalanced"}


def test_check_balances_names_the_key_that_differs():
    journal = entry(debit("51110", "5.00", cost_centre="1000"), credit("11110", "5.00"))
    computed = sums_of(journal)
    assert check_balances(BY_DIMENSIONS, dict(computed), computed) == []
    key = ("2026-03", "51110", "1000", "", "", "", "")
    assert key in computed
    stored = {**computed, key: (Decimal("6.00"), Decimal(0))}
    (found,) = check_balances(BY_DIMENSIONS, stored, computed)
    assert "51110" in found.message
    assert "6.00" in found.message


def test_balances_per_account_leave_dimensions_out():
    lines = draft_lines(entry(debit("51110", "5.00", cost_centre="1000")), "J1", "2026-03")
    sums = accumulate(GENERAL_LEDGER, BY_ACCOUNT, [line.values for line in lines])
    assert sums == {("2026-03", "51110"): (Decimal("5.00"), Decimal(0))}


def test_reversal_counts_the_originals_preparers_and_not_who_reverses():
    journal = entry(debit("51110", "5.00"), credit("11110", "5.00"), prepared_by="officer@x",
                    preparers=frozenset({"second@x"}))  # fmt: skip
    assert journal.barred == {"officer@x", "second@x"}
    reversal = reverse_entry(journal, journal.posting_date, "twice", "manager@x")
    assert (reversal.barred, reversal.prepared_by) == (journal.barred, "manager@x")


def test_adjustment_is_undone_by_an_adjustment_on_its_day_alone():
    day = date(2026, 12, 31)
    journal = entry(debit("51110", "5.00"), credit("11110", "5.00"), day=day, is_adjustment=True)
    assert reverse_entry(journal, day, "twice", "m").is_adjustment
    assert not reverse_entry(journal, date(2027, 1, 5), "twice", "m").is_adjustment


FILLING = Masters(
    accounts={**MASTERS.accounts, "53200": AccountFacts("53200", required=("fund", "function"))},
    functions={"1000": "07.1"},
    default_fund="GF",
    default_function="01.3",
)


@pytest.mark.parametrize(
    ("account", "given_centre", "fund", "function"),
    [("53200", "1000", "GF", "07.1"), ("53200", "", "GF", "01.3"), ("51110", "1000", "", "")],
)
def test_lines_take_over_the_fund_and_function_that_a_rule_demands(
    account, given_centre, fund, function
):
    filled = fill_entry(entry(debit(account, "5.00", cost_centre=given_centre)), FILLING)
    dimensions = filled.postings[0].dimensions
    assert (dimensions.fund, dimensions.function) == (fund, function)


def test_what_a_line_says_itself_is_not_replaced():
    given = entry(debit("53200", "5.00", fund="CF", function="09.1"))
    assert fill_entry(given, FILLING) is given
    assert fill_entry(entry(debit("99999", "5.00")), FILLING).postings[0].dimensions == (
        NO_DIMENSIONS
    )


def test_texts_are_cleaned_and_measured():
    line = Posting("51110", Decimal(5), description=" paper\x0b<script>x</script> ")
    filled = fill_entry(entry(line, title="<b>Rent</b>\t"), FILLING)
    assert (filled.postings[0].description, filled.title) == ("paper x", "Rent")
    long = entry(debit("51110", "5.00"), credit("11110", "5.00"), title="x" * 141)
    (found,) = check_entry(long, MASTERS)
    assert (found.code, found.field) == ("text_too_long", "title")
