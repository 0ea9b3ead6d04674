"""Rows of a document's child table, written and removed with one statement.

Owns the statements. Every one of them names the parent and its type: rows of another document,
or of another document type with the same child table, are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import frappe

from erp_app.store.rows import Literals, insert_rows


def upsert_rows_of(line_type: str, rows: Sequence[object]) -> None:
    """Write document rows; rows that exist are replaced."""
    columns = _columns(line_type)
    replace = ", ".join(f"`{column}` = values(`{column}`)" for column in columns[1:])
    insert_rows(f"tab{line_type}", columns, _values(rows, columns), replace)


def insert_rows_of(line_type: str, rows: Sequence[object]) -> None:
    """Write document rows that are all new."""
    columns = _columns(line_type)
    insert_rows(f"tab{line_type}", columns, _values(rows, columns))


def stamp_statement(doc, line_type: str) -> str:
    """Return the SQL that carries the document's status over to its unchanged rows."""
    text = Literals()
    return (
        f"UPDATE `tab{line_type}` SET docstatus = {int(doc.docstatus)},"
        f" modified = {text[doc.modified]}, modified_by = {text[doc.modified_by]}"
        f" WHERE parent = {text[doc.name]} AND parenttype = {text[doc.doctype]}"
    )


def delete_rows_except(doc, line_type: str, names: Sequence[str]) -> None:
    """Delete the document's rows that are not among the names."""
    query = f"delete from `tab{line_type}` where parent = %s and parenttype = %s"
    if names:
        query += f" and name not in ({', '.join(['%s'] * len(names))})"
    frappe.db.sql(query, (doc.name, doc.doctype, *names))


def _columns(line_type: str) -> list[str]:
    """Return the stored columns of a line, a site's own fields included, name first."""
    columns = frappe.get_meta(line_type).get_valid_columns()
    return ["name", *(column for column in columns if column != "name")]


def _values(rows: Iterable[object], columns: Sequence[str]) -> Iterable[list]:
    return ([row.__dict__.get(column) for column in columns] for row in rows)
