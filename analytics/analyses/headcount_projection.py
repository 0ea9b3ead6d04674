"""Heads twelve months ahead, from how people have joined and left, with an interval.

Owns the method and its honesty: rates are kept, nothing is known of budgets or plans. Method and
limits: docs/methods/headcount-projection.md.

Source: P. McCullagh, J. A. Nelder, Generalized Linear Models (2nd ed. 1989), sec. 4.5 and 6.2, for
dispersion; A. Gelman et al., Bayesian Data Analysis (3rd ed. 2013), ch. 2, for leaning a small
entity's rate on the government's.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

AHEAD_MONTHS = 12
HISTORY_MONTHS = 12
LEAN_PERSON_MONTHS = 240  # the government's rate weighs as much as 20 people over a year
Z_80_PERCENT = 1.2816
BACKTEST_MONTHS_MAX = 6

_MONTHS = """
select
    entity_code,
    month_start,
    cast(sum(head_count) as bigint) as head_count,
    cast(sum(joiner_count) as bigint) as joiner_count,
    cast(sum(leaver_count) as bigint) as leaver_count
from marts.fct_headcount_month
group by entity_code, month_start
having sum(head_count) > 0
order by entity_code, month_start
"""


@dataclass(frozen=True)
class Rates:
    """Per head and month. months: how many they were seen over; dispersion: variance over mean."""

    joiner: float
    leaver: float
    months: int
    dispersion: float


def analyse(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return history and projection of every entity in an open build."""
    return project_all(connection.execute(_MONTHS).df())


def project_all(months: pd.DataFrame) -> pd.DataFrame:
    """Return a year of history and a year ahead for every entity.

    months: one row per entity_code x month_start with head_count (at its end), joiner_count and
    leaver_count. The newest month of an entity may be unfinished: it is where the projection
    begins, its joiners and leavers are not counted. Returns one row per entity x month: head_count,
    lower_ and upper_head_count (80 % interval; equal to head_count in the past), is_projected,
    joiner_ratio and leaver_ratio (per head and month), backtest_months and backtest_error_ratio
    (None with less than six months of history), is_in_backtest_interval.
    """
    if months.empty:
        return pd.DataFrame(columns=_COLUMNS)
    observed = observable(months)
    parts = [
        _project_entity(str(code), part, observed) for code, part in months.groupby("entity_code")
    ]
    return pd.concat(parts, ignore_index=True)[_COLUMNS]


_COLUMNS = [
    "entity_code",
    "month_start",
    "is_projected",
    "head_count",
    "lower_head_count",
    "upper_head_count",
    "joiner_ratio",
    "leaver_ratio",
    "backtest_months",
    "backtest_error_ratio",
    "is_in_backtest_interval",
]


def observable(months: pd.DataFrame) -> pd.DataFrame:
    """Return the months in which both joining and leaving are on record: from the first leaver of
    all on.

    Before it only those who stayed are known, and rates would say that nobody ever leaves.
    """
    left = months.loc[months["leaver_count"] > 0, "month_start"]
    return months if left.empty else months[months["month_start"] >= left.min()]


def estimate_rates(own: pd.DataFrame, everyone: pd.DataFrame) -> Rates:
    """Return an entity's rates over the last HISTORY_MONTHS finished months, leaning on everyone's.

    own, everyone: rows of finished months. Fewer heads lean more: the government's rate counts as
    LEAN_PERSON_MONTHS of experience.
    """
    own = own.tail(HISTORY_MONTHS)
    exposure, total = own["head_count"].sum(), max(everyone["head_count"].sum(), 1)
    joiner, leaver = (
        (own[name].sum() + LEAN_PERSON_MONTHS * everyone[name].sum() / total)
        / (exposure + LEAN_PERSON_MONTHS)
        for name in ("joiner_count", "leaver_count")
    )
    return Rates(float(joiner), float(leaver), max(len(own), 1), _dispersion(own))


def _dispersion(own: pd.DataFrame) -> float:
    """Return how much more monthly counts vary than chance alone would; at least 1."""
    if len(own) < 3:
        return 1.0
    counts = own[["joiner_count", "leaver_count"]].to_numpy(dtype=float)
    means = np.maximum(counts.mean(axis=0), 0.5)
    return float(max(1.0, (counts.var(axis=0, ddof=1) / means).mean()))


def project(heads: float, rates: Rates, ahead: int) -> pd.DataFrame:
    """Return heads after 1..ahead months with an 80 % interval.

    Those who leave are a share of the heads, those who join a steady number: the rate on the heads
    of today. The interval holds chance (month by month) and what the rates may be wrong by (it
    grows with the months). Rows: head_count, lower_head_count, upper_head_count.

    >>> steady = project(100, Rates(joiner=0.01, leaver=0.01, months=12, dispersion=1.0), 12)
    >>> steady["head_count"].round(1).tolist()[-1]
    100.0
    """
    joining, expected, variance, rows = heads * rates.joiner, float(heads), 0.0, []
    moves = rates.dispersion * (joining + heads * rates.leaver)
    for month in range(1, ahead + 1):
        leaving = expected * rates.leaver
        chance = rates.dispersion * (joining + leaving * (1 - rates.leaver))
        variance = variance * (1 - rates.leaver) ** 2 + chance
        expected += joining - leaving
        width = Z_80_PERCENT * np.sqrt(variance + month**2 * moves / rates.months)
        rows.append((expected, max(expected - width, 0.0), expected + width))
    return pd.DataFrame(rows, columns=["head_count", "lower_head_count", "upper_head_count"])


def _project_entity(code: str, part: pd.DataFrame, observed: pd.DataFrame) -> pd.DataFrame:
    finished = _finished(observed)
    own = finished[finished["entity_code"] == code]
    rates = estimate_rates(own, finished)
    newest = part["month_start"].max()
    ahead = project(float(part["head_count"].iloc[-1]), rates, AHEAD_MONTHS).assign(
        month_start=[newest + pd.DateOffset(months=step) for step in range(1, AHEAD_MONTHS + 1)],
        is_projected=True,
    )
    past = part.tail(HISTORY_MONTHS + 1)[["month_start", "head_count"]].assign(
        is_projected=False,
        lower_head_count=lambda rows: rows["head_count"],
        upper_head_count=lambda rows: rows["head_count"],
    )
    span, error, is_inside = backtest(own, finished)
    return pd.concat([past, ahead]).assign(
        entity_code=code,
        joiner_ratio=rates.joiner,
        leaver_ratio=rates.leaver,
        backtest_months=span,
        backtest_error_ratio=error,
        is_in_backtest_interval=is_inside,
    )


def _finished(months: pd.DataFrame) -> pd.DataFrame:
    """Return the months without each entity's newest, which may still be running."""
    newest = months.groupby("entity_code")["month_start"].transform("max")
    return months[months["month_start"] < newest]


def backtest(
    own: pd.DataFrame, everyone: pd.DataFrame
) -> tuple[int | None, float | None, bool | None]:
    """Stand in the past, project to the last finished month, compare.

    Returns (months ahead, error as a share of the heads, whether they were in the interval); Nones
    with less than six finished months. Only what was known then is used, of the others too.
    """
    if len(own) < 6:
        return None, None, None
    span = min(BACKTEST_MONTHS_MAX, len(own) // 2)
    then, actual = own.iloc[:-span], float(own["head_count"].iloc[-1])
    known = everyone[everyone["month_start"] <= then["month_start"].max()]
    rates = estimate_rates(then, known)
    last = project(float(then["head_count"].iloc[-1]), rates, span).iloc[-1]
    error = abs(last["head_count"] - actual) / actual
    is_inside = bool(last["lower_head_count"] <= actual <= last["upper_head_count"])
    return span, round(float(error), 4), is_inside
