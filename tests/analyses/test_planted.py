"""The demo government's planted faults are found by the screens, and little else is."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.analyses.journal_screening import ROUND_UNITS, find_duplicates, find_round_amounts
from tests.demo.conftest import build_books, build_entries

GRANTS = {"54101", "54102"}  # between entities, which the screen leaves out


def frame(code: str) -> pd.DataFrame:
    """Return the journals of an entity's books, as the warehouse would give them."""
    rows = []
    for entry in build_entries(code):
        debits = [(account, fils) for account, fils, *_ in entry.lines if fils > 0]
        expenses = [fils for account, fils in debits if account[0] == "5" and account not in GRANTS]
        rows.append(
            {
                "entity_code": code,
                "journal_code": entry.key,
                "posting_date": pd.Timestamp(entry.day),
                "amount_thousandths": sum(fils for _, fils in debits) * 10,
                "largest_expense_thousandths": max(expenses, default=0) * 10,
                "account_set": str(sorted((line[0], line[1] > 0) for line in entry.lines)),
                "text_set": str(sorted(line[3] for line in entry.lines)),
            }
        )
    journals = pd.DataFrame(rows)
    return journals[journals["largest_expense_thousandths"] > 0]


def planted(code: str, kind: str) -> list:
    return [fault for fault in build_books(code).irregularities if fault.kind == kind]


@pytest.mark.parametrize("code", ["roads", "health", "courts"])
def test_every_invoice_booked_twice_is_found(code):
    found = find_duplicates(frame(code))
    strong = found[found["score"] >= 0.9]
    pairs = set(
        map(frozenset, strong[["subject_code", "related_journal_code"]].itertuples(index=False))
    )
    faults = {frozenset(fault.keys) for fault in planted(code, "duplicate_invoice")}
    assert faults
    assert faults == pairs


@pytest.mark.parametrize("code", ["roads", "health", "courts"])
def test_every_round_amount_is_found_and_none_besides(code):
    found = find_round_amounts(frame(code))
    keys = {key for fault in planted(code, "round_amounts") for key in fault.keys}
    assert keys
    assert keys == set(found[found["score"] >= 0.7]["subject_code"])
    assert ROUND_UNITS == 10_000
