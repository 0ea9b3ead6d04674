"""Appointments: no two at once, positions that exist, and what follows from them."""

import frappe
import pytest
from frappe.utils import add_days, getdate, nowdate

from erp_app.people.moves import move_employee
from tests.erp.people.factories import (
    appoint,
    make_employee,
    make_login,
    make_position,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("site")


def test_appointment_fills_the_post_and_the_employee():
    unit = make_unit()
    employee, position = make_employee(), make_position(unit, "G07")
    appoint(employee, position, "2024-01-01")
    person, held = frappe.get_doc("Employee", employee), frappe.get_doc("Position", position)
    assert (person.status, person.position, person.org_unit) == ("Active", position, unit)
    assert (person.grade, person.step) == ("G07", 1)
    assert (held.status, held.incumbent) == ("Filled", employee)


def test_deleting_an_appointment_empties_the_post():
    employee, position = make_employee(), make_position(make_unit())
    appoint(employee, position, "2024-01-01").delete(ignore_permissions=True)
    assert frappe.db.get_value("Position", position, ["status", "incumbent"]) == ("Vacant", None)
    assert frappe.db.get_value("Employee", employee, "status") == "Awaiting Appointment"


def test_second_appointment_of_one_employee_on_a_shared_day_is_refused():
    employee = make_employee()
    held = appoint(employee, make_position(make_unit()), "2024-01-01", "2024-12-31")
    with pytest.raises(frappe.ValidationError, match=f"{employee} already has.*{held.name}"):
        appoint(employee, make_position(make_unit()), "2024-12-31")
    appoint(employee, make_position(make_unit()), "2025-01-01")


def test_post_held_by_somebody_is_refused_until_it_is_free():
    position = make_position(make_unit())
    appoint(make_employee(), position, "2024-01-01")
    with pytest.raises(frappe.ValidationError, match=f"Position {position} already has.*no end"):
        appoint(make_employee(), position, "2025-01-01")


def test_appointment_outside_service_is_refused():
    position = make_position(make_unit())
    with pytest.raises(frappe.ValidationError, match="cannot start earlier"):
        appoint(make_employee(), position, "2021-12-31")
    with pytest.raises(frappe.ValidationError, match="end the appointment by then"):
        appoint(make_employee(left_on="2025-01-31"), position, "2024-01-01")


def test_frozen_and_not_yet_established_posts_are_refused():
    unit = make_unit()
    with pytest.raises(frappe.ValidationError, match="is frozen"):
        appoint(make_employee(), make_position(unit, status="Frozen"), "2024-01-01")
    late = make_position(unit, established_on="2025-01-01")
    with pytest.raises(frappe.ValidationError, match="exists only from"):
        appoint(make_employee(), late, "2024-01-01")


def test_step_the_grade_does_not_have_is_refused():
    with pytest.raises(frappe.ValidationError, match="G05 has no step 99"):
        appoint(make_employee(), make_position(make_unit()), "2024-01-01", step=99)


def test_dates_that_run_backwards_are_refused():
    with pytest.raises(frappe.ValidationError, match="before the first day"):
        appoint(make_employee(), make_position(make_unit()), "2024-02-01", "2024-01-31")


def test_planned_appointment_changes_nothing_before_its_day():
    employee, position = make_employee(), make_position(make_unit())
    appoint(employee, position, add_days(nowdate(), 30))
    assert frappe.db.get_value("Employee", employee, "status") == "Awaiting Appointment"
    assert frappe.db.get_value("Position", position, "status") == "Vacant"


def test_held_post_cannot_be_frozen():
    position = make_position(make_unit())
    appoint(make_employee(), position, "2024-01-01")
    position = frappe.get_doc("Position", position)
    position.status = "Frozen"
    with pytest.raises(frappe.ValidationError, match="holds this position"):
        position.save()


def test_move_ends_one_appointment_and_starts_the_next():
    employee = make_employee()
    old, new = make_position(make_unit()), make_position(make_unit(), "G06")
    first = appoint(employee, old, "2024-01-01")
    start = getdate(add_days(nowdate(), -1))
    terms = {"position": new, "grade": "G06", "step": 2, "kind": "Promotion"}
    moved = move_employee(employee, start, terms, "Vacancy competition")
    first.reload()
    assert moved["ended"] == first.name
    assert (first.to_date, first.end_reason) == (getdate(add_days(start, -1)), "Moved")
    person = frappe.get_doc("Employee", employee)
    assert (person.position, person.grade, person.step) == (new, "G06", 2)
    assert frappe.db.get_value("Position", old, "status") == "Vacant"


def test_move_on_the_first_day_of_the_appointment_is_refused():
    employee = make_employee()
    appoint(employee, make_position(make_unit()), "2024-01-01")
    terms = {"position": make_position(make_unit()), "grade": "G05", "step": 1, "kind": "Transfer"}
    with pytest.raises(frappe.ValidationError, match="Choose a later day"):
        move_employee(employee, getdate("2024-01-01"), terms, None)


def test_finance_officer_may_not_move_anybody():
    from erp_app.api import people as api

    employee = make_employee()
    frappe.set_user(make_login("finance", "Finance Officer"))
    with pytest.raises(frappe.PermissionError):
        api.move_employee(employee, "POS-1", "2025-01-01", "G05")
