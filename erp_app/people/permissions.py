"""Who may see a person: human resources and audit see all, an employee sees the own record.

Fail closed: the Employee role alone opens only records linked to the user. Returns None
(no opinion) for the other roles, so that the ordinary role rules decide.
"""

import frappe

from erp_app.store import people as store

_WIDE_ROLES = {"HR Officer", "HR Manager", "Auditor", "System Manager", "Administrator"}


def has_employee_permission(doc, ptype: str | None = None, user: str | None = None) -> bool | None:
    """Refuse another person's record to someone who is merely an employee."""
    user = user or frappe.session.user
    if _sees_everyone(user):
        return None
    return None if doc.user and doc.user == user else False


def has_appointment_permission(
    doc, ptype: str | None = None, user: str | None = None
) -> bool | None:
    """Refuse another person's appointment to someone who is merely an employee."""
    user = user or frappe.session.user
    if _sees_everyone(user):
        return None
    own = store.load_employee_of_user(user)
    return None if own and doc.employee == own else False


def get_employee_conditions(user: str | None = None) -> str:
    """Return the SQL condition that narrows lists of employees."""
    user = user or frappe.session.user
    return "" if _sees_everyone(user) else store.build_own_employee_condition(user)


def get_appointment_conditions(user: str | None = None) -> str:
    """Return the SQL condition that narrows lists of appointments."""
    user = user or frappe.session.user
    return "" if _sees_everyone(user) else store.build_own_appointment_condition(user)


def _sees_everyone(user: str) -> bool:
    return user == "Administrator" or bool(_WIDE_ROLES & set(frappe.get_roles(user)))
