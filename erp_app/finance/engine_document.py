"""Documents that only the posting engine writes, with SQL, in the posting's transaction."""

import frappe
from frappe import _
from frappe.model.document import Document


class LedgerImmutableError(frappe.ValidationError):
    """Someone tried to write the ledger through the document interface."""


class EngineDocument(Document):
    """A document that can be read, listed and printed, and nothing else."""

    def refuse(self, *args, **kwargs):
        frappe.throw(
            _("{0} is written by posting alone: correct it with a reversing journal").format(
                _(self.doctype)
            ),
            exc=LedgerImmutableError,
        )

    insert = save = _save = db_insert = db_update = db_set = delete = refuse
    before_insert = validate = on_trash = before_rename = refuse
