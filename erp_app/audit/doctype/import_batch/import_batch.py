"""One uploaded file and what came of it: checked, refused or imported by a background job.

Owns the record of an import. Refuses changes once it has run: a corrected file is a new
batch.
"""

import json

import frappe
from frappe import _
from frappe.model.document import Document

from erp_app.imports.kinds import kind_of

RESULT_FIELDS = (
    "status",
    "row_count",
    "bad_row_count",
    "document_count",
    "message",
    "marked_file",
    "file_hash",
    "finished_at",
    "findings",
)
FINISHED = ("Imported",)


class ImportBatch(Document):
    """Uploaded by a person, run in the background, kept as evidence."""

    def before_insert(self) -> None:
        for field in RESULT_FIELDS:
            self.set(field, None)
        self.status = "Draft"

    def validate(self) -> None:
        doctype = self.kind
        if not frappe.has_permission(doctype, "create"):
            frappe.throw(_("You may not create {0}").format(_(doctype)), exc=frappe.PermissionError)
        kind_of(doctype)
        stored = self.get_doc_before_save()
        if stored:
            for field in (*RESULT_FIELDS, "owner", "kind"):
                self.set(field, stored.get(field))
            if stored.status in FINISHED and self.file != stored.file:
                frappe.throw(_("This file was imported: make a new batch for another file"))

    def on_trash(self) -> None:
        if self.status in FINISHED:
            frappe.throw(_("An import that was carried out is kept as evidence"))

    def record(self, **values) -> None:
        """Write results, which no form may write."""
        if "findings" in values:
            values["findings"] = json.dumps(values["findings"], ensure_ascii=False)
        self.db_set(values, update_modified=True)
