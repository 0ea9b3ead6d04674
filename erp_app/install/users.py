"""People who may log in, made with our own roles only.

Owns `create_user` and the first users of a site. Refuses roles that are not ours: the
framework's own roles are never given to a person.
"""

from dataclasses import dataclass

import frappe
from frappe import _

from erp_app.documents.role_grants import mark_given
from erp_app.install.roles import HUB_ROLES, ROLES, list_profile_roles
from erp_app.store import desk as store


@dataclass(frozen=True, slots=True)
class FirstUser:
    """One of the users every new site starts with; `mailbox` is the part before the @."""

    mailbox: str
    name: str
    role: str


ENTITY_USERS = (
    FirstUser("administrator", "Entity Administrator", "Entity Administrator"),
    FirstUser("finance.officer", "Finance Officer", "Finance Officer"),
    FirstUser("finance.manager", "Finance Manager", "Finance Manager"),
    FirstUser("budget.controller", "Budget Controller", "Budget Controller"),
    FirstUser("buyer", "Buyer", "Buyer"),
    FirstUser("purchasing.manager", "Purchasing Manager", "Purchasing Manager"),
    FirstUser("treasurer", "Treasurer", "Treasurer"),
    FirstUser("hr.officer", "HR Officer", "HR Officer"),
    FirstUser("hr.manager", "HR Manager", "HR Manager"),
    FirstUser("auditor", "Auditor", "Auditor"),
    FirstUser("employee", "Employee", "Employee"),
)
# Two: what one of them gives, the other one confirms.
HUB_USERS = (
    FirstUser("operator", "Centre Operator", "Centre Operator"),
    FirstUser("second.operator", "Second Operator", "Centre Operator"),
    FirstUser("supplier.registrar", "Supplier Registrar", "Supplier Registrar"),
    FirstUser("supplier.approver", "Supplier Approver", "Supplier Approver"),
)


def create_user(
    email: str,
    name: str,
    roles: list[str],
    password: str | None = None,
    language: str = "en",
) -> str:
    """Create a user, or bring an existing one to these roles; return the user's id.

    password None: the user exists but cannot log in until one is set.
    Raises: frappe.ValidationError when a role is not one of ours.
    """
    foreign = sorted(set(roles) - set(ROLES))
    if foreign:
        frappe.throw(_("{0} cannot be given to a user.").format(", ".join(foreign)))
    email = email.strip().lower()
    user = frappe.get_doc("User", email) if store.exists("User", email) else frappe.new_doc("User")
    user.update(
        {
            "email": email,
            "first_name": name,
            "language": language,
            "enabled": 1,
            "send_welcome_email": 0,
            "time_zone": "Asia/Dubai",
        }
    )
    user.set("roles", [{"role": role} for role in roles])
    mark_given(user)
    user.flags.no_welcome_mail = True
    user.flags.ignore_password_policy = True
    if password:
        user.new_password = password
    user.save(ignore_permissions=True)
    return user.name


def create_first_users(role: str, domain: str) -> list[str]:
    """Create the users a site of this role starts with, without passwords.

    role: hub, entity or template. domain: what follows the @. Returns their ids.
    """
    users = HUB_USERS if role == "hub" else ENTITY_USERS
    return [
        create_user(f"{user.mailbox}@{domain}", user.name, list_profile_roles(user.role))
        for user in users
    ]


def remove_entity_users() -> None:
    """Take the entity's first users off a site that has become the hub."""
    for name in store.list_users_of_site():
        if not set(frappe.get_roles(name)) & set(HUB_ROLES):
            frappe.delete_doc("User", name, force=True, ignore_permissions=True)
