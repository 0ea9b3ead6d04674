"""What a request gives, looked at before the base looks at it.

Owns the refusal, in words, of values that cannot be read and of a document that was made already.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document

from erp_app.store import voucher_documents
from erp_app.store.written_values import read_values


class GivenDocument(Document):
    """The base of documents without a workflow that decide who may what."""

    def _validate_links(self) -> None:
        """Refuse unreadable values before links are looked up, the first thing a save does."""
        read_values(self)
        super()._validate_links()


def require_first(doc) -> None:
    """Refuse a new document whose idempotency key another one has, or that amends a living one."""
    key, original = doc.get("idempotency_key"), doc.get("amended_from")
    if key and (found := voucher_documents.find_by_keys(doc.doctype, [str(key)])):
        _throw_key_taken(doc, found[str(key)])
    if original and frappe.db.get_value(doc.doctype, {"name": str(original)}, "docstatus") != 2:
        frappe.throw(_("{0} is not cancelled: only what was is amended").format(original))


@contextmanager
def told_of_equal(doc) -> Iterator[None]:
    """Name the document that came first, of two with one key that are stored at one moment."""
    try:
        yield
    except frappe.UniqueValidationError:
        key = doc.get("idempotency_key")
        found = key and voucher_documents.find_by_key_locked(doc.doctype, str(key))
        if not found or found == doc.name:
            raise
        frappe.clear_last_message()
        _throw_key_taken(doc, found)


def _throw_key_taken(doc, found: str) -> NoReturn:
    text = _("{0} {1} was already made with the key {2}")
    frappe.throw(
        text.format(_(doc.doctype), found, doc.idempotency_key), exc=frappe.DuplicateEntryError
    )
