"""Projections keep the rates they saw, say how unsure they are, and know what they cannot know."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.analyses.headcount_projection import (
    AHEAD_MONTHS,
    Rates,
    backtest,
    observable,
    project,
    project_all,
)


def history(code="roads", heads=1000, months=13, joiners=10, leavers=10, begin="2025-11-01"):
    starts = pd.date_range(begin, periods=months, freq="MS")
    grown = heads + (joiners - leavers) * np.arange(months)
    return pd.DataFrame(
        {
            "entity_code": code,
            "month_start": starts,
            "head_count": grown,
            "joiner_count": joiners,
            "leaver_count": leavers,
        }
    )


def ahead(result, code="roads"):
    return result[result["is_projected"] & (result["entity_code"] == code)]


def test_steady_entity_stays_as_it_is_within_an_interval_that_grows():
    rows = ahead(project_all(history()))
    assert len(rows) == AHEAD_MONTHS
    assert rows["head_count"].iloc[-1] == pytest.approx(1000, rel=0.01)
    width = rows["upper_head_count"] - rows["lower_head_count"]
    assert (width.diff().dropna() > 0).all()


def test_growing_entity_goes_on_growing():
    rows = ahead(project_all(history(joiners=20, leavers=5)))
    last = history(joiners=20, leavers=5)["head_count"].iloc[-1]
    assert rows["head_count"].iloc[-1] == pytest.approx(last + 12 * 15, rel=0.02)


def test_months_follow_the_newest_one():
    rows = ahead(project_all(history()))
    assert rows["month_start"].iloc[0] == pd.Timestamp("2026-12-01")
    assert rows["month_start"].is_monotonic_increasing


def test_running_month_does_not_count_as_a_month_without_joiners():
    months = history()
    months.loc[months.index[-1], ["joiner_count", "leaver_count"]] = 0
    rates = ahead(project_all(months))["joiner_ratio"].iloc[0]
    assert rates == pytest.approx(0.01, rel=0.01)


def test_months_before_anybody_is_known_to_have_left_are_not_evidence():
    months = pd.concat([history(months=24, leavers=0, begin="2023-11-01"), history()])
    assert observable(months)["month_start"].min() == pd.Timestamp("2025-11-01")
    nobody = history(leavers=0)
    assert len(observable(nobody)) == len(nobody)


def test_small_entity_leans_on_the_government():
    tiny = history("legis", heads=5, joiners=0, leavers=0)
    result = project_all(pd.concat([tiny, history(heads=10_000, joiners=100, leavers=200)]))
    leaver = ahead(result, "legis")["leaver_ratio"].iloc[0]
    assert 0.01 < leaver < 0.02


def test_method_is_tried_on_the_past():
    months = history()
    span, error, is_inside = backtest(months.iloc[:-1], months.iloc[:-1])
    assert (span, is_inside) == (6, True)
    assert error < 0.01
    assert backtest(months.iloc[:5], months) == (None, None, None)


def test_backtest_sees_a_change_it_could_not_know():
    """Half the staff leaves after the point it stands at: the error is what it is."""
    months = history()
    months.loc[months.index[8:], "head_count"] = 500
    _, error, is_inside = backtest(months.iloc[:-1], months.iloc[:-1])
    assert error > 0.9
    assert not is_inside


def test_empty_warehouse_gives_an_empty_mart():
    assert project_all(history().iloc[:0]).empty


@given(
    st.floats(min_value=1, max_value=1e5),
    st.floats(min_value=0, max_value=0.2),
    st.floats(min_value=0, max_value=0.2),
)
def test_interval_holds_the_expectation_and_heads_are_never_negative(heads, joiner, leaver):
    rows = project(heads, Rates(joiner, leaver, 12, 1.5), 12)
    assert (rows["lower_head_count"] >= 0).all()
    assert (rows["lower_head_count"] <= rows["head_count"]).all()
    assert (rows["head_count"] <= rows["upper_head_count"]).all()
    assert (rows["head_count"] >= 0).all()


def test_interval_holds_four_futures_in_five():
    """Futures drawn from the very rates: the 80 % interval after a year covers about 80 %."""
    rng = np.random.default_rng(11)
    months = 60  # rates seen this long are nearly exact, so what is left is chance
    last = project(2000, Rates(0.01, 0.01, months, 1.0), 12).iloc[-1]
    ends = []
    for _ in range(2000):
        heads = 2000
        for _ in range(12):
            heads += rng.poisson(20) - rng.binomial(heads, 0.01)
        ends.append(heads)
    inside = np.mean([(last["lower_head_count"] <= e <= last["upper_head_count"]) for e in ends])
    assert 0.78 < inside < 0.95
