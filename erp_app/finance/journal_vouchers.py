"""Journals as a voucher type: what the posting engine asks of them. Registered in hooks.py.

Owns what is different for a kind that comes by thousands: names, rows and entries in sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from erp_app.documents.vouchers import DocumentVouchers
from erp_app.domain.entry import Entry
from erp_app.ledger.vouchers import Storing
from erp_app.store import journals, voucher_documents
from erp_app.store.numbering import next_references


class JournalVouchers(DocumentVouchers):
    """See `erp_app.ledger.vouchers.VoucherType`."""

    document_type = "Journal"

    def next_names(self, count: int) -> list[str]:
        return next_references(count)

    def store_approved(self, entries: Sequence[Entry], storing: Storing) -> None:
        state = self.approval.after
        journals.insert_entries(entries, state, storing.at, storing.approved_by, storing.batch)

    def lock_waiting(self, names: Iterable[str]) -> list[Entry]:
        waiting = voucher_documents.lock_names(
            self.document_type, list(names), self.approval.before
        )
        stored = journals.load_entries(waiting)
        return [stored[name] for name in waiting]

    def lock_unreversed(self, name: str) -> Entry | None:
        if not voucher_documents.lock_unreversed(self.document_type, name):
            return None
        return journals.load_entries([name])[name]
