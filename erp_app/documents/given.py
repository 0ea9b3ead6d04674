"""What a request wrote into a document, looked at before anything is reckoned with it.

Owns the refusal of values that cannot be read and of a document that was made already. Refuses in
words, with the place, what would otherwise end as an error of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import NoReturn

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document

from erp_app.domain.findings import RuleError
from erp_app.store import voucher_documents
from erp_app.store.amounts import amount_of

_AMOUNTS = frozenset({"Currency", "Float", "Percent"})
_WHOLE = frozenset({"Check", "Int"})
# What is chosen is a name: a nought would pass for nothing chosen and be stored as one.
_CHOICES = frozenset({"Attach", "Dynamic Link", "Link", "Select"})
_TEXT = (str, int, float, Decimal, date)


class GivenDocument(Document):
    """The base of documents without a workflow that decide who may what."""

    def _validate_links(self) -> None:
        """Refuse unreadable values before links are looked up, the first thing a save does."""
        require_readable_values(self)
        super()._validate_links()


def require_readable_values(doc) -> None:
    """Refuse a value that is not of its field's type, in the document or in a row of it."""
    _require_readable(doc, "")
    for table in doc.meta.get_table_fields():
        for position, row in enumerate(doc.get(table.fieldname) or [], 1):
            _require_readable(row, _("Row {0}").format(position) + ": ")


def _require_readable(row, place: str) -> None:
    values = row.__dict__
    for name, kind, label in _written_fields(row.meta):
        value = values.get(name)
        if value is None or value == "" or _is_readable(value, kind):
            continue
        text = _("{0}{1} cannot be read: {2}").format(place, _(label), str(value)[:60])
        frappe.throw(text, title=_("Cannot Continue"))


def _written_fields(meta) -> tuple[tuple[str, str, str], ...]:
    """Return (name, type, label) of a type's values; looked up once for each copy of its meta."""
    found: tuple[tuple[str, str, str], ...] | None = meta.__dict__.get("_diwan_written")
    if found is None:
        skipped = {*no_value_fields, *table_fields}
        found = tuple(
            (field.fieldname, field.fieldtype, field.label or field.fieldname)
            for field in meta.fields
            if field.fieldtype not in skipped
        )
        meta.__dict__["_diwan_written"] = found
    return found


def _is_readable(value: object, kind: str) -> bool:
    if kind in _AMOUNTS:
        return _is_amount(value)
    if kind in _WHOLE:
        return isinstance(value, int) or (isinstance(value, str) and value.lstrip("-").isdecimal())
    if kind == "Date":
        return isinstance(value, date) or _is_day(value)
    if kind in _CHOICES:
        return isinstance(value, str)
    return isinstance(value, _TEXT)


def _is_amount(value: object) -> bool:
    if value.__class__ in (float, int):
        return True
    if isinstance(value, bool) or not isinstance(value, (str, float, int, Decimal)):
        return False
    try:
        amount_of(value)
    except (RuleError, ValueError, ArithmeticError):
        return False
    return True


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True


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
