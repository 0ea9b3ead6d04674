"""Who sees and ends a substitution: the two people, the administrator and the auditor.

Owns the permission hooks of Delegation. The approver writes the own ones; the administrator may
end anybody's. Refuses everybody else, whatever their role.
"""

import frappe

from erp_app.guards.permissions import READING
from erp_app.store.document_policy import load_people_of_delegation
from erp_app.store.guards import escape_value

SEE_ALL = frozenset({"Entity Administrator", "Auditor", "System Manager"})
MAY_END = frozenset({"Entity Administrator"})


def has_delegation_permission(doc, ptype=None, user=None) -> bool | None:
    """No opinion on the own ones and for those who see all; no to all others.

    Whose it is, is asked of the database: a request may name anybody.
    """
    user = user or frappe.session.user
    if user == "Administrator" or doc.is_new():
        return None
    roles = frozenset(frappe.get_roles(user))
    delegator, delegate = load_people_of_delegation(doc.name)
    if ptype in READING:
        is_seen = user in (delegator, delegate) or not SEE_ALL.isdisjoint(roles)
        return None if is_seen else False
    return None if user == delegator or not MAY_END.isdisjoint(roles) else False


def get_delegation_conditions(user=None) -> str:
    """Return the same for lists, as a condition of SQL."""
    user = user or frappe.session.user
    if user == "Administrator" or not SEE_ALL.isdisjoint(frappe.get_roles(user)):
        return ""
    name = escape_value(user)
    return f"(`tabDelegation`.delegator = {name} or `tabDelegation`.delegate = {name})"
