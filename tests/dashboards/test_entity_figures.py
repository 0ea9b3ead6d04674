"""What an entity's ERP shows of the warehouse: its own figures, and of others a range alone."""

from __future__ import annotations

import json
from datetime import date, datetime

import duckdb
import pytest

from bi.compiler.form import load_form
from bi.compiler.marts import load_marts
from bi.figures import entities as entity_figures

CODES = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"]


@pytest.fixture
def connection():
    """Return marts of seven entities: two years of spend, heads of two months, some positions."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        for mart in load_marts().values():
            columns = ", ".join(f'"{c.name}" {c.type}' for c in mart.columns.values())
            connection.execute(f"create table marts.{mart.name} ({columns})")
        for number, code in enumerate(CODES, 1):
            _fill(connection, code, number)
        yield connection


def _fill(connection, code: str, number: int) -> None:
    connection.execute(
        "insert into marts.rpt_entity_freshness (entity_code, freshness_status, data_as_of)"
        " values (?, 'Fresh', ?)",
        [code, datetime(2026, 3, 10, 22, 0)],
    )
    rows = [
        (
            code,
            str(year),
            date(year, month, 1),
            (year, month) != (2026, 3),
            number * 1_000_000 * (month + (year == 2026)),
        )
        for year in (2025, 2026)
        for month in (1, 2, 3)
    ]
    connection.executemany(
        "insert into marts.rpt_finance_month (entity_code, fiscal_year, month_start,"
        " is_finished_month, expense_amount, revenue_amount) values (?, ?, ?, ?, ?, 0)",
        rows,
    )
    for month, heads in ((date(2025, 3, 1), 10), (date(2026, 3, 1), 10 + number)):
        connection.execute(
            "insert into marts.rpt_workforce_month (entity_code, month_start, head_count,"
            " is_national, gender) values (?, ?, ?, true, 'Female')",
            [code, month, heads],
        )
    connection.execute(
        "insert into marts.rpt_establishment (entity_code, position_count, vacant_count,"
        " frozen_count) values (?, 10, ?, 0)",
        [code, number],
    )


def figures_of(connection, code):
    found = entity_figures.figures_of_entities(connection, load_form())
    return {one["name"]: one for one in found[code]["figures"]}


def test_flow_adds_up_the_finished_months_beside_the_same_of_last_year(connection):
    """March 2026 is not over: January and February of both years."""
    spend = figures_of(connection, "beta")["entity_spend"]
    assert (spend["value"], spend["before"]) == (2 * (2 + 3), 2 * (1 + 2))
    assert (spend["first"], spend["last"]) == ("2026-01-01", "2026-02-01")
    assert spend["change"] == pytest.approx(10 / 6 - 1)
    assert [month for month, _ in spend["months"]][-1] == "2026-02-01"


def test_stock_is_the_newest_month_beside_a_year_before(connection):
    heads = figures_of(connection, "gamma")["heads"]
    assert (heads["value"], heads["before"]) == (13, 10)
    assert heads["change"] == pytest.approx(0.3)


def test_peers_are_a_range_of_the_others(connection):
    vacancy = figures_of(connection, "alpha")["vacancy_ratio"]
    assert vacancy["value"] == pytest.approx(0.1)
    peers = vacancy["peers"]
    assert peers["count"] == len(CODES) - 1
    assert 0.2 <= peers["low"] < peers["middle"] < peers["high"] <= 0.7


def test_few_peers_are_not_shown(connection):
    connection.execute("delete from marts.rpt_establishment where entity_code > 'e'")
    assert figures_of(connection, "alpha")["vacancy_ratio"]["peers"] is None


def test_without_last_year_there_is_no_change(connection):
    connection.execute("delete from marts.rpt_finance_month where month_start = date '2025-02-01'")
    spend = figures_of(connection, "beta")["entity_spend"]
    assert (spend["before"], spend["change"]) == (None, None)


def test_file_of_an_entity_names_no_other(connection, tmp_path):
    file = tmp_path / "w.duckdb"
    connection.execute(f"attach '{file}' as w")
    connection.execute("copy from database memory to w")
    connection.execute("detach w")
    folder = tmp_path / "figures"
    (folder).mkdir()
    (folder / "gone.json").write_text("{}")
    assert entity_figures.write_entity_figures(load_form(), file, folder) == sorted(CODES)
    for code in CODES:
        path = folder / f"{code}.json"
        assert path.stat().st_mode & 0o077 == 0
        text = path.read_text()
        assert not [other for other in CODES if other != code and other in text]
        assert len(json.loads(text)["figures"]) == len(entity_figures.FIGURES)
    assert not (folder / "gone.json").exists()
