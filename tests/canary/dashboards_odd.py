"""Parts of a chart's question that it cannot have: what the database cannot reckon, values of no
type, times that never were, steps without what they need."""

from __future__ import annotations

import random
from typing import Any

REFUSED = (
    "1 / 0", "cast({c} as integer)", "{c} + 1", "sum({c})", "no_such_function({c})",
    "no_such_column", "count(*) over (", "date_trunc({c}, {c})", "'unfinished", "{c}::date",
    "log(-1)", "case when {c}", "strptime({c}, '%Y')", "{c} like 5 escape 'ab'",
    "repeat({c}, 2)::int",
    "list_extract({c}, 1)",
    "regexp_matches({c}, '(')", "10 ** 400", "cast('x' as date)", "error('no')", "avg(avg(1))", ";",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, "", 0, -1, 1.5e308, 10**30, True, [], ["a", 1, None], {}, {"a": 1}, [[1]], "2026-13-45",
    "\x00", "\ud800", "%", "'", '"', "\\", "{{{{ 1/0 }}}}", "{{%", "9" * 400, "now", "٣",
)  # fmt: skip
TIME_RANGES = (
    "", "Last week", "No filter", " : ", "2026-01-01 : 2025-01-01", "yesterday", "x : y", "9999999",
    "2026-02-30 : 2026-03-01", "DATEADD(DATETIME('x'), 1, day) : now", "previous calendar week",
    "10000-01-01 : 20000-01-01", "DATETRUNC(DATETIME('today'), eon) : ", "1 : 2 : 3", "-1 : ",
)  # fmt: skip
STEPS = (
    "pivot", "eval", "x", "sort", "aggregate", "cum", "rolling", "contribution", "compare", "diff",
    "histogram", "boxplot", "prophet", "rank", "rename", "resample", "select", "flatten", "utils",
    "geohash_decode", "geodetic_parse", "escape_separator", "__name__", "",
)  # fmt: skip
OPTIONS = (
    "columns", "index", "aggregates", "groupby", "by", "operator", "window", "rolling_type", "rule",
    "method", "bins", "column", "metric", "source_columns", "compare_columns", "time_grain",
)  # fmt: skip
OPERATORS = (
    "==", "!=", ">", "<", "IN", "NOT IN", "LIKE", "ILIKE", "IS NULL", "IS TRUE", "REGEX",
    "TEMPORAL_RANGE", "NOT LIKE", "no such",
)  # fmt: skip


def step(chance: random.Random, columns: list[Any]) -> dict[str, Any]:
    """Return a step of the reckoning over the rows, right now and then."""
    values = (columns, [], ["rows"], "rows", 3, "sum", {"rows": {"operator": "mean"}}, None)
    names = chance.sample(OPTIONS, chance.randint(0, 3))
    options = {name: chance.choice(values) for name in names}
    return {"operation": chance.choice(STEPS), "options": options}


def condition(chance: random.Random, column: str) -> dict[str, Any]:
    """Return a filter of a column by a value that is hardly one of it."""
    value = chance.choice((*VALUES, *TIME_RANGES))
    return {"col": column, "op": chance.choice(OPERATORS), "val": value}


def time(chance: random.Random, column: str) -> dict[str, Any]:
    """Return a time of a question: what it is about, how long, in which steps, beside which."""
    asked: dict[str, Any] = {
        "granularity": chance.choice((column, "posting_date", "no such")),
        "time_range": chance.choice(TIME_RANGES),
    }
    if chance.random() < 0.5:
        asked["extras"] = {"time_grain_sqla": chance.choice(("P1D", "P1M", "PT1S", "P9X", ""))}
        asked["is_timeseries"] = True
    if chance.random() < 0.4:
        asked["time_offsets"] = [chance.choice(("1 year ago", "x", "", *TIME_RANGES))]
    return asked
