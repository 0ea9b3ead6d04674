"""Endpoints of the People screens: guard, parse, call, shape."""

import frappe
from frappe import _
from frappe.utils import cint, getdate

from erp_app.people import moves


@frappe.whitelist(methods=["POST"])
def move_employee(
    employee: str,
    position: str,
    from_date: str,
    grade: str,
    step: int = 1,
    kind: str = "Transfer",
    reason: str | None = None,
) -> dict:
    """End the employee's appointment the day before `from_date` and start the next one.

    Both happen or neither. Returns {"ended": name or None, "started": name}.

    Raises: frappe.PermissionError; frappe.ValidationError when the dates or the position refuse.
    """
    if not frappe.has_permission("Appointment", "create"):
        frappe.throw(_("Only human resources may move employees."), frappe.PermissionError)
    terms = {"position": position, "grade": grade, "step": cint(step), "kind": kind}
    return moves.move_employee(employee, getdate(from_date), terms, reason)
