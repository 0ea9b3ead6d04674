"""Journals in the database: read back as entries, posted and imported ones made in bulk.

Owns the rows of journals that no form made. Those of a form's journal: `child_rows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import frappe

from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.entry import Entry, Posting
from erp_app.store.amounts import amount_from_text
from erp_app.store.rows import (
    BASE_COLUMNS,
    in_chunks,
    insert_rows,
)

LINE_TABLE = "tabJournal Line"
LINE_COLUMNS = (
    *BASE_COLUMNS,
    "parent",
    "parentfield",
    "parenttype",
    "account",
    "description",
    "debit",
    "credit",
    *DIMENSIONS,
)

JOURNAL_COLUMNS = (
    *BASE_COLUMNS,
    "title",
    "posting_date",
    "workflow_state",
    "posting_number",
    "period",
    "total_debit",
    "total_credit",
    "is_adjustment",
    "idempotency_key",
    "prepared_by",
    "contributors",
    "approved_by",
    "approved_at",
    "reverses",
    "reason",
    "import_batch",
)


def insert_entries(
    entries: Sequence[Entry], state: str, at: str, approved_by: str | None, import_batch: str
) -> None:
    """Insert journals that no form made, without a posting number: approved ones or waiting ones.

    approved_by: None for journals that wait for a person's decision. at: moment, as text.
    """
    rows = (_journal_row(entry, state, at, approved_by, import_batch) for entry in entries)
    insert_rows("tabJournal", JOURNAL_COLUMNS, rows)
    lines = (row for entry in entries for row in _line_rows(entry, at, approved_by))
    insert_rows(LINE_TABLE, LINE_COLUMNS, lines)


def _line_rows(entry: Entry, at: str, approved_by: str | None) -> Iterator[tuple]:
    docstatus = 1 if approved_by else 0
    stamp = (at, at, entry.prepared_by, approved_by or entry.prepared_by)
    for position, posting in enumerate(entry.postings, 1):
        yield (
            f"{entry.voucher}-{position}",
            *stamp,
            docstatus,
            position,
            entry.voucher,
            "lines",
            "Journal",
            posting.account,
            posting.description,
            posting.debit,
            posting.credit,
            *(value or None for value in posting.dimensions),
        )


def _journal_row(
    entry: Entry, state: str, at: str, approved_by: str | None, import_batch: str
) -> tuple:
    total = entry.total_debit
    return (
        entry.voucher,
        at,
        at,
        entry.prepared_by,
        approved_by or entry.prepared_by,
        1 if approved_by else 0,
        0,
        entry.title,
        entry.posting_date,
        state,
        0,
        None,
        total,
        total,
        entry.is_adjustment,
        entry.idempotency_key or None,
        entry.prepared_by,
        "\n".join(sorted(entry.barred)),
        approved_by,
        approved_by and at,
        entry.reverses or None,
        entry.reason or None,
        import_batch or None,
    )


def load_entries(names: Sequence[str]) -> dict[str, Entry]:
    """Return journals by name as entries, exact amounts, lines in order. Unknown names miss."""
    found: dict[str, Entry] = {}
    for chunk in in_chunks(names):
        found.update(_load_some(chunk))
    return found


def _load_some(names: Sequence[str]) -> dict[str, Entry]:
    marks = ", ".join(["%s"] * len(names))
    postings: dict[str, list[Posting]] = {name: [] for name in names}
    columns = ", ".join(f"coalesce(`{name}`, '')" for name in DIMENSIONS)
    for parent, account, description, debit, credit, *dimensions in frappe.db.sql(
        f"select parent, account, coalesce(description, ''), cast(debit as char),"
        f" cast(credit as char), {columns} from `{LINE_TABLE}`"
        f" where parent in ({marks}) and parenttype = 'Journal' order by parent, idx",
        tuple(names),
    ):
        amounts = amount_from_text(debit), amount_from_text(credit)
        postings[parent].append(Posting(account, *amounts, DimensionSet(*dimensions), description))
    heads = frappe.db.sql(
        "select name, posting_date, title, is_adjustment, owner, coalesce(prepared_by, ''),"
        " coalesce(contributors, ''), coalesce(reverses, ''), coalesce(reason, ''),"
        f" coalesce(idempotency_key, '') from `tabJournal` where name in ({marks})",
        tuple(names),
    )
    return {row[0]: _entry(row, tuple(postings[row[0]])) for row in heads}


def _entry(row: tuple, postings: tuple[Posting, ...]) -> Entry:
    name, day, title, adjustment, owner, prepared_by, contributors, reverses, reason, key = row
    return Entry(
        "Journal",
        name,
        day,
        postings,
        title=title,
        is_adjustment=bool(adjustment),
        prepared_by=prepared_by or owner,
        preparers=frozenset({owner, prepared_by, *contributors.split("\n")} - {""}),
        reverses=reverses,
        reason=reason,
        idempotency_key=key,
    )


def find_due_reversals(day: date) -> list[tuple[str, date]]:
    """Return (journal, reversal date) of posted journals whose reversal date has come."""
    return list(
        frappe.db.sql(
            "select name, reversal_date from `tabJournal` where docstatus = 1"
            " and reversal_date <= %s and coalesce(reversed_by, '') = '' order by name",
            (day,),
        )
    )


def sent_of_batch(batch: str) -> list[str]:
    """Return the journals of an import batch that wait for approval."""
    rows = frappe.db.sql(
        "select name from `tabJournal` where import_batch = %s and docstatus = 0"
        " and workflow_state = 'For Approval' order by name",
        (batch,),
    )
    return [row[0] for row in rows]
