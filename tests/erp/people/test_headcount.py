"""Reports count what the domain defines, at any date, whatever the grouping."""

import random
from datetime import date, timedelta

import frappe
import pytest

from erp_app.domain.people import headcount as rules
from erp_app.domain.people.records import (
    AppointmentRecord,
    EmployeeRecord,
    OrgUnitRecord,
    PositionRecord,
)
from erp_app.domain.people.tenure import Span
from erp_app.people.report.headcount.headcount import execute as run_headcount
from erp_app.people.report.vacancies.vacancies import execute as run_vacancies
from erp_app.store.people import load_org_unit_bounds
from erp_app.store.people_bulk import (
    create_appointments,
    create_employees,
    create_org_units,
    create_positions,
    number_tree,
)
from erp_app.store.people_reports import count_heads, count_heads_by_month, count_posts

DAYS = [date(2023, 1, 1), date(2024, 2, 29), date(2025, 6, 30), date(2026, 1, 1)]


@pytest.fixture
def population(site):
    """Sixty people with histories in four units of an otherwise empty entity."""
    for doctype in ("Appointment", "Employee", "Position", "Org Unit"):
        site.db.delete(doctype)
    chance = random.Random(7)
    create_org_units(
        [
            OrgUnitRecord("C", "Child", "فرع", parent="A"),
            OrgUnitRecord("A", "Top", "أعلى", "Sector"),
            OrgUnitRecord("D", "Other child", "فرع آخر", parent="A"),
            OrgUnitRecord("B", "Beside", "بجانب", "Sector"),
        ]
    )
    positions = [
        PositionRecord(
            "Position",
            "وظيفة",
            chance.choice("ABCD"),
            chance.choice(["G03", "G09"]),
            date(2022, 1, 1),
        )
        for _ in range(80)
    ]
    names = create_positions(positions)
    people = [
        EmployeeRecord(
            f"Person {i}",
            f"شخص {i}",
            chance.choice(["Female", "Male"]),
            date(1980, 1, 1),
            chance.choice(["AE", "IN", "EG"]),
            date(2022, 1, 1),
        )
        for i in range(60)
    ]
    employees = create_employees(people)
    rows = []
    for index, employee in enumerate(employees):
        start = date(2022, 1, 1) + timedelta(days=chance.randint(0, 1600))
        end = start + timedelta(days=chance.randint(0, 900)) if chance.random() < 0.5 else None
        position = positions[index]
        rows.append(
            AppointmentRecord(employee, names[index], position.org_unit, position.grade, start, end)
        )
    create_appointments(rows, date(2026, 1, 1))
    return {"positions": positions, "names": names, "people": people, "rows": rows}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("grouping", ["Org Unit", "Grade", "Gender", "Nationality"])
def test_heads_in_sql_equal_the_definition(population, day, grouping):
    keys = {
        "Org Unit": lambda row, person: row.org_unit,
        "Grade": lambda row, person: row.grade,
        "Gender": lambda row, person: person.gender,
        "Nationality": lambda row, person: person.nationality,
    }
    expected = rules.count_heads(
        (
            (row.employee, keys[grouping](row, person), Span(row.from_date, row.to_date))
            for row, person in zip(population["rows"], population["people"], strict=True)
        ),
        day,
    )
    assert {row.key: row.heads for row in count_heads(day, grouping)} == expected


@pytest.mark.parametrize("day", DAYS)
def test_vacancies_in_sql_equal_the_definition(population, day):
    positions = [
        rules.Position(name, position.established_on)
        for name, position in zip(population["names"], population["positions"], strict=True)
    ]
    held = [(row.position, Span(row.from_date, row.to_date)) for row in population["rows"]]
    _columns, rows, *_rest = run_vacancies({"as_on": day})
    assert sorted(row.position for row in rows) == sorted(
        rules.list_vacancies(positions, held, day)
    )
    counts = count_posts(day)
    assert counts.established - counts.filled - counts.frozen == len(rows)


def test_heads_of_a_unit_include_its_subtree(population):
    day = DAYS[2]
    heads = {row.key: row.heads for row in count_heads(day, "Org Unit")}
    subtree = count_heads(day, "Gender", load_org_unit_bounds("A"))
    assert sum(row.heads for row in subtree) == sum(heads.get(unit, 0) for unit in "ACD")


def test_headcount_by_month_equals_each_day_counted_alone(population):
    alone = [sum(row.heads for row in count_heads(day, "Gender")) for day in DAYS]
    assert count_heads_by_month(DAYS) == alone


def test_report_shares_sum_and_chart_follow_the_rows(population):
    columns, rows, _message, chart, summary = run_headcount({"as_on": DAYS[2], "group_by": "Grade"})
    assert {column["fieldname"] for column in columns} >= {"label", "heads", "women", "share"}
    assert summary[0]["value"] == sum(row["heads"] for row in rows) > 0
    assert chart["data"]["datasets"][0]["values"] == [row["heads"] for row in rows]
    assert all(row["women"] + row["men"] == row["heads"] for row in rows)


def test_report_labels_follow_the_language(population):
    frappe.local.lang = "ar"
    try:
        _columns, rows, *_rest = run_headcount({"as_on": DAYS[2], "group_by": "Org Unit"})
    finally:
        frappe.local.lang = "en"
    assert {row["label"] for row in rows} <= {"أعلى", "فرع", "فرع آخر", "بجانب"}


def test_report_on_a_day_before_anybody_joined_is_empty(population):
    _columns, rows, _message, chart, summary = run_headcount({"as_on": date(2010, 1, 1)})
    assert (rows, chart, summary[0]["value"]) == ([], None, 0)


def test_bulk_employees_get_person_numbers_groups_and_current_positions(population):
    people = frappe.get_all(
        "Employee", fields=["person_id", "nationality_group", "status", "position"]
    )
    assert len({row.person_id for row in people}) == 60
    assert {row.nationality_group for row in people} == {"National", "Asian", "Arab"}
    assert all((row.status == "Active") == bool(row.position) for row in people)


def test_tree_numbers_nest_and_bad_trees_are_refused():
    bounds = number_tree({"C": "A", "A": None, "D": "A", "B": None}, offset=10)
    assert bounds == {"A": (11, 16), "C": (12, 13), "D": (14, 15), "B": (17, 18)}
    with pytest.raises(ValueError, match="names the parent X"):
        number_tree({"A": "X"})
    with pytest.raises(ValueError, match="circle"):
        number_tree({"A": "B", "B": "A"})
