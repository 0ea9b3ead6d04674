"""What all trees have in common: a record stands below a group of its own tree, or at the top."""

import frappe
from frappe import _


def require_group_parent(doc) -> None:
    """Refuse a parent that is not there, is not a group, or is the record itself."""
    parent = doc.get(doc.nsm_parent_field)
    if not parent:
        return
    if parent == doc.name:
        frappe.throw(_("{0} cannot be its own parent").format(doc.name))
    is_group = frappe.db.get_value(doc.doctype, parent, "is_group")
    if is_group is None:
        frappe.throw(_("There is no {0} {1}").format(_(doc.doctype), parent))
    if not is_group:
        frappe.throw(_("{0} is not a group: choose a group as parent").format(parent))
