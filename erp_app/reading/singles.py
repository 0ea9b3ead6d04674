"""Values of single documents, of which there is one per site: settings."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _


@frappe.whitelist()
def get_single_value(doctype: str, field: str) -> Any:
    """Return a field that the reader may see. Raises: frappe.PermissionError."""
    meta = frappe.get_meta(doctype)
    found = meta.get_field(field)
    is_open = bool(
        meta.issingle
        and frappe.has_permission(doctype, "read")
        and found
        and found.fieldtype != "Password"
        and found.permlevel in meta.get_permlevel_access("read")
    )
    if not is_open:
        raise frappe.PermissionError(_("Not permitted to look at {0}").format(f"{doctype}.{field}"))
    return frappe.db.get_single_value(doctype, field)
