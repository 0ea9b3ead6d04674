"""Between the Journal document and the ledger: the document's content as an entry, and back.

Owns who counts as preparer. Refuses to take that from what a client sent: it comes from the
stored document and the session.
"""

from __future__ import annotations

from typing import Any

from frappe.utils import getdate

from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.ledger import Entry, Posting
from erp_app.store.amounts import amount_of


def build_entry(doc: Any, is_opening: bool = False) -> Entry:
    """Return the document's content as the ledger sees it, amounts exact.

    is_opening: it goes to the year's opening period.
    """
    return Entry(
        doc.doctype,
        doc.name or "",
        getdate(doc.posting_date),
        tuple(build_posting(row) for row in doc.lines),
        title=doc.title or "",
        is_adjustment=bool(doc.get("is_adjustment")),
        is_opening=is_opening,
        prepared_by=doc.prepared_by or doc.owner or "",
        preparers=frozenset(doc.preparers()),
        reverses=doc.reverses or "",
        reason=doc.reason or "",
        idempotency_key=doc.idempotency_key or "",
    )


def build_posting(row: Any) -> Posting:
    """Return a row of a journal or of a template as a posting."""
    values = row.__dict__
    return Posting(
        values.get("account") or "",
        amount_of(values.get("debit")),
        amount_of(values.get("credit")),
        DimensionSet(*[values.get(name) or "" for name in DIMENSIONS]),
        values.get("description") or "",
    )


def take_over(doc: Any, entry: Entry) -> None:
    """Write what the rules implied into the document's title and rows."""
    doc.title = entry.title
    for row, posting in zip(doc.lines, entry.postings, strict=True):
        row.description = posting.description
        for name, value in posting.dimensions._asdict().items():
            row.set(name, value or None)
