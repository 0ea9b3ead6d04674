"""Where filters of the newest open: at the build's newest value, or where Superset finds it."""

from __future__ import annotations

import duckdb
import pytest

from bi.compiler.bundle import compile_form
from bi.compiler.form import load_form
from bi.compiler.marts import load_marts
from bi.compiler.newest import newest_values


@pytest.fixture
def published(tmp_path):
    """Return a warehouse with one build that has these fiscal years."""

    def publish(*years: int):
        build = tmp_path / "builds" / "one"
        build.mkdir(parents=True)
        with duckdb.connect(build / "warehouse.duckdb") as connection:
            connection.execute("create schema marts")
            connection.execute("create table marts.rpt_finance_month (fiscal_year integer)")
            for year in years:
                connection.execute("insert into marts.rpt_finance_month values (?)", [year])
        (tmp_path / "current").symlink_to(build)
        return tmp_path

    return publish


def filters(newest, slug):
    """Return a dashboard's native filters by name."""
    bundle = compile_form(load_form(), load_marts(), newest)
    found = bundle[f"dashboards/{slug}.yaml"]["metadata"]["native_filter_configuration"]
    return {one["id"].removeprefix("NATIVE_FILTER-"): one for one in found}


def test_newest_value_of_the_published_build_is_found(published):
    found = newest_values(load_form(), published(2025, 2026, 2024))
    assert found == {"government-year": 2026, "finance-year": 2026}


def test_nothing_is_found_before_the_first_publish_or_in_an_empty_mart(tmp_path, published):
    assert newest_values(load_form(), tmp_path) == {}
    assert newest_values(load_form(), published()) == {}


@pytest.mark.parametrize(
    ("slug", "name", "column"),
    [
        ("government", "government-year", "fiscal_year"),
        ("government-ar", "government-year_ar", "fiscal_year_ar"),
    ],
)
def test_dashboard_opens_at_the_newest_without_asking(slug, name, column):
    one = filters({"government-year": 2026}, slug)[name]
    assert one["defaultDataMask"]["extraFormData"] == {
        "filters": [{"col": column, "op": "IN", "val": [2026]}]
    }
    assert one["defaultDataMask"]["filterState"]["value"] == [2026]
    assert not one["requiredFirst"]
    assert not one["controlValues"]["defaultToFirstItem"]


def test_dashboard_asks_when_the_newest_is_not_known_and_others_never_do():
    found = filters({}, "government")
    assert found["government-year"]["requiredFirst"]
    assert found["government-year"]["controlValues"]["defaultToFirstItem"]
    assert found["government-year"]["defaultDataMask"]["filterState"] == {}
    assert not found["government-entity"]["requiredFirst"]
    assert not found["government-entity"]["controlValues"]["defaultToFirstItem"]


def test_year_is_new_when_half_of_the_entities_have_finished_months_in_it(published):
    warehouse = published()
    file = (warehouse / "current" / "warehouse.duckdb").resolve()
    posted = [("roads", 2026, True), ("courts", 2026, True), ("roads", 2027, False)]
    with duckdb.connect(file) as connection:
        connection.execute(
            "create or replace table marts.rpt_finance_month"
            " (entity_code varchar, fiscal_year integer, is_finished_month boolean)"
        )
        connection.executemany("insert into marts.rpt_finance_month values (?, ?, ?)", posted)
    assert newest_values(load_form(), warehouse)["government-year"] == 2026

    with duckdb.connect(file) as connection:  # one journal of one entity dated far ahead, long ago
        connection.execute("insert into marts.rpt_finance_month values ('health', 2026, true)")
        connection.execute("insert into marts.rpt_finance_month values ('roads', 2031, true)")
    assert newest_values(load_form(), warehouse)["government-year"] == 2026

    with duckdb.connect(file) as connection:
        connection.execute("insert into marts.rpt_finance_month values ('roads', 2027, true)")
        connection.execute("insert into marts.rpt_finance_month values ('courts', 2027, true)")
    assert newest_values(load_form(), warehouse)["government-year"] == 2027


@pytest.mark.parametrize("subject", ["entity-finance", "ledger"])
def test_both_languages_open_on_the_same_entity(subject):
    """Superset takes the first value: it is the first by its code, not by either alphabet."""
    form, bundle = load_form(), compile_form(load_form(), load_marts())
    for end in ("", "-ar"):
        configured = bundle[f"dashboards/{subject}{end}.yaml"]["metadata"]
        [one] = [
            f
            for f in configured["native_filter_configuration"]
            if f["controlValues"].get("defaultToFirstItem") and "entity" in f["id"]
        ]
        assert one["sortMetric"] == "entity_order" + end.replace("-", "_")
    sql = form.datasets["finance_month"].metrics["entity_order"].sql
    assert set(sql.values()) == {"min(entity_code)"}


def test_filters_take_no_value_that_is_not_there():
    for dashboard in load_form().dashboards:
        for one in filters({}, dashboard).values():
            assert one["filterType"] == "filter_time" or not one["controlValues"]["creatable"]
