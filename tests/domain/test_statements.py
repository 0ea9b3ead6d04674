"""Trial balance arithmetic: it sums to zero, years begin afresh, groups add up."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.balances import Movement, TrialRow, accumulate
from erp_app.domain.general_ledger import GENERAL_LEDGER, draft_lines
from erp_app.domain.periods import build_periods, find_period
from erp_app.domain.statements import build_span, roll_up, split_sides, sum_span, trial_rows
from tests.domain.journals import balanced_journals

PERIODS = build_periods("2025", date(2025, 1, 1)) + build_periods("2026", date(2026, 1, 1))
YEARLY = {"51110", "52210", "82110"}


def balances_of(journals):
    lines = []
    for journal in journals:
        code = find_period(PERIODS, journal.posting_date).code
        lines += [line.values for line in draft_lines(journal, "J1", code)]
    found = {}
    by_account = GENERAL_LEDGER.balances[1]
    for (period, account), sums in accumulate(GENERAL_LEDGER, by_account, lines).items():
        found.setdefault(account, {})[period] = Movement(*sums)
    return found


def test_span_orders_periods_across_years():
    span = build_span(PERIODS, "2026-02", "2026-03")
    assert span.within == {"2026-02", "2026-03"}
    assert span.year_before == {"2026-00", "2026-01"}
    assert len(span.before) == 16
    with pytest.raises(KeyError):
        build_span(PERIODS, "2027-01", "2027-02")


def test_adjustment_period_comes_after_december():
    span = build_span(PERIODS, "2025-13", "2025-13")
    assert "2025-12" in span.before
    assert span.within == {"2025-13"}


@given(
    st.lists(balanced_journals(), min_size=1, max_size=6),
    st.integers(1, 12),
    st.integers(0, 11),
)
def test_trial_balance_sums_to_zero(journals, first, length):
    span = build_span(PERIODS, f"2026-{first:02d}", f"2026-{min(first + length, 13):02d}")
    balances = balances_of(journals)
    sums = {account: sum_span(moves, span) for account, moves in balances.items()}
    rows, unclosed = trial_rows(sums, YEARLY)
    assert sum(row.opening for row in rows) + unclosed == 0
    assert sum(row.debit - row.credit for row in rows) == 0
    assert sum(row.closing for row in rows) + unclosed == 0


def test_expense_begins_the_year_at_zero_and_leaves_its_result():
    moves = {"2025-06": Movement(Decimal(7)), "2026-01": Movement(Decimal(5))}
    cash = {"2025-06": Movement(credit=Decimal(7)), "2026-01": Movement(credit=Decimal(5))}
    span = build_span(PERIODS, "2026-02", "2026-02")
    sums = {"51110": sum_span(moves, span), "11110": sum_span(cash, span)}
    rows, unclosed = trial_rows(sums, YEARLY)
    assert [(row.account, row.opening) for row in rows] == [("11110", -12), ("51110", 5)]
    assert unclosed == 7


def test_roll_up_adds_groups_above():
    rows = [TrialRow(code, Decimal(1), Decimal(2), Decimal(0)) for code in ("11101", "11102")]
    totals = roll_up(rows, {"11101": "11100", "11102": "11100", "11100": "11000"})
    assert totals["11000"] == TrialRow("11000", Decimal(2), Decimal(4), Decimal(0))
    assert totals["11000"].closing == 6


def test_split_sides_puts_a_net_amount_on_one_side():
    assert split_sides(Decimal(5)) == (5, 0)
    assert split_sides(Decimal(-5)) == (0, 5)
