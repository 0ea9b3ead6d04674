"""Writes imported journals: sent for approval, in bulk, known ones left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frappe.utils import now_datetime

from erp_app.domain.entry import Entry
from erp_app.store import journals, voucher_documents
from erp_app.store.numbering import next_references


def insert_sent_journals(entries: Sequence[Entry], prepared_by: str, batch: str) -> list[str]:
    """Insert completed journals that wait for approval; return the names of the new ones.

    Each has its idempotency key; a key that exists is skipped. Never commits.
    """
    keys = [entry.idempotency_key for entry in entries]
    known = voucher_documents.find_by_keys("Journal", keys)
    fresh = [entry for entry in entries if entry.idempotency_key not in known]
    names = next_references(len(fresh))
    fresh = [
        replace(entry, voucher=name, prepared_by=prepared_by)
        for entry, name in zip(fresh, names, strict=True)
    ]
    at = now_datetime().strftime("%Y-%m-%d %H:%M:%S.%f")
    journals.insert_entries(fresh, "For Approval", at, None, batch)
    return names
