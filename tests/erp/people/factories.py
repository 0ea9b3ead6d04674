"""Makers of units, posts, people and users for tests on a real site."""

from datetime import date

import frappe
from frappe.utils import random_string

from erp_app.install.users import create_user


def make_unit(parent: str | None = None) -> str:
    """Return the code of a new org unit."""
    code = f"T{random_string(7).upper()}"
    values = {"unit_code": code, "name_en": f"Unit {code}", "name_ar": f"وحدة {code}"}
    unit = frappe.get_doc({"doctype": "Org Unit", **values, "parent_org_unit": parent})
    return unit.insert(ignore_permissions=True).name


def make_position(unit: str, grade: str = "G05", **values: object) -> str:
    """Return the number of a new vacant post."""
    post = {
        "doctype": "Position",
        "title_en": "Specialist",
        "title_ar": "أخصائي",
        "org_unit": unit,
        "grade": grade,
        "established_on": "2020-01-01",
        **values,
    }
    return frappe.get_doc(post).insert(ignore_permissions=True).name


def build_employee(**values: object):
    """Return an employee document that is valid and not yet inserted."""
    employee = {
        "doctype": "Employee",
        "full_name_en": "Test Person",
        "full_name_ar": "شخص تجريبي",
        "gender": "Female",
        "birth_date": "1985-03-01",
        "nationality": "AE",
        "joined_on": "2022-01-01",
        **values,
    }
    return frappe.get_doc(employee)


def make_employee(**values: object) -> str:
    """Return the number of a new employee."""
    return build_employee(**values).insert(ignore_permissions=True).name


def appoint(employee: str, position: str, start: str, end: str | None = None, **values: object):
    """Return a new appointment."""
    appointment = {
        "doctype": "Appointment",
        "employee": employee,
        "position": position,
        "from_date": start,
        "to_date": end,
        **values,
    }
    return frappe.get_doc(appointment).insert(ignore_permissions=True)


def make_person(unit: str, start: date | str = "2024-01-01", grade: str = "G05", **values) -> str:
    """Return an employee who holds a new post of `unit` since `start`."""
    employee = make_employee(**values)
    appoint(employee, make_position(unit, grade), str(start))
    return employee


def make_login(mailbox: str, *roles: str) -> str:
    """Return a user with exactly these roles of ours."""
    return create_user(f"{mailbox}@people.example", mailbox, list(roles))
