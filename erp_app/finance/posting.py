"""Between the Journal document and the ledger: the document's content as an entry, and back.

Owns who counts as preparer. Refuses to take that from what a client sent: it comes from the
stored document and the session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import frappe
from frappe.utils import getdate

from erp_app import ledger
from erp_app.domain.approval import require_within_limit
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.findings import Finding
from erp_app.ledger import Entry, Posting
from erp_app.store import masters
from erp_app.store.amounts import amount_of

if TYPE_CHECKING:
    from erp_app.finance.doctype.journal.journal import Journal


def build_entry(doc: Journal) -> Entry:
    """Return the document's content as the ledger sees it, amounts exact."""
    return Entry(
        doc.doctype,
        doc.name or "",
        getdate(doc.posting_date),
        tuple(build_posting(row) for row in doc.lines),
        title=doc.title or "",
        is_adjustment=bool(doc.is_adjustment),
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


def complete(doc: Journal, fill: bool) -> tuple[Entry, list[Finding]]:
    """Return the document's entry and all that is wrong with it.

    fill: let the document take over what the rules imply; only while its content may change.
    """
    entry = build_entry(doc)
    [found] = ledger.complete([entry], fill)
    if found.entry is not entry:
        doc.flags.lines_unchanged = False
        _take_over(doc, found.entry)
    return found.entry, found.findings


def _take_over(doc: Journal, entry: Entry) -> None:
    doc.title = entry.title
    for row, posting in zip(doc.lines, entry.postings, strict=True):
        row.description = posting.description
        for name, value in posting.dimensions._asdict().items():
            row.set(name, value or None)


def require_within(entry: Entry, user: str, roles: list[str]) -> None:
    """Refuse a decision on an amount beyond the user's approval limit."""
    limits = masters.load_approval_limits()
    require_within_limit(entry.total_debit, limits, user, roles, getdate())


def prepare(doc: Journal) -> None:
    """Check and authorise the approval of a document, before anything of it is written."""
    doc.flags.prepared = ledger.prepare(
        [build_entry(doc)], ledger.authority_of(frappe.session.user)
    )


def post(doc: Journal) -> None:
    """Post an approved document; the last thing before its commit."""
    [posted] = ledger.write(doc.flags.prepared)
    doc.posting_number, doc.period = posted.posting_number, posted.period
