"""Governed figures in Python: the same as SQL over the mart; unknown names are refused."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from bi.compiler.form import load_form
from bi.compiler.marts import load_marts
from bi.figures.metrics import MetricUnknownError, metric, metrics

ROWS = [
    ("courts", "Courts", "محاكم", "2026", date(2026, 1, 1), 1_500_000, 1_000_000),
    ("courts", "Courts", "محاكم", "2026", date(2026, 2, 1), 500_000, 500_000),
    ("roads", "It's \\ roads", "طرق", "2026", date(2026, 1, 1), 3_000_000, 2_000_000),
    ("roads", "It's \\ roads", "طرق", "2025", date(2025, 1, 1), 9_000_000, 9_000_000),
    ("none", None, None, "2026", date(2026, 1, 1), 250_000, 250_000),
]


@pytest.fixture
def file(tmp_path):
    """Return a warehouse whose every declared mart is there, one of them with rows."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for mart in load_marts().values():
            columns = ", ".join(f'"{c.name}" {c.type}' for c in mart.columns.values())
            connection.execute(f"create table marts.{mart.name} ({columns})")
        connection.executemany(
            "insert into marts.rpt_finance_month (entity_code, entity_name_en, entity_name_ar,"
            " fiscal_year, month_start, expense_amount, consolidated_expense_amount)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            ROWS,
        )
    return path


def test_figure_is_what_sql_over_the_mart_says(file):
    found = metric("entity_spend", by=["entity", "month"], where={"fiscal_year": "2026"}, file=file)
    assert list(found.columns) == ["entity", "month", "entity_spend"]
    with duckdb.connect(str(file), read_only=True) as connection:
        expected = connection.execute(
            "select entity_name_en, month_start, sum(expense_amount) / 1000000"
            " from marts.rpt_finance_month where fiscal_year = '2026' group by all order by all"
        ).fetchall()
    told = [(None if e != e else e, m.date(), s) for e, m, s in found.itertuples(index=False)]
    assert told == expected


@pytest.mark.parametrize(
    ("where", "spend"),
    [
        ({}, 12.75),
        ({"entity": "It's \\ roads"}, 11.0),
        ({"entity": ["Courts", "It's \\ roads"], "fiscal_year": "2026"}, 3.5),
        ({"entity": [None]}, 0.25),
        ({"entity": ["Courts", None]}, 1.75),
        ({"month": (date(2026, 2, 1), date(2026, 12, 31))}, 0.5),
        ({"entity": "x' or '1'='1"}, None),
    ],
)
def test_conditions_are_bound(file, where, spend):
    [found] = metric("government_spend", where=where, file=file)["government_spend"]
    assert found == spend or (spend is None and found != found)


def test_values_are_in_the_language_asked_for(file):
    found = metric("entity_spend", by="entity", where={"entity": "طرق"}, language="ar", file=file)
    assert found.values.tolist() == [["طرق", 12.0]]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "goverment_spend"}, "There are: government_spend"),
        ({"name": "entity_spend", "by": ["entty"]}, "There are: entity"),
        ({"name": "entity_spend", "where": {"entity_code; drop": "x"}}, "no dimension"),
        ({"name": "nights.entity_spend"}, "There is no metric"),
    ],
)
def test_unknown_names_are_told_what_there_is(file, asked, said):
    with pytest.raises(MetricUnknownError, match=said):
        metric(**asked, file=file)


@pytest.mark.parametrize(
    "asked",
    [{"where": {"entity": []}}, {"where": {"entity": ("a", "b")}}, {"language": "fr"}],
)
def test_what_cannot_be_asked_is_refused(file, asked):
    with pytest.raises(ValueError, match=r"value|pair|none of"):
        metric("entity_spend", file=file, **asked)


def test_level_does_not_add_up_over_months(file):
    """Heads of a year are not twelve times the people."""
    rows = [
        ("courts", date(2026, 1, 1), False, 10),
        ("courts", date(2026, 2, 1), True, 12),
        ("roads", date(2026, 1, 1), True, 30),
    ]
    with duckdb.connect(str(file)) as connection:
        connection.executemany(
            "insert into marts.rpt_workforce_month (entity_name_en, month_start, is_latest_month,"
            " head_count) values (?, ?, ?, ?)",
            rows,
        )
    assert metric("heads", file=file)["heads"].tolist() == [42]
    by_month = metric("heads", by="month", file=file)["heads"].tolist()
    assert by_month == [40, 12]
    january = {"month": date(2026, 1, 1)}
    assert metric("heads", where=january, file=file)["heads"].tolist() == [40]


def test_every_figure_can_be_asked_by_every_dimension(file):
    for dataset in load_form().datasets.values():
        for name in dataset.metrics:
            for language in ("en", "ar"):
                found = metric(
                    f"{dataset.slug}.{name}", by=[*dataset.dimensions], language=language, file=file
                )
                assert list(found.columns) == [*dataset.dimensions, name]


def test_catalogue_says_unit_formula_and_owner_of_each():
    found = metrics()
    assert len(found) == sum(len(one.metrics) for one in load_form().datasets.values())
    assert (found[["name", "label", "meaning", "formula", "owner"]] != "").all().all()
