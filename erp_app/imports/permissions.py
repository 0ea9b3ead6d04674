"""Who sees which imports: the file of an import holds what its records hold.

Owns the permission hooks of Import Batch. A file of people is for those who may make people, one of
journals for those who may make journals, and all are for the auditor. Refuses everybody else, and
whoever would change the batch of another: what it makes bears the name of its uploader.
"""

import frappe

from erp_app.guards.permissions import READING
from erp_app.imports.kinds import imported_doctypes
from erp_app.store.guards import escape_value

SEE_ALL = frozenset({"Auditor", "System Manager"})


def has_import_permission(doc, ptype=None, user=None) -> bool | None:
    """No opinion on one's own batches, and on reading kinds one may make; no to all else."""
    user = user or frappe.session.user
    if doc.is_new() or doc.owner == user:
        return None
    return None if ptype in READING and doc.kind in _seen_kinds(user) else False


def get_import_conditions(user=None) -> str:
    """Return the same for lists, as a condition of SQL."""
    user = user or frappe.session.user
    kinds = ", ".join(escape_value(kind) for kind in _seen_kinds(user)) or "''"
    return (
        f"(`tabImport Batch`.owner = {escape_value(user)} or `tabImport Batch`.kind in ({kinds}))"
    )


def _seen_kinds(user: str) -> list[str]:
    doctypes = imported_doctypes()
    if not SEE_ALL.isdisjoint(frappe.get_roles(user)):
        return doctypes
    return [doctype for doctype in doctypes if frappe.has_permission(doctype, "create", user=user)]
