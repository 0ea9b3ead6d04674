"""A tile with more groups than it may show is found in the build that readers see."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from bi.compiler.cuts import check_nothing_is_cut
from bi.compiler.form import load_form
from bi.compiler.marts import load_marts
from bi.compiler.parts import ROWS_MAX


@pytest.fixture
def publish(tmp_path):
    """Return what publishes a build: every mart empty but one, which has so many entities."""

    def make(table: str, groups: int, arabic: str = "entity_name_ar"):
        build = tmp_path / "builds" / "one"
        build.mkdir(parents=True)
        with duckdb.connect(str(build / "warehouse.duckdb")) as connection:
            connection.execute("create schema marts")
            for mart in load_marts().values():
                columns = ", ".join(f'"{c.name}" {c.type}' for c in mart.columns.values())
                connection.execute(f"create table marts.{mart.name} ({columns})")
            connection.execute(
                f"insert into marts.{table} (entity_code, entity_name_en, entity_name_ar)"
                " select n, 'name ' || n, case when ? then 'الاسم' else 'اسم ' || n end"
                " from range(?) as t (n)",
                [arabic == "one", groups],
            )
        (tmp_path / "current").symlink_to(build)
        return tmp_path

    return make


def found(warehouse, slug):
    findings = check_nothing_is_cut(load_form(), warehouse)
    return [str(one) for one in findings if f"tile {slug}:" in str(one)]


def test_tile_within_its_rows_is_not_cut(publish):
    assert found(publish("rpt_finance_headline", ROWS_MAX), "government-by-entity") == []


def test_tile_with_one_group_too_many_is_found_in_both_languages(publish):
    warehouse = publish("rpt_finance_headline", ROWS_MAX + 1)
    english, arabic = found(warehouse, "government-by-entity")
    assert "dashboards/government.yml" in english
    assert "shows 10,000 of 10,001 groups in en" in english
    assert "in ar" in arabic


def test_tile_that_is_cut_in_one_language_alone_is_found(publish):
    [finding] = found(publish("rpt_finance_headline", ROWS_MAX + 1, "one"), "government-by-entity")
    assert "in en" in finding


def test_rows_are_counted_one_by_one(publish):
    warehouse = publish("rpt_entity_freshness", ROWS_MAX + 1, "one")
    assert len(found(warehouse, "quality-every-entity")) == 2


def test_tile_with_pages_is_never_cut(publish):
    warehouse = publish("rpt_finance_headline", 1)
    with duckdb.connect(str((warehouse / "current").resolve() / "warehouse.duckdb")) as connection:
        connection.execute(
            "insert into marts.fct_ledger_line (entity_code) select 'a' from range(?)",
            [ROWS_MAX + 1],
        )
    assert found(warehouse, "ledger-lines") == []
    form = load_form()
    ledger = form.dashboards["ledger"]
    rows = tuple(tuple(replace(t, has_pages=False) for t in row) for row in ledger.rows)
    form.dashboards["ledger"] = replace(ledger, rows=rows)
    assert any("tile ledger-lines" in str(one) for one in check_nothing_is_cut(form, warehouse))


def test_nothing_is_said_before_the_first_publish(tmp_path):
    assert check_nothing_is_cut(load_form(), tmp_path) == []
