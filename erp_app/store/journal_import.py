"""Writes imported journals: sent for approval, in bulk, known ones left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import frappe
from frappe.utils import now_datetime

from erp_app.domain.entry import Entry
from erp_app.store import journals, voucher_documents
from erp_app.store.numbering import next_references
from erp_app.store.rows import in_chunks


def find_namesakes(keys: Sequence[str]) -> dict[str, str]:
    """Return key -> journal for the keys of which another one of the same key and day is here.

    keys: "import:<key and day>:<content>". Cancelled and rejected journals do not count; a key that
    is here itself is a repeat and not given.
    """
    wanted = {key.rpartition(":")[0]: key for key in keys}
    found: dict[str, str] = {}
    repeated: set[str] = set()
    for chunk in in_chunks(list(wanted)):
        likes = " or ".join(["idempotency_key like %s"] * len(chunk))
        rows = frappe.db.sql(
            f"select idempotency_key, name from `tabJournal` where docstatus < 2"
            f" and workflow_state != 'Rejected' and ({likes})",
            tuple(f"{named}:%" for named in chunk),
        )
        for key, name in rows:
            asked = wanted[key.rpartition(":")[0]]
            if key == asked:
                repeated.add(asked)
            else:
                found[asked] = name
    return {key: name for key, name in found.items() if key not in repeated}


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
