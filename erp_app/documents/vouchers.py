"""Any document that posts, as a voucher type of the ledger; registered in hooks.py.

A subclass names its DocType and is done. Works document by document, through each one's own
`build_entry`: enough for documents that come by ones and tens. A kind that comes by thousands
brings a voucher type of its own, as journals do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.model.naming import make_autoname

from erp_app.documents.authority import list_roles
from erp_app.documents.registry import workflow_of
from erp_app.domain.authority import Authority
from erp_app.domain.entry import Entry
from erp_app.domain.workflow import Effect, Step
from erp_app.ledger.vouchers import PostedEntry, Storing
from erp_app.store import voucher_documents as store


class DocumentVouchers:
    """See `erp_app.ledger.vouchers.VoucherType`. document_type: a DocType of PostingDocuments."""

    document_type: ClassVar[str]

    @property
    def approval(self) -> Step:
        """Return the step that posts."""
        steps = workflow_of(self.document_type).steps
        return next(step for step in steps if step.effect is Effect.SUBMIT)

    def approver_roles(self) -> frozenset[str]:
        return list_roles(self.document_type, self.approval.action)

    def next_names(self, count: int) -> list[str]:
        series = frappe.get_meta(self.document_type).autoname
        return [make_autoname(series) for _place in range(count)]

    def known_keys(self, keys: Sequence[str]) -> dict[str, str]:
        return store.find_by_keys(self.document_type, keys)

    def store_approved(self, entries: Sequence[Entry], storing: Storing) -> None:
        for entry in entries:
            doc = frappe.new_doc(self.document_type)
            doc.update(self.fields_of(entry))
            doc.update(_life_fields(entry, storing, self.approval.after))
            doc.name, doc.docstatus = entry.voucher, 1
            if self._row_type:
                _add_rows(doc, entry)
            doc.db_insert()

    def fields_of(self, entry: Entry) -> dict[str, object]:
        """Return the content of a document that the ledger makes.

        Of a reversal: what people wrote into the document that it takes back.
        """
        own = {"title": entry.title, "posting_date": entry.posting_date}
        if not entry.reverses:
            return own
        original = frappe.get_doc(self.document_type, entry.reverses)
        written = [
            field.fieldname
            for field in original.meta.fields
            if field.fieldtype not in (*no_value_fields, *table_fields) and not field.read_only
        ]
        return {**{name: original.get(name) for name in written}, **own}

    @property
    def _row_type(self) -> str | None:
        rows = frappe.get_meta(self.document_type).get_field("lines")
        return rows.options if rows else None

    def lock_waiting(self, names: Iterable[str]) -> list[Entry]:
        waiting = store.lock_names(self.document_type, list(names), self.approval.before)
        return [frappe.get_doc(self.document_type, name).build_entry() for name in waiting]

    def mark_approved(self, names: Sequence[str], authority: Authority, at: str) -> None:
        state = self.approval.after
        people = (authority.user, authority.on_behalf_of)
        store.mark_approved(self.document_type, names, state, *people, at)
        if self._row_type:
            store.mark_rows_approved(self._row_type, self.document_type, names)

    def number_statements(self, posted: Sequence[PostedEntry]) -> list[str]:
        rows = [(one.entry.voucher, one.posting_number, one.period) for one in posted]
        return store.number_statements(self.document_type, rows)

    def lock_unreversed(self, name: str) -> Entry | None:
        if not store.lock_unreversed(self.document_type, name):
            return None
        return frappe.get_doc(self.document_type, name).build_entry()

    def mark_reversed(self, name: str, reversed_by: str) -> None:
        store.mark_reversed(self.document_type, name, reversed_by)

    def posted_query(self) -> str:
        return store.posted_query(self.document_type, self._row_type)


def _life_fields(entry: Entry, storing: Storing, state: str) -> dict[str, object]:
    return {
        "owner": entry.prepared_by,
        "creation": storing.at,
        "modified": storing.at,
        "modified_by": storing.approved_by,
        "workflow_state": state,
        "total_debit": float(entry.total_debit),
        "total_credit": float(entry.total_credit),
        "prepared_by": entry.prepared_by,
        "contributors": "\n".join(sorted(entry.barred)),
        "approved_by": storing.approved_by,
        "approved_at": storing.at,
        "reverses": entry.reverses or None,
        "reason": entry.reason or None,
        "idempotency_key": entry.idempotency_key or None,
        "import_batch": storing.batch or None,
    }


def _add_rows(doc, entry: Entry) -> None:
    for posting in entry.postings:
        dimensions = {name: value or None for name, value in posting.dimensions._asdict().items()}
        row = {
            "account": posting.account,
            "description": posting.description,
            "debit": float(posting.debit),
            "credit": float(posting.credit),
            "docstatus": 1,
        }
        doc.append("lines", {**row, **dimensions})
    doc.set_name_in_children()
