"""Two officers appoint two people to one position at the same moment: exactly one succeeds."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import frappe

from tests.erp.people.factories import appoint, make_employee, make_position, make_unit


def test_one_post_is_given_once_when_two_appoint_at_once(site):
    unit = make_unit()
    position, employees = make_position(unit), [make_employee() for _ in range(4)]
    site.db.commit()
    site_name, start = site.local.site, Barrier(len(employees))

    def try_to_appoint(employee: str) -> str:
        frappe.init(site=site_name, sites_path=".")
        frappe.connect()
        try:
            start.wait(timeout=30)
            name = appoint(employee, position, "2024-01-01").name
            frappe.db.commit()
            return name
        except (frappe.ValidationError, frappe.QueryDeadlockError) as refusal:
            frappe.db.rollback()
            return f"refused: {refusal}"
        finally:
            frappe.destroy()

    try:
        with ThreadPoolExecutor(len(employees)) as pool:
            results = list(pool.map(try_to_appoint, employees))
        site.db.rollback()
        held = frappe.get_all("Appointment", {"position": position}, pluck="employee")
        assert len(held) == 1, results
        assert sum(not result.startswith("refused") for result in results) == 1
        assert frappe.db.get_value("Position", position, "incumbent") == held[0]
    finally:
        site.db.delete("Appointment", {"position": position})
        site.db.delete("Position", {"name": position})
        site.db.delete("Employee", {"name": ("in", employees)})
        site.db.delete("Org Unit", {"name": unit})
        site.db.commit()
