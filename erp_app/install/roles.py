"""The roles of Diwan and a role profile for each.

Owns which roles exist. What a role may do is written in each DocType; what nobody may do is
the guards' business.
"""

import frappe

from erp_app.store import desk as store

ENTITY_ROLES = (
    "Entity Administrator",
    "Finance Officer",
    "Finance Manager",
    "Budget Controller",
    "Buyer",
    "Purchasing Manager",
    "Treasurer",
    "HR Officer",
    "HR Manager",
    "Auditor",
    "Employee",
)
HUB_ROLES = ("Centre Operator", "Supplier Registrar", "Supplier Approver", "Analytics User")
ROLES = ENTITY_ROLES + HUB_ROLES

# Auditors and operators act for the whole entity or centre; the others are also employees.
_NOT_EMPLOYEES = {"Auditor", *HUB_ROLES, "Employee"}
# They sign in at the hub and work elsewhere.
WITHOUT_DESK = {"Analytics User"}


def install_roles() -> None:
    """Create missing roles (with Desk access, but for those that never use it) and profiles."""
    for role in ROLES:
        if not store.exists("Role", role):
            frappe.get_doc({"doctype": "Role", "role_name": role}).insert(ignore_permissions=True)
        store.set_value("Role", role, "desk_access", int(role not in WITHOUT_DESK))
    for role in ROLES:
        if not store.exists("Role Profile", role):
            _insert_profile(role)


def list_profile_roles(role: str) -> list[str]:
    """Return the roles that come with the profile of `role`.

    >>> list_profile_roles("Finance Officer")
    ['Finance Officer', 'Employee']
    """
    return [role] if role in _NOT_EMPLOYEES else [role, "Employee"]


def close_system_manager_role() -> None:
    """Take System Manager out of everybody's reach, on sites that are ours alone.

    Frappe gives that role by itself to whoever is saved first while nobody has it, and
    refuses to disable users when nobody would keep it. With the role closed neither happens:
    only Administrator, whose password nobody knows, stands above the entity's own roles.
    """
    store.set_value("Role", "System Manager", "disabled", 1)
    store.delete_role_grants("System Manager", except_user="Administrator")


def _insert_profile(role: str) -> None:
    frappe.get_doc(
        {
            "doctype": "Role Profile",
            "role_profile": role,
            "roles": [{"role": name} for name in list_profile_roles(role)],
        }
    ).insert(ignore_permissions=True)
