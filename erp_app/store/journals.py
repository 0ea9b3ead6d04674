"""Journals in the database: lines written in bulk, drafts read back, posted ones made.

Owns the journal's tables. Lines are written with one statement whatever their number:
the framework's own way is one statement for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import frappe

from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.ledger import JournalDraft, Posting
from erp_app.domain.periods import Period
from erp_app.store.amounts import amount_from_text
from erp_app.store.rows import insert_rows

LINE_TABLE = "tabJournal Line"
LINE_COLUMNS = (
    "name",
    "creation",
    "modified",
    "owner",
    "modified_by",
    "docstatus",
    "idx",
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
    "name",
    "creation",
    "modified",
    "owner",
    "modified_by",
    "docstatus",
    "idx",
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


def upsert_lines(rows: Sequence[object]) -> None:
    """Write document rows of journal lines; rows that exist are replaced."""
    columns = _document_columns()
    replace = ", ".join(f"`{column}` = values(`{column}`)" for column in columns[1:])
    insert_rows(LINE_TABLE, columns, _document_values(rows, columns), replace)


def insert_document_lines(rows: Sequence[object]) -> None:
    """Write document rows of journal lines that are all new."""
    columns = _document_columns()
    insert_rows(LINE_TABLE, columns, _document_values(rows, columns))


def _document_columns() -> list[str]:
    """Return the stored columns of a line, a site's own fields included, name first."""
    columns = frappe.get_meta("Journal Line").get_valid_columns()
    return ["name", *(column for column in columns if column != "name")]


def _document_values(rows: Iterable[object], columns: Sequence[str]) -> Iterable[list]:
    return ([row.__dict__.get(column) for column in columns] for row in rows)


def stamp_lines(journal: str, docstatus: int, modified: str, modified_by: str) -> None:
    """Carry the journal's status over to its unchanged lines."""
    frappe.db.sql(
        f"update `{LINE_TABLE}` set docstatus = %s, modified = %s, modified_by = %s"
        " where parent = %s and parenttype = 'Journal'",
        (docstatus, modified, modified_by, journal),
    )


def delete_lines_except(journal: str, names: Sequence[str]) -> None:
    """Delete the journal's lines that are not among the names."""
    query = f"delete from `{LINE_TABLE}` where parent = %s and parenttype = 'Journal'"
    if names:
        query += f" and name not in ({', '.join(['%s'] * len(names))})"
    frappe.db.sql(query, (journal, *names))


def line_values(
    journal: str, draft: JournalDraft, stamp: tuple[str, str, str, str], docstatus: int
) -> list[tuple]:
    """Return rows of LINE_COLUMNS for the lines of a journal that no form made.

    stamp: creation, modified, owner, modified_by.
    """
    return [
        (
            f"{journal}-{position}",
            *stamp,
            docstatus,
            position,
            journal,
            "lines",
            "Journal",
            posting.account,
            posting.description,
            posting.debit,
            posting.credit,
            *(value or None for value in posting.dimensions),
        )
        for position, posting in enumerate(draft.postings, 1)
    ]


def insert_posted_journal(
    draft: JournalDraft,
    period: Period,
    posting_number: int,
    approved_by: str,
    posted_at: str,
) -> None:
    """Insert an approved journal that has already been posted to the ledger."""
    row = posted_row(draft, period.code, posting_number, approved_by, posted_at, "")
    insert_rows("tabJournal", JOURNAL_COLUMNS, [row])
    stamp = (posted_at, posted_at, draft.prepared_by, approved_by)
    insert_rows(LINE_TABLE, LINE_COLUMNS, line_values(draft.journal, draft, stamp, 1))


def posted_row(
    draft: JournalDraft,
    period: str,
    posting_number: int,
    approved_by: str,
    posted_at: str,
    import_batch: str,
) -> tuple:
    """Return a row of JOURNAL_COLUMNS for an approved and posted journal."""
    total = draft.total_debit
    return (
        draft.journal,
        posted_at,
        posted_at,
        draft.prepared_by,
        approved_by,
        1,
        0,
        draft.title,
        draft.posting_date,
        "Approved",
        posting_number,
        period,
        total,
        total,
        draft.is_adjustment,
        draft.idempotency_key or None,
        draft.prepared_by,
        draft.prepared_by,
        approved_by,
        posted_at,
        draft.reverses or None,
        draft.reason or None,
        import_batch or None,
    )


def draft_row(draft: JournalDraft, state: str, created_at: str, import_batch: str) -> tuple:
    """Return a row of JOURNAL_COLUMNS for a journal that waits for a person's decision."""
    total = draft.total_debit
    return (
        draft.journal,
        created_at,
        created_at,
        draft.prepared_by,
        draft.prepared_by,
        0,
        0,
        draft.title,
        draft.posting_date,
        state,
        0,
        None,
        total,
        total,
        draft.is_adjustment,
        draft.idempotency_key or None,
        draft.prepared_by,
        draft.prepared_by,
        None,
        None,
        draft.reverses or None,
        draft.reason or None,
        import_batch or None,
    )


def load_drafts(names: Sequence[str]) -> dict[str, JournalDraft]:
    """Return journals by name as drafts, exact amounts, lines in order. Unknown names miss."""
    if not names:
        return {}
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
        "select name, posting_date, title, is_adjustment, coalesce(idempotency_key, ''),"
        f" owner, coalesce(reverses, ''), coalesce(reason, '') from `tabJournal`"
        f" where name in ({marks})",
        tuple(names),
    )
    return {
        name: JournalDraft(
            name, day, tuple(postings[name]), title, bool(adjustment), key, owner, reverses, reason
        )
        for name, day, title, adjustment, key, owner, reverses, reason in heads
    }


def mark_reversed(journal: str, reversed_by: str) -> None:
    """Point a journal to the one that reverses it."""
    frappe.db.sql(
        "update `tabJournal` set reversed_by = %s where name = %s", (reversed_by, journal)
    )


def lock_unreversed(journal: str) -> bool:
    """Lock a journal's row and tell whether it is posted and not yet reversed."""
    rows = frappe.db.sql(
        "select docstatus, coalesce(reversed_by, '') from `tabJournal` where name = %s for update",
        (journal,),
    )
    return bool(rows) and rows[0][0] >= 1 and not rows[0][1]


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
