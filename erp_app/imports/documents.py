"""Imports any document with rows, as its declaration has the columns: no adapter of its own.

Consecutive rows with the same key are one document: columns that are fields of the document are
its head, those of its table are its rows. Every document goes the way of its form: it is inserted
while the file is checked, taken back, and inserted again when the whole file is right. Documents
with a workflow arrive sent for a decision, which another person takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import groupby

import frappe
from frappe import _

from erp_app.declarations.reading import load_declarations
from erp_app.documents.registry import load_workflows
from erp_app.imports.findings import ImportFindings
from erp_app.imports.heads import find_differing
from erp_app.imports.kinds import ImportContext, Written
from erp_app.imports.table import Row

SAVEPOINT = "import_check"
ROWS_PER_DOCUMENT_MAX = 20_000


class DocumentImport:
    """The import of one DocType from its declaration."""

    def __init__(self, doctype: str) -> None:
        declaration = load_declarations()[doctype]
        fields = {field["fieldname"]: field for field in declaration.doctype["fields"]}
        columns = declaration.sheet.import_.columns
        self.doctype, self.key = doctype, declaration.sheet.import_.key
        self.head = [name for name in columns if name in fields]
        self.rows = [name for name in columns if name not in fields]
        self.table = next(name for name, one in fields.items() if one["fieldtype"] == "Table")
        self.has_key_field = "idempotency_key" in fields
        self.user = frappe.session.user

    def check(self, rows: Iterator[Row], findings: ImportFindings) -> None:
        """Check every row's head, and insert every document to see what its form refuses."""
        seen: set[str] = set()
        for key, members in self._documents(rows):
            first = members[0]
            if not key:
                findings.add(first.number, self.key, _("The key of the document is missing"))
                continue
            if key in seen:
                text = _("The rows of {0} do not stand together").format(key)
                findings.add(first.number, self.key, text)
            seen.add(key)
            self._check_head(members, findings)
            if not findings.count and not self._find_stored(members):
                self._try(members, findings)

    def write(self, rows: Iterator[Row], context: ImportContext) -> Written:
        """Insert the documents; those that are there already are skipped."""
        made = skipped = 0
        for _key, members in self._documents(rows):
            if self._find_stored(members):
                skipped += 1
                continue
            self._build(members, context).insert()
            made += 1
        return Written(made, skipped)

    def _documents(self, rows: Iterator[Row]) -> Iterator[tuple[str, list[Row]]]:
        for key, group in groupby(rows, key=lambda row: row.text(self.key)):
            yield key, list(group)

    def _check_head(self, members: list[Row], findings: ImportFindings) -> None:
        """Find rows that say something else of the head than the first one, or too many of them."""
        first = members[0]
        find_differing(first.text(self.key), members, self.head, findings)
        if len(members) > ROWS_PER_DOCUMENT_MAX:
            text = _("More than {0} rows").format(ROWS_PER_DOCUMENT_MAX)
            findings.add(first.number, "", text)

    def _try(self, members: list[Row], findings: ImportFindings) -> None:
        """Insert as the form does, and take it back."""
        frappe.db.savepoint(SAVEPOINT)
        messages = len(frappe.local.message_log)
        try:
            self._build(members, ImportContext(self.user)).insert()
        except frappe.ValidationError as error:
            self._note(error, members, findings)
        finally:
            frappe.db.rollback(save_point=SAVEPOINT)
            del frappe.local.message_log[messages:]

    def _note(self, error: Exception, members: list[Row], findings: ImportFindings) -> None:
        """Say what the form refused, at the row that it speaks of where it speaks of one."""
        found = getattr(error, "findings", ())
        for one in found:
            row = members[one.line - 1] if one.line else members[0]
            column = one.field if one.field in (*self.head, *self.rows) else ""
            findings.add(row.number, column, findings.translate(one.template, one.values))
        if not found:
            findings.add(members[0].number, "", str(error))

    def _build(self, members: list[Row], context: ImportContext):
        doc = frappe.new_doc(self.doctype)
        doc.update({name: _stored(members[0], name) for name in self.head})
        for row in members:
            values = {name: _stored(row, name) for name in self.rows}
            if any(value not in (None, "") for value in values.values()):  # else a head alone
                doc.append(self.table, values)
        doc.flags.prepared_by = context.user
        doc.flags.import_batch = context.batch or None
        if self.has_key_field:
            doc.idempotency_key = self._digest(members)
        if workflow := load_workflows().get(self.doctype):
            first = workflow.steps_from(workflow.first_state)
            sent = [step.after for step in first if step.after in workflow.waits_for_others]
            doc.workflow_state = sent[0] if sent else workflow.first_state
        return doc

    def _find_stored(self, members: list[Row]) -> str | None:
        """Return the document that the same rows made before and that still counts."""
        if not self.has_key_field:
            return None
        wanted = {"idempotency_key": self._digest(members), "docstatus": ("<", 2)}
        return frappe.db.get_value(self.doctype, wanted, "name")

    def _digest(self, members: list[Row]) -> str:
        """Return what tells the meaning of the rows, however they are spelled or ordered."""
        names = sorted([*self.head, *self.rows])
        content = [[str(_stored(row, name) or "") for name in names] for row in members]
        return f"import:{sha256(repr(content).encode()).hexdigest()[:40]}"


def _stored(row: Row, name: str) -> object:
    """Return a cell's value as documents hold it."""
    value = row.value(name)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value
