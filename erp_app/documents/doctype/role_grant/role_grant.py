"""A role for a person, once somebody else has confirmed it: neither who asked nor who gets it.

Owns what a grant may say: a role that may be granted here at all, to a person who does not have it.
What it does to the person's account is `documents.role_grants`.
"""

import frappe
from frappe import _

from erp_app.documents import role_grants
from erp_app.documents.confirmed import ConfirmedDocument
from erp_app.domain.workflow import SYSTEM_USERS
from erp_app.guards.documents import grantable_roles
from erp_app.store import role_grants as store
from erp_app.store.guards import is_enabled_user


class RoleGrant(ConfirmedDocument):
    """See the fields; `purpose` is why the person needs the role."""

    def check_statement(self) -> None:
        grantable = grantable_roles(frappe.session.user) - role_grants.FREE_ROLES
        if self.role not in grantable or self.user in SYSTEM_USERS:
            text = _("{0} is no role that is granted to {1} here")
            frappe.throw(text.format(_(self.role), self.user), frappe.PermissionError)
        if not is_enabled_user(self.user):
            frappe.throw(_("{0} cannot sign in: switch the account on first").format(self.user))
        if self.role in store.load_roles_locked(self.user):
            frappe.throw(_("{0} holds the role {1} already").format(self.user, _(self.role)))

    def on_submit(self) -> None:
        role_grants.give(self.user, self.role)

    def on_cancel(self) -> None:
        role_grants.take_back(self.user, self.role)
