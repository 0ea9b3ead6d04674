"""Reads a ledger as a stream, for the checks that prove it.

Owns an unbuffered read: memory does not grow with the number of lines. The stream runs on
a connection of its own, in one consistent snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import frappe
from pymysql.cursors import SSCursor

from erp_app.domain.balances import Key, Sums
from erp_app.domain.chained import BalanceTable, ChainedLine, LedgerSpec
from erp_app.store.amounts import amount_from_text
from erp_app.store.chained_ledger import Head, line_from_row, select_lines
from erp_app.store.rows import literal


class LedgerSnapshot:
    """One consistent view of a site's ledgers; each stream is read to its end before the next."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query without keeping them."""
        with self._connection.cursor(SSCursor) as cursor:
            cursor.execute(query)
            yield from cursor

    def lines(self, spec: LedgerSpec) -> Iterator[ChainedLine]:
        """Yield all lines in order of their numbers."""
        for row in self.stream(f"{select_lines(spec)} order by name"):
            yield line_from_row(spec, row)

    def balances(self, table: BalanceTable) -> dict[Key, Sums]:
        """Return the stored balances of a table."""
        size = len(table.key)
        keys = ", ".join(f"coalesce(`{name}`, '')" for name in table.key)
        measures = ", ".join(f"cast(`{name}` as char)" for name in table.measures)
        return {
            tuple(row[:size]): tuple(map(amount_from_text, row[size:]))
            for row in self.stream(f"select {keys}, {measures} from `tab{table.doctype}`")
        }

    def posted_vouchers(
        self, spec: LedgerSpec, queries: Mapping[str, str]
    ) -> Iterator[tuple[int, str, str, int, Decimal | None, Decimal]]:
        """Yield (posting number, DocType, name, posting number of the lines, debit that the
        document shows, debit of the lines), ascending.

        queries: DocType -> query of (posting number, name, total) of its posted documents.
        """
        if not queries:
            return
        parts = " union all ".join(
            f"select p.number, p.name, p.total, {literal(kind)} kind from ({query}) p"
            for kind, query in queries.items()
        )
        lines = f"`tab{spec.line_doctype}`"
        for number, kind, name, posted, shown, debit in self.stream(
            "select d.number, d.kind, d.name, coalesce(l.posting_number, 0), cast(d.total as char),"
            f" (select cast(sum(s.debit) as char) from {lines} s"
            " where s.voucher_type = d.kind and s.voucher = d.name)"
            f" from ({parts}) d left join {lines} l on l.voucher_type = d.kind"
            " and l.voucher = d.name and l.line_number = 1 order by d.number"
        ):
            shows = None if shown is None else amount_from_text(shown)
            yield number, kind, name, posted, shows, amount_from_text(debit)

    def head(self, ledger: str) -> Head | None:
        """Return a ledger's head; None when it was never set up."""
        for row in list(
            self.stream("select name, last_line, last_posting, last_hash from `tabLedger Head`")
        ):
            if row[0] == ledger:
                return Head(*row[1:])
        return None


@contextmanager
def ledger_snapshot() -> Iterator[LedgerSnapshot]:
    """Open a consistent snapshot of the connected site, on its own connection."""
    connection = frappe.db.create_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
            cursor.execute("start transaction with consistent snapshot, read only")
        yield LedgerSnapshot(connection)
    finally:
        connection.close()
