"""One person's second factor. Written by `erp_app.second_factor` alone, read by nobody else."""

import frappe
from frappe import _
from frappe.model.document import Document


class SecondFactor(Document):
    """See `erp_app.store.second_factors`; no role has a right on it, no form writes it."""

    def refuse(self, *args, **kwargs):
        frappe.throw(_("A second factor is set up by its person alone"), frappe.PermissionError)

    insert = save = _save = db_insert = db_update = db_set = delete = refuse
    before_insert = validate = on_trash = before_rename = refuse
