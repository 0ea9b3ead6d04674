"""A stored document with the rows of its tables, read in one trip to the server.

Owns the statements. The framework's own way is one trip for the head and one for each table.
"""

from __future__ import annotations

from collections.abc import Iterator

from erp_app.store.rows import Literals, Row, read_together


def read_document(meta, name: str, for_update: bool) -> tuple[Row, dict[str, list[Row]]] | None:
    """Return the values of a document, and of its rows by table field; None when it is not there.

    for_update: lock what is read, head first, and read it as others have committed it by now.
    """
    tables = meta.get_table_fields()
    heads, *rows = read_together(_statements(meta.name, tables, name, for_update))
    if not heads:
        return None
    fields = (table.fieldname for table in tables)
    return heads[0], dict(zip(fields, rows, strict=True))


def _statements(doctype: str, tables, name: str, for_update: bool) -> Iterator[str]:
    lock = " FOR UPDATE" if for_update else ""
    text = Literals()
    yield f"SELECT * FROM `tab{doctype}` WHERE name = {text[name]}{lock}"
    for table in tables:
        yield (
            f"SELECT * FROM `tab{table.options}` WHERE parent = {text[name]}"
            f" AND parenttype = {text[doctype]} AND parentfield = {text[table.fieldname]}"
            f" ORDER BY idx{lock}"
        )
