"""Governed figures in Python: the same as SQL over the mart; unknown names are refused."""

from __future__ import annotations

import re
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
        ({"month": ("2026-02-01", "2026-12-31")}, 0.5),
        ({"month": "2026-01-01", "entity": "Courts"}, 1.0),
    ],
)
def test_conditions_are_bound(file, where, spend):
    [found] = metric("government_spend", where=where, file=file)["government_spend"]
    assert found == spend


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
        ({"name": None}, "None is no name of a metric"),
        ({"name": "entity_spend", "by": [None]}, "no dimension None. There are: "),
    ],
)
def test_unknown_names_are_told_what_there_is(file, asked, said):
    with pytest.raises(MetricUnknownError, match=said):
        metric(**asked, file=file)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"language": "fr"}, "fr is none of en, ar"),
        ({"by": ["entity", "entity"]}, "by: entity stands twice"),
        ({"by": None}, "by: give names of dimensions, not None"),
        ({"where": "entity"}, "where: give a dictionary"),
        ({"where": {"entity": []}}, "entity: give at least one value"),
        ({"where": {"entity": ("a", "b")}}, "entity: a pair is the first and the last day"),
        ({"where": {"entity": "Cuorts"}}, "entity: there is no 'Cuorts'. There are: Courts"),
        ({"where": {"entity": ["Courts", "x' or '1'='1"]}}, "entity: there is no \"x' or"),
        ({"where": {"entity": 7}}, "entity: there is no 7. There are: "),
        ({"where": {"month": "yesterday"}}, "month: 'yesterday' is no day: write it as 2026-01-31"),
        ({"where": {"month": 7}}, "month: 7 is no day"),
        ({"where": {"month": (None, "2026-02-01")}}, "month: None is no day"),
        ({"where": {"month": ("2026-02-30", "2026-03-01")}}, "month: '2026-02-30' is no day"),
        (
            {"where": {"month": ("2026-02-01", "2026-01-01")}},
            "month: 2026-02-01 is after 2026-01-01: write the earlier day first",
        ),
        (
            {"where": {"month": ("2031-01-01", "2031-12-31")}},
            "month: there is nothing from 2031-01-01 to 2031-12-31. There are: 2025-01-01 to 2026",
        ),
        (
            {"where": {"month": "2026-01-15"}},
            "month: there is no '2026-01-15'. There are: 2025-01-01 to 2026-02-01",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(file, asked, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        metric("entity_spend", file=file, **asked)


def test_level_does_not_add_up_over_months(file):
    """Heads of a year are not twelve times the people."""
    rows = [
        ("courts", "courts", date(2026, 1, 1), False, 10),
        ("courts", "courts", date(2026, 2, 1), True, 12),
        ("roads", "roads", date(2026, 1, 1), True, 30),
    ]
    with duckdb.connect(str(file)) as connection:
        connection.executemany(
            "insert into marts.rpt_workforce_month (entity_code, entity_name_en, month_start,"
            " is_latest_month, head_count) values (?, ?, ?, ?, ?)",
            rows,
        )
    assert metric("heads", file=file)["heads"].tolist() == [42]
    by_month = metric("heads", by="month", file=file)["heads"].tolist()
    assert by_month == [40, 12]
    january = {"month": date(2026, 1, 1)}
    assert metric("heads", where=january, file=file)["heads"].tolist() == [40]
    two = {"month": ("2026-01-01", "2026-02-28")}
    assert metric("heads", where=two, file=file)["heads"].tolist() == [42], "each in its last one"
    assert metric("heads", by="month", where=two, file=file)["heads"].tolist() == [40, 12]
    named = {"month": [date(2026, 1, 1), date(2026, 2, 1)], "entity": "courts"}
    assert metric("heads", where=named, file=file)["heads"].tolist() == [12]


def test_level_of_a_part_is_that_of_the_last_month_of_all_parts(file):
    """Nobody is left at a grade: that is none, and not who was there when somebody was."""
    rows = [
        ("courts", "courts", date(2026, 1, 1), "G1", 5),
        ("courts", "courts", date(2026, 1, 1), "G2", 5),
        ("courts", "courts", date(2026, 2, 1), "G2", 10),
    ]
    with duckdb.connect(str(file)) as connection:
        connection.executemany(
            "insert into marts.rpt_workforce_month (entity_code, entity_name_en, month_start,"
            " grade_name_en, head_count) values (?, ?, ?, ?, ?)",
            rows,
        )
    [heads] = metric("heads", where={"grade": "G1"}, file=file)["heads"]
    assert heads != heads, "no row: no figure"
    assert metric("heads", by="grade", file=file).values.tolist() == [["G2", 10]]


def test_newest_balance_is_of_the_newest_period_that_is_over(file):
    """A journal may be booked into next year; each year has a last period of its own."""
    rows = [
        ("2025", "2025-12", True, 5),
        ("2026", "2026-10", True, 7),
        ("2026", "2026-11", False, 8),
        ("2027", "2027-03", False, 9),
    ]
    with duckdb.connect(str(file)) as connection:
        connection.executemany(
            "insert into marts.rpt_trial_balance (entity_code, fiscal_year, period_code,"
            " is_finished_period, closing_amount) values ('roads', ?, ?, ?, ?)",
            rows,
        )

    def closing(**asked):
        return metric("closing", file=file, **asked)["closing"].tolist()

    assert closing() == closing(where={"fiscal_year": "2026"}) == [7]
    assert closing(where={"fiscal_year": "2025"}) == closing(where={"period": "2025-12"}) == [5]
    assert closing(where={"period": "2027-03"}) == [9], "who says which period means it"
    assert closing(by="fiscal_year") == [5, 7]
    with pytest.raises(ValueError, match="fiscal_year: no period of it is over yet"):
        closing(where={"fiscal_year": "2027"})


def test_projection_has_no_newest_month_of_its_own(file):
    rows = [(date(2026, 11, 1), False, 125), (date(2026, 12, 1), True, 130)]
    with duckdb.connect(str(file)) as connection:
        connection.executemany(
            "insert into marts.rpt_headcount_projection (entity_code, month_start, is_projected,"
            " head_count) values ('roads', ?, ?, ?)",
            rows,
        )
    with pytest.raises(ValueError, match=r"projected_heads is a level of each month.*say which"):
        metric("projected_heads", file=file)
    ahead = {"month": ("2026-11-01", "2027-12-31")}
    found = metric("projected_heads", where=ahead, file=file)["projected_heads"]
    assert found.tolist() == [130]
    assert metric("projected_heads", by="month", file=file)["projected_heads"].tolist() == [
        125,
        130,
    ]


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
