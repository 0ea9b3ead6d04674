"""A position, a person and the appointment that joins them, counted in the headcount."""

from time import time_ns

import pytest

pytestmark = [pytest.mark.platform, pytest.mark.browser]


def read_headcount(person) -> int:
    """Return the number of employees in the summary above the report on the screen."""
    person.open("/app/query-report/Headcount")
    value = person.page.locator(".report-summary .summary-item", has_text="Employees").first
    value.wait_for()
    return int(value.locator(".summary-value").inner_text().replace(",", ""))


def test_appointed_employee_is_counted(visitors):
    manager = visitors.get("entity_b", "HR Manager")
    before = read_headcount(manager)
    number = time_ns() // 1_000_000
    position = create_position(manager, f"Archivist {number}")
    employee = create_employee(manager, f"Test Person {number}")
    manager.open(f"/app/employee/{employee}")
    manager.press("Appoint")
    manager.page.wait_for_url("**/appointment/new**")
    manager.settle()
    manager.link("position", position)
    manager.fill("from_date", "01-11-2026")
    manager.page.wait_for_function("() => cur_frm.doc.grade")
    manager.save()
    assert read_headcount(manager) == before + 1
    manager.open(f"/app/position/{position}")
    assert manager.page.evaluate("() => cur_frm.doc.status") == "Filled"


def create_position(person, title: str) -> str:
    """Create a position by its form in the first unit and grade; return its name."""
    person.open("/app/position/new")
    person.fill("title_en", title)
    person.fill("title_ar", "أمين محفوظات")
    person.link("org_unit", first_of(person, "Org Unit"))
    person.link("grade", first_of(person, "Grade"))
    person.fill("established_on", "01-11-2026")
    return person.save()


def create_employee(person, name: str) -> str:
    """Create an employee by the form; return the document's name."""
    person.open("/app/employee/new")
    person.fill("full_name_en", name)
    person.fill("full_name_ar", "شخص للاختبار")
    person.choose("gender", "Female")
    person.fill("birth_date", "01-02-1990")
    person.link("nationality", "India")
    person.fill("joined_on", "01-11-2026")
    return person.save()


def first_of(person, doctype: str) -> str:
    rows = person.call("frappe.client.get_list", doctype=doctype, limit_page_length=1)
    return rows[0]["name"]
