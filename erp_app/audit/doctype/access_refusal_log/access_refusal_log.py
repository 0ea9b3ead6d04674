"""Access Refusal Log: written by `erp_app.audit.access_refusals`; nobody edits or deletes a row."""

import frappe
from frappe import _
from frappe.model.document import Document


class AccessRefusalLog(Document):
    def validate(self) -> None:
        frappe.throw(_("Refusals are recorded by the platform only"), frappe.PermissionError)

    def on_trash(self) -> None:
        frappe.throw(_("Refusals are kept as evidence"), frappe.PermissionError)
