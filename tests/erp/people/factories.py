"""Makers of units, positions, people and users for tests on a real site."""

from datetime import date

from frappe.utils import random_string

from erp_app.install.users import create_user
from tests.erp.declared import build, make


def make_unit(parent: str | None = None, **more: object) -> str:
    """Return the code of a new org unit."""
    code = f"T{random_string(7).upper()}"
    values = {"unit_code": code, "name_en": f"Unit {code}", "name_ar": f"وحدة {code}"}
    return make("Org Unit", parent_org_unit=parent, **values, **more).name


def make_position(unit: str, grade: str = "G05", **values: object) -> str:
    """Return the number of a new vacant position."""
    return make("Position", org_unit=unit, grade=grade, **values).name


def build_employee(**values: object):
    """Return an employee document that is valid and not yet inserted."""
    return build("Employee", **values)


def make_employee(**values: object) -> str:
    """Return the number of a new employee."""
    return build_employee(**values).insert(ignore_permissions=True).name


def appoint(employee: str, position: str, start: str, end: str | None = None, **values: object):
    """Return a new appointment."""
    dates = {"from_date": start, "to_date": end}
    return make("Appointment", employee=employee, position=position, **dates, **values)


def make_person(unit: str, start: date | str = "2024-01-01", grade: str = "G05", **values) -> str:
    """Return an employee who holds a new position of `unit` since `start`."""
    employee = make_employee(**values)
    appoint(employee, make_position(unit, grade), str(start))
    return employee


def make_login(mailbox: str, *roles: str) -> str:
    """Return a user with exactly these roles of ours."""
    return create_user(f"{mailbox}@people.example", mailbox, list(roles))
