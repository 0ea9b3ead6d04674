"""Documents that post, as the ledger needs them: locked, marked and numbered in sets.

Serves every DocType with the fields of a posting document; what is particular to one of them is
not known here.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe

from erp_app.store.rows import in_chunks, insert_statements, literal


def _marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))


def find_by_keys(doctype: str, keys: Sequence[str]) -> dict[str, str]:
    """Return idempotency key -> document for the keys that exist."""
    found: dict[str, str] = {}
    for chunk in in_chunks(keys):
        query = (
            f"select idempotency_key, name from `tab{doctype}`"
            f" where idempotency_key in ({_marks(chunk)})"
        )
        found.update(frappe.db.sql(query, tuple(chunk)))
    return found


def find_by_key_locked(doctype: str, key: str) -> str | None:
    """Return the document with a key as it stands now, whatever this transaction saw before."""
    rows = frappe.db.sql(
        f"select name from `tab{doctype}` where idempotency_key = %s lock in share mode", (key,)
    )
    return rows[0][0] if rows else None


def lock_names(doctype: str, names: Sequence[str], state: str) -> list[str]:
    """Lock the drafts of these that are in a state, in order of names; return their names."""
    found: list[str] = []
    for chunk in in_chunks(sorted(set(names))):
        rows = frappe.db.sql(
            f"select name from `tab{doctype}` where name in ({_marks(chunk)}) and docstatus = 0"
            " and workflow_state = %s order by name for update",
            (*chunk, state),
        )
        found += [row[0] for row in rows]
    return found


def mark_approved(
    doctype: str, names: Sequence[str], state: str, approved_by: str, approved_for: str, at: str
) -> None:
    """Mark locked documents as approved. approved_for: "" for the own right; at: as text."""
    for chunk in in_chunks(names):
        frappe.db.sql(
            f"update `tab{doctype}` set docstatus = 1, workflow_state = %s, modified = %s,"
            " modified_by = %s, approved_by = %s, approved_for = %s, approved_at = %s,"
            f" rejection_reason = null where name in ({_marks(chunk)})",
            (state, at, approved_by, approved_by, approved_for or None, at, *chunk),
        )


def mark_rows_approved(row_type: str, doctype: str, names: Sequence[str]) -> None:
    """Mark the rows of approved documents like their documents."""
    for chunk in in_chunks(names):
        frappe.db.sql(
            f"update `tab{row_type}` set docstatus = 1"
            f" where parenttype = %s and parent in ({_marks(chunk)})",
            (doctype, *chunk),
        )


def number_statements(doctype: str, rows: Sequence[tuple[str, int, str]]) -> list[str]:
    """Return the SQL that gives documents their number; rows: (name, posting number, period)."""
    if len(rows) == 1:
        [(name, number, period)] = rows
        return [
            f"UPDATE `tab{doctype}` SET posting_number = {number}, period = {literal(period)}"
            f" WHERE name = {literal(name)}"
        ]
    update = "posting_number = values(posting_number), period = values(period)"
    columns = ("name", "posting_number", "period")
    return list(insert_statements(f"tab{doctype}", columns, rows, update))


def lock_unreversed(doctype: str, name: str) -> bool:
    """Lock a document; True when it is posted and was not reversed."""
    rows = frappe.db.sql(
        f"select docstatus, coalesce(reversed_by, '') from `tab{doctype}` where name = %s"
        " for update",
        (name,),
    )
    return bool(rows) and rows[0][0] >= 1 and not rows[0][1]


def mark_reversed(doctype: str, name: str, reversed_by: str) -> None:
    """Point a document to the one that reverses it."""
    query = f"update `tab{doctype}` set reversed_by = %s where name = %s"
    frappe.db.sql(query, (reversed_by, name))


def posted_query(doctype: str, row_type: str | None) -> str:
    """Return a query of (posting number, name, debit of the rows) of all posted documents.

    row_type: of the rows that say what was posted; None when the debit cannot be told from rows.
    """
    total = "null"
    if row_type:
        total = (
            f"(select sum(r.debit) from `tab{row_type}` r"
            f" where r.parent = d.name and r.parenttype = {literal(doctype)})"
        )
    return (
        f"select d.posting_number number, d.name, {total} total from `tab{doctype}` d"
        " where d.docstatus > 0 and d.posting_number > 0"
    )
