"""Screens find what they should, and nothing in honest books."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.analyses.benford import DIGITS, EXPECTED, expected_deviation, measure_digits
from analytics.analyses.journal_screening import (
    _duplicate_reason,
    find_duplicates,
    find_round_amounts,
)


def journal(code, day, amount, accounts="a", text="t", entity="roads"):
    """amount in whole currency units."""
    return {
        "entity_code": entity,
        "journal_code": code,
        "posting_date": pd.Timestamp(day),
        "amount_thousandths": amount * 1000,
        "largest_expense_thousandths": amount * 1000,
        "account_set": accounts,
        "text_set": text,
    }


def journals(*rows):
    return pd.DataFrame(list(rows))


def test_duplicate_is_found_beside_the_first_one_with_its_reason():
    found = find_duplicates(
        journals(
            journal("JV-1", date(2026, 3, 2), 304_383),
            journal("JV-2", date(2026, 3, 16), 304_383),
        )
    )
    [row] = found.to_dict("records")
    assert (row["subject_code"], row["related_journal_code"]) == ("JV-2", "JV-1")
    assert row["amount"] == "304383.000"
    assert row["reason_en"] == "Same accounts and amount as JV-\u20601, 14 days later, same texts"
    assert "JV-\u20601" in row["reason_ar"]
    assert 0.9 < row["score"] < 1


@pytest.mark.parametrize(
    "other",
    [
        journal("JV-2", date(2026, 3, 16), 304_384),
        journal("JV-2", date(2026, 3, 16), 304_383, accounts="b"),
        journal("JV-2", date(2026, 3, 16), 304_383, entity="courts"),
        journal("JV-2", date(2026, 4, 2), 304_383),
    ],
    ids=["another amount", "other accounts", "another entity", "a month later"],
)
def test_what_differs_is_no_duplicate(other):
    assert find_duplicates(journals(journal("JV-1", date(2026, 3, 2), 304_383), other)).empty


def test_same_texts_weigh_more_than_none():
    pair = [journal("JV-1", date(2026, 3, 2), 10), journal("JV-2", date(2026, 3, 2), 10)]
    same = find_duplicates(journals(*pair))["score"].iloc[0]
    pair[1]["text_set"] = "other"
    assert same - find_duplicates(journals(*pair))["score"].iloc[0] == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("amount", "score"),
    [(10_000, 0.5), (50_000, 0.7), (150_000, 0.7), (100_000, 0.8), (3_000_000, 0.9)],
)
def test_round_amounts_are_scored_by_how_round_they_are(amount, score):
    found = find_round_amounts(journals(journal("JV-1", date(2026, 3, 2), amount)))
    assert found["score"].tolist() == [score]
    assert found["reason_en"].tolist() == [f"Expense of exactly {amount:,}"]


@given(st.integers(min_value=1, max_value=10**12).filter(lambda amount: amount % 10_000))
def test_other_amounts_are_not_round(amount):
    assert find_round_amounts(journals(journal("JV-1", date(2026, 3, 2), amount))).empty


def counts(amounts) -> pd.DataFrame:
    digits = pd.Series([int(str(one)[:2]) for one in amounts]).value_counts()
    return pd.DataFrame(
        {
            "entity_code": "roads",
            "economic_class_code": "22",
            "first_two_digits": digits.index,
            "line_count": digits.to_numpy(),
        }
    )


def test_amounts_that_follow_benford_conform():
    rng = np.random.default_rng(3)
    amounts = (10 ** rng.uniform(4, 9, 20_000)).astype(int)
    [group] = measure_digits(counts(amounts)).to_dict("records")
    assert group["conformity"] in ("Close", "Acceptable")
    assert group["chi_square"] < 112.02


def test_amounts_just_under_a_limit_do_not():
    rng = np.random.default_rng(7)
    honest = (10 ** rng.uniform(2, 6, 4_000)).astype(int)
    split = rng.integers(47_500, 50_000, 600)
    [group] = measure_digits(counts([*honest, *split])).to_dict("records")
    assert group["conformity"] == "Nonconforming"
    assert group["digits"] in (47, 48, 49)


def test_small_samples_are_not_accused():
    """What chance alone gives 400 honest lines is beyond Nigrini's threshold, and no finding."""
    rng = np.random.default_rng(7)
    amounts = (10 ** rng.uniform(2, 6, 400)).astype(int)
    [group] = measure_digits(counts(amounts)).to_dict("records")
    assert group["deviation"] > 0.0022
    assert group["conformity"] == "Marginal"
    assert measure_digits(counts(amounts[:200])).empty


def test_expectations_are_benfords():
    assert pytest.approx(1) == EXPECTED.sum()
    assert EXPECTED[DIGITS == 10][0] == pytest.approx(0.0414, abs=1e-4)
    assert expected_deviation(100) > expected_deviation(10_000) > 0


@pytest.mark.parametrize(
    ("days", "english", "arabic"),
    [
        (0, "on the same day", "في اليوم نفسه"),
        (1, "1 day later", "بعد يوم واحد"),
        (2, "2 days later", "بعد يومين"),
        (6, "6 days later", "بعد 6 أيام"),
        (11, "11 days later", "بعد 11 يوماً"),
    ],
)
def test_days_between_two_journals_are_said_in_words_that_agree(days, english, arabic):
    said = _duplicate_reason("JV-1", float(days), is_same_text=False)
    assert said[0].endswith(f"JV-\u20601, {english}")
    assert said[1].endswith(f"\u2066JV-\u20601\u2069 {arabic}")
