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
    insert_statements,
    literal,
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


def lock_waiting(names: Sequence[str]) -> list[Entry]:
    """Lock the journals that wait for approval, in order of names, and return their entries."""
    waiting: list[str] = []
    for chunk in in_chunks(sorted(set(names))):
        marks = ", ".join(["%s"] * len(chunk))
        rows = frappe.db.sql(
            f"select name from `tabJournal` where name in ({marks}) and docstatus = 0"
            " and workflow_state = 'For Approval' order by name for update",
            tuple(chunk),
        )
        waiting += [row[0] for row in rows]
    stored = load_entries(waiting)
    return [stored[name] for name in waiting]


def mark_approved(names: Sequence[str], approved_by: str, approved_for: str, at: str) -> None:
    """Mark locked journals and their lines as approved. approved_for: "" for the own right."""
    for chunk in in_chunks(names):
        marks = ", ".join(["%s"] * len(chunk))
        frappe.db.sql(
            "update `tabJournal` set docstatus = 1, workflow_state = 'Approved', modified = %s,"
            " modified_by = %s, approved_by = %s, approved_for = %s, approved_at = %s,"
            f" rejection_reason = null where name in ({marks})",
            (at, approved_by, approved_by, approved_for or None, at, *chunk),
        )
        frappe.db.sql(
            f"update `{LINE_TABLE}` set docstatus = 1 where parenttype = 'Journal'"
            f" and parent in ({marks})",
            tuple(chunk),
        )


def number_statements(rows: Sequence[tuple[str, int, str]]) -> list[str]:
    """Return the SQL that gives journals their number; rows: (journal, posting number, period)."""
    if len(rows) == 1:
        [(name, number, period)] = rows
        return [
            f"UPDATE `tabJournal` SET posting_number = {number}, period = {literal(period)}"
            f" WHERE name = {literal(name)}"
        ]
    update = "posting_number = values(posting_number), period = values(period)"
    columns = ("name", "posting_number", "period")
    return list(insert_statements("tabJournal", columns, rows, update))


def known_keys(keys: Sequence[str]) -> dict[str, str]:
    """Return idempotency key -> journal for the keys that exist."""
    found: dict[str, str] = {}
    for chunk in in_chunks(keys):
        marks = ", ".join(["%s"] * len(chunk))
        query = f"select idempotency_key, name from `tabJournal` where idempotency_key in ({marks})"
        found.update(frappe.db.sql(query, tuple(chunk)))
    return found


def mark_reversed(journal: str, reversed_by: str) -> None:
    """Point a journal to the one that reverses it."""
    frappe.db.sql(
        "update `tabJournal` set reversed_by = %s where name = %s", (reversed_by, journal)
    )


def lock_unreversed(journal: str) -> Entry | None:
    """Lock a posted journal that was not reversed and return its entry; None if it is no such."""
    rows = frappe.db.sql(
        "select docstatus, coalesce(reversed_by, '') from `tabJournal` where name = %s for update",
        (journal,),
    )
    if not rows or rows[0][0] < 1 or rows[0][1]:
        return None
    return load_entries([journal])[journal]


def find_due_reversals(day: date) -> list[tuple[str, date]]:
    """Return (journal, reversal date) of posted journals whose reversal date has come."""
    return list(
        frappe.db.sql(
            "select name, reversal_date from `tabJournal` where docstatus = 1"
            " and reversal_date <= %s and coalesce(reversed_by, '') = '' order by name",
            (day,),
        )
    )


def find_by_idempotency_key(key: str) -> str | None:
    """Return the journal that was made with this key."""
    rows = frappe.db.sql("select name from `tabJournal` where idempotency_key = %s", (key,))
    return rows[0][0] if rows else None


def sent_of_batch(batch: str) -> list[str]:
    """Return the journals of an import batch that wait for approval."""
    rows = frappe.db.sql(
        "select name from `tabJournal` where import_batch = %s and docstatus = 0"
        " and workflow_state = 'For Approval' order by name",
        (batch,),
    )
    return [row[0] for row in rows]
