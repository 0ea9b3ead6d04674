"""One uploaded file and what came of it: checked, refused or imported by a background job.

Owns the record of an import. Its uploader changes it until it is started, and again when it came to
nothing; afterwards a corrected file is a new batch. Refuses files of others and results of clients.
"""

import json

import frappe
from frappe import _

from erp_app.documents.given import GivenDocument
from erp_app.documents.refusals import rules
from erp_app.imports.jobs import OPEN
from erp_app.imports.kinds import kind_of
from erp_app.imports.uploads import require_upload

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


class ImportBatch(GivenDocument):
    """Uploaded by a person, run in the background, kept as evidence.

    Who may see it is said in `erp_app.imports.permissions`.
    """

    def before_insert(self) -> None:
        for field in RESULT_FIELDS:
            self.set(field, None)
        self.status = "Draft"

    def validate(self) -> None:
        stored = self.get_doc_before_save()
        if stored:
            self.keep(stored)
        with rules():
            kind_of(self.kind)
            if not frappe.has_permission(self.kind, "create"):
                text = _("You may not create {0}").format(_(self.kind))
                frappe.throw(text, exc=frappe.PermissionError)
            if not stored or self.file != stored.file:
                require_upload(self.file, self.owner)

    def keep(self, stored) -> None:
        """Put back what no form writes; refuse others, and another file to what was started."""
        if frappe.session.user not in (stored.owner, "Administrator"):
            text = _("Only {0} can change this import")
            frappe.throw(text.format(stored.owner), frappe.PermissionError)
        for field in (*RESULT_FIELDS, "owner", "kind"):
            self.set(field, stored.get(field))
        if stored.status not in OPEN:
            self.amount_style = stored.amount_style
        if stored.status not in OPEN and self.file != stored.file:
            text = _("This import is {0}: make a new batch for another file")
            frappe.throw(text.format(_(stored.status)))

    def on_trash(self) -> None:
        if self.status not in OPEN:
            frappe.throw(_("An import that was carried out is kept as evidence"))

    def keeps_files(self) -> bool:
        """Return True once it was started: its file and what was said of it are evidence."""
        return self.status not in OPEN

    def takes_files(self) -> bool:
        """Return True: the marked-up copy is attached by the server."""
        return True

    def record(self, **values) -> None:
        """Write results, which no form may write."""
        if "findings" in values:
            values["findings"] = json.dumps(values["findings"], ensure_ascii=False)
        self.db_set(values, update_modified=True)
