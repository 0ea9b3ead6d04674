"""Documents that only a document's own life writes, with SQL, in its transaction."""

import frappe
from frappe import _
from frappe.model.document import Document


class EngineWrittenError(frappe.ValidationError):
    """Someone tried to write such a document through the document interface."""


class EngineWritten(Document):
    """A document that can be read, listed and printed, and nothing else."""

    def refuse(self, *args, **kwargs):
        frappe.throw(
            _("{0} is written with the document it belongs to").format(_(self.doctype)),
            exc=EngineWrittenError,
        )

    insert = save = _save = db_insert = db_update = db_set = delete = refuse
    before_insert = validate = on_trash = before_rename = refuse
