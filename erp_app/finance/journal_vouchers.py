"""Journals as a voucher type: what the posting engine asks of them. Registered in hooks.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from erp_app.documents.authority import list_roles
from erp_app.domain.authority import Authority
from erp_app.domain.entry import Entry
from erp_app.ledger.vouchers import PostedEntry, Storing
from erp_app.store import journals, voucher_documents
from erp_app.store.numbering import next_references


class JournalVouchers:
    """See `erp_app.ledger.vouchers.VoucherType`."""

    def approver_roles(self) -> frozenset[str]:
        return list_roles("Journal", "Approve")

    def next_names(self, count: int) -> list[str]:
        return next_references(count)

    def known_keys(self, keys: Sequence[str]) -> dict[str, str]:
        return journals.known_keys(keys)

    def store_approved(self, entries: Sequence[Entry], storing: Storing) -> None:
        journals.insert_entries(entries, "Approved", storing.at, storing.approved_by, storing.batch)

    def lock_waiting(self, names: Iterable[str]) -> list[Entry]:
        return journals.lock_waiting(list(names))

    def mark_approved(self, names: Sequence[str], authority: Authority, at: str) -> None:
        journals.mark_approved(names, authority.user, authority.on_behalf_of, at)

    def number_statements(self, posted: Sequence[PostedEntry]) -> list[str]:
        rows = [(one.entry.voucher, one.posting_number, one.period) for one in posted]
        return journals.number_statements(rows)

    def lock_unreversed(self, name: str) -> Entry | None:
        return journals.lock_unreversed(name)

    def mark_reversed(self, name: str, reversed_by: str) -> None:
        journals.mark_reversed(name, reversed_by)

    def posted_query(self) -> str:
        return voucher_documents.posted_query("Journal", "Journal Line")
