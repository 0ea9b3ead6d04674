"""Writes imported journals: sent for approval, in bulk, known ones left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frappe.utils import now_datetime

from erp_app.domain.ledger import JournalDraft
from erp_app.store import journals
from erp_app.store.bulk_posting import known_keys
from erp_app.store.numbering import next_references
from erp_app.store.rows import insert_rows


def insert_sent_journals(drafts: Sequence[JournalDraft], prepared_by: str, batch: str) -> int:
    """Insert checked journals that wait for approval; return how many were new.

    Each has its idempotency key; a key that exists is skipped. Never commits.
    """
    known = known_keys(draft.idempotency_key for draft in drafts)
    fresh = [draft for draft in drafts if draft.idempotency_key not in known]
    names = next_references(len(fresh))
    fresh = [
        replace(draft, journal=name, prepared_by=prepared_by)
        for draft, name in zip(fresh, names, strict=True)
    ]
    at = now_datetime().strftime("%Y-%m-%d %H:%M:%S.%f")
    stamp = (at, at, prepared_by, prepared_by)
    rows = (journals.draft_row(draft, "For Approval", at, batch) for draft in fresh)
    insert_rows("tabJournal", journals.JOURNAL_COLUMNS, rows)
    lines = (row for draft in fresh for row in journals.line_values(draft.journal, draft, stamp, 0))
    insert_rows(journals.LINE_TABLE, journals.LINE_COLUMNS, lines)
    return len(fresh)
