"""What was served never changes its meaning: posts, appointments, units and days of service."""

import csv

import frappe
import pytest
from frappe.utils import add_days, add_years, nowdate

from erp_app.domain.people.identity import build_identity_number
from erp_app.imports.run import import_file
from tests.erp.factories import fresh_iban
from tests.erp.people.factories import (
    appoint,
    make_employee,
    make_position,
    make_unit,
)

IBAN = fresh_iban()
pytestmark = pytest.mark.usefixtures("site")


def entered_long_ago(appointment):
    appointment.db_set("creation", "2024-01-01 08:00:00", update_modified=False)
    return frappe.get_doc("Appointment", appointment.name)


@pytest.mark.parametrize(
    "change", [{"established_on": "2024-06-01"}, {"abolished_on": "2025-06-01"}]
)
def test_days_of_a_post_are_not_moved_away_from_under_who_held_it(change):
    position = make_position(make_unit())
    held = appoint(make_employee(), position, "2024-01-01", "2025-12-31")
    with pytest.raises(frappe.ValidationError, match=f"{held.name} lies outside"):
        frappe.get_doc("Position", position).update(change).save()
    frappe.get_doc("Position", position).update({"title_en": "Other"}).save()


def test_begun_appointment_is_not_deleted_and_a_planned_one_is():
    position = make_position(make_unit())
    begun = entered_long_ago(appoint(make_employee(), position, "2024-01-01", "2024-12-31"))
    with pytest.raises(frappe.ValidationError, match="stays: give its last day"):
        begun.delete()
    planned = entered_long_ago(appoint(make_employee(), position, add_days(nowdate(), 9)))
    planned.delete()


@pytest.mark.parametrize("field", ["employee", "position", "from_date", "grade", "step"])
def test_served_days_stay_those_of_the_same_person_post_and_grade(field):
    unit = make_unit()
    begun = entered_long_ago(appoint(make_employee(), make_position(unit), "2024-01-01"))
    other = {
        "employee": make_employee(), "position": make_position(unit), "grade": "G09",
        "from_date": "2024-02-01", "step": 2,
    }  # fmt: skip
    with pytest.raises(frappe.ValidationError, match=r"stays\. Enter a move"):
        begun.update({field: other[field]}).save()
    begun.reload()
    begun.update({"to_date": nowdate()}).save()


def test_last_day_that_is_over_stays():
    ended = appoint(make_employee(), make_position(make_unit()), "2024-01-01", "2024-12-31")
    with pytest.raises(frappe.ValidationError, match=r"stays\. Enter a move"):
        entered_long_ago(ended).update({"to_date": None}).save()


@pytest.mark.parametrize("length", [1, 2, 3, 5])
def test_posts_do_not_report_in_a_circle(length):
    unit = make_unit()
    line = [make_position(unit)]
    for _turn in range(length - 1):
        line.append(make_position(unit, reports_to=line[-1]))
    top = frappe.get_doc("Position", line[0])
    top.reports_to = line[-1]
    with pytest.raises(frappe.ValidationError, match="report"):
        top.save()


def test_unit_is_not_put_below_one_without_sub_units():
    leaf = make_unit()
    with pytest.raises(frappe.ValidationError, match="is not a group"):
        make_unit(parent=leaf)
    group = frappe.get_doc("Org Unit", make_unit()).update({"is_group": 1}).save()
    moved = frappe.get_doc("Org Unit", make_unit(parent=group.name))
    moved.parent_org_unit = leaf
    with pytest.raises(frappe.ValidationError, match="is not a group"):
        moved.save()


def test_age_counts_birthdays_not_years():
    joined = "2022-03-05"
    make_employee(joined_on=joined, birth_date=add_years(joined, -15))
    with pytest.raises(frappe.ValidationError, match="younger than 15"):
        make_employee(joined_on=joined, birth_date=add_days(add_years(joined, -15), 1))


@pytest.mark.parametrize("days", [
    {"birth_date": "1700-01-01"}, {"birth_date": "0085-03-01"}, {"joined_on": "2985-03-01"},
    {"joined_on": "1899-12-31"}, {"left_on": "9999-12-31"}, {"joined_on": "1960-01-01"},
])  # fmt: skip
def test_years_that_nobody_lives_in_are_refused(days):
    with pytest.raises(frappe.ValidationError):
        make_employee(**days)


def test_appointment_of_nobody_is_refused():
    with pytest.raises(frappe.ValidationError, match="EMP-NOBODY"):
        appoint("EMP-NOBODY", make_position(make_unit()), "2024-01-01")


NUMBERS = ("person_id", "identity_number", "iban")


def left_in_2023(**values) -> str:
    numbers = {"identity_number": build_identity_number(1985, 4711), "iban": IBAN}
    return make_employee(joined_on="2022-01-01", left_on="2023-12-31", **numbers, **values)


def test_who_comes_back_begins_a_second_service_with_its_gap():
    first = frappe.get_doc("Employee", left_in_2023())
    same = {field: first.get(field) for field in NUMBERS}
    with pytest.raises(
        frappe.DuplicateEntryError, match=f"already belongs to employee {first.name}"
    ):
        make_employee(joined_on="2023-12-31", **same)
    second = make_employee(joined_on="2024-03-01", **same)
    with pytest.raises(frappe.DuplicateEntryError, match="already belongs to employee"):
        make_employee(joined_on="2025-03-01", **same)
    assert second != first.name


@pytest.mark.parametrize("left_on", [None, "2100-01-01"])
def test_service_that_ended_is_not_made_to_go_on(left_on):
    employee = frappe.get_doc("Employee", left_in_2023())
    with pytest.raises(frappe.ValidationError, match="begins a second service"):
        employee.update({"left_on": left_on}).save()
    employee.reload()
    employee.update({"left_on": "2023-11-30"}).save()


def test_file_brings_somebody_back_once(tmp_path):
    first = frappe.get_doc("Employee", left_in_2023())
    plain = ("full_name_en", "full_name_ar", "gender", "birth_date", "nationality")
    row = {field: first.get(field) for field in (*plain, *NUMBERS)}
    path = tmp_path / "employees.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*row, "joined_on"])
        writer.writeheader()
        writer.writerow({**row, "joined_on": "2024-03-01"})
    for made in (1, 0):
        result = import_file("employees", path, commit=False)
        assert (result["made_count"], result["errors"]) == (made, [])
    of_person = {"person_id": first.person_id}
    assert frappe.db.count("Employee", of_person) == 2
