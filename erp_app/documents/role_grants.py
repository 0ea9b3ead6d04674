"""What grants of roles do to people's accounts, and what an account's form asks for.

Owns the second person for every way to a role: a request that adds one to a user stores it nowhere
but in a Role Grant, which waits for somebody else. Taking a role away is immediate, and so is the
one role that gives no power.
"""

from __future__ import annotations

import frappe
from frappe import _

from erp_app.documents.authority import list_roles
from erp_app.documents.confirmed import MACHINE
from erp_app.domain.confirmation import CONFIRM, SENT
from erp_app.guards.documents import grantable_roles
from erp_app.store import guards
from erp_app.store import role_grants as store

GRANT = "Role Grant"
FREE_ROLES = frozenset({"Employee"})
# No request can write this object into a document's flags.
_GIVEN = object()


def mark_given(user) -> None:
    """Say of a user that is about to be saved that code of ours gives it these roles."""
    user.flags.roles_given = _GIVEN


# --- what a grant does --------------------------------------------------------------------


def give(user: str, role: str) -> None:
    """Add a role that was confirmed; who confirmed it stands in the user's versions."""
    doc = frappe.get_doc("User", user, for_update=True)
    doc.role_profile_name = None  # it would bring roles that nobody confirmed
    doc.append_roles(role)
    _save(doc)


def take_back(user: str, role: str) -> None:
    """Take a role away from whoever still has it."""
    doc = frappe.get_doc("User", user, for_update=True)
    if role not in {row.role for row in doc.roles}:
        return
    doc.role_profile_name = None
    doc.set("roles", [row for row in doc.roles if row.role != role])
    _save(doc)


def _save(user) -> None:
    mark_given(user)
    user.save(ignore_permissions=True)


# --- what a form asks for: events of every user -------------------------------------------


def hold_back(doc, method=None) -> None:
    """Keep the roles back that a person adds to a user, whichever way, until they are confirmed.

    A profile of roles only proposes: it is not kept, for each save would bring its roles again.
    Who is switched on again has lost what was held before: that is power, too.
    """
    if frappe.session.user == MACHINE or doc.flags.roles_given is _GIVEN:
        return
    doc.role_profile_name = None
    is_kept = not doc.enabled or guards.is_enabled_user(doc.name)
    held = store.load_roles_locked(doc.name) if is_kept else set()
    waiting = {row.role for row in doc.roles} - held - FREE_ROLES
    if waiting:
        doc.set("roles", [row for row in doc.roles if row.role not in waiting])
        doc.set_system_user()
    doc.flags.roles_waiting = sorted(waiting)


def follow_user(doc, method=None) -> None:
    """Send the roles that were held back for confirmation; end grants of roles that are gone."""
    for name in store.list_grants_without_role(doc.name):
        grant = frappe.get_doc(GRANT, name, for_update=True)
        grant.end_by_server(_("The role was taken away from the account"))
    if waiting := doc.flags.pop("roles_waiting", None):
        for role in waiting:
            _ask(doc.name, role)
        _tell(doc.name, waiting)


def _ask(user: str, role: str) -> None:
    """Send a grant for confirmation, unless one waits."""
    if store.find_waiting_grant(user, role):
        return
    grant = frappe.new_doc(GRANT)
    grant.update({"user": user, "role": role, "workflow_state": SENT})
    grant.purpose = _("Asked for in the account's form")
    grant.insert(ignore_permissions=True)


def _tell(user: str, waiting: list[str]) -> None:
    text = _("{0} gets {1} when another person has confirmed it. Who can: {2}")
    roles = ", ".join(map(_, waiting))
    known = grantable_roles(frappe.session.user)  # an entity has no operators
    confirmers = " / ".join(_(role) for role in sorted(list_roles(GRANT, CONFIRM) & known))
    frappe.msgprint(text.format(user, roles, confirmers), title=_("For Confirmation"))
