"""Columns whose texts are compared letter by letter.

The database's usual order takes other cases, marks and digits of a letter for the same. That is
right for what people search for, and wrong for a key that a program chose: k-1 and K-1 are two.
"""

from __future__ import annotations

import frappe

EXACT = "utf8mb4_nopad_bin"


def ensure_exact(doctype: str, column: str) -> None:
    """Let a column of texts tell every letter apart; idempotent.

    Asked after every migration too: the framework looks at a column's length only and leaves the
    order as it is.
    """
    rows = frappe.db.sql(
        "select collation_name, column_type, is_nullable from information_schema.columns"
        " where table_schema = database() and table_name = %s and column_name = %s",
        (f"tab{doctype}", column),
    )
    [(collation, kind, nullable)] = rows
    if collation != EXACT:
        null = "null" if nullable == "YES" else "not null"
        frappe.db.sql_ddl(
            f"alter table `tab{doctype}` modify `{column}` {kind}"
            f" character set utf8mb4 collate {EXACT} {null}"
        )
