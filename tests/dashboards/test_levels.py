"""Levels (heads, balances) in the editor of charts: they do not add up, and it says so."""

from __future__ import annotations

import duckdb
import pytest

from bi.compiler.datasets import dataset_config
from bi.compiler.form import load_form
from bi.compiler.marts import load_marts

ROWS = """
create table marts as select * from (values
    (date '2026-01-01', false, 10), (date '2026-02-01', true, 11), (date '2026-03-01', true, 7)
) as t(month_start, is_latest_month, head_count)
"""


def metrics(slug: str) -> dict[str, dict]:
    form = load_form()
    config = dataset_config(form.datasets[slug], load_marts()[form.datasets[slug].table])
    return {one["metric_name"]: one for one in config["metrics"]}


@pytest.mark.parametrize(
    ("where", "heads"),
    [
        ("true", None),  # three months
        ("month_start = date '2026-01-01'", 10),
        ("is_latest_month", 18),  # the newest of two entities, which are not the same month
        ("not is_latest_month or month_start = date '2026-02-01'", None),
        ("false", None),
    ],
)
def test_heads_of_several_months_are_no_figure(where, heads):
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        sql = f"select {metrics('workforce_month')['heads']['expression']} from marts where {where}"
        assert connection.execute(sql).fetchone() == (heads,)


def test_every_level_says_so_in_both_languages_and_nothing_else_does():
    form = load_form()
    for slug, dataset in form.datasets.items():
        known = metrics(slug)
        for metric in dataset.metrics.values():
            for name, words in ((metric.name, "does not add up"), (f"{metric.name}_ar", "لا يُجمع")):
                extra = known[name]["extra"] or {}
                assert (words in extra.get("warning_markdown", "")) == metric.is_stock, name
                is_bound = known[name]["expression"].startswith(
                    "case when count(distinct month_start) <="
                ) or known[name]["expression"].startswith(
                    "case when count(distinct period_code) <="
                )
                assert is_bound == metric.is_stock, name
