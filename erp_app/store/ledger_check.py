"""Reads the ledger as a stream, for the checks that prove it.

Owns an unbuffered read: memory does not grow with the number of lines. The stream runs on
a connection of its own, in one consistent snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from pymysql.cursors import SSCursor

from erp_app.domain.balances import BalanceKey, Movement
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.ledger import LedgerLine
from erp_app.store.amounts import amount_from_text
from erp_app.store.ledger import Head

_DIMENSIONS = ", ".join(f"coalesce(`{name}`, '')" for name in DIMENSIONS)
_LINES = (
    "select name, posting_number, coalesce(journal, ''), line_number, posting_date,"
    f" coalesce(period, ''), coalesce(account, ''), {_DIMENSIONS}, cast(debit as char),"
    " cast(credit as char), coalesce(description, ''), coalesce(reverses, ''),"
    " coalesce(owner, ''), cast(creation as char), coalesce(hash, '')"
    " from `tabLedger Line` order by name"
)
_BALANCES = (
    f"select period, account, {_DIMENSIONS}, cast(debit as char), cast(credit as char)"
    " from `tabLedger Balance`"
)
_ACCOUNT_BALANCES = (
    "select period, account, cast(debit as char), cast(credit as char) from `tabAccount Balance`"
)
_POSTED = (
    "select posting_number, name from `tabJournal` where docstatus > 0 and posting_number > 0"
    " order by posting_number"
)


class LedgerSnapshot:
    """One consistent view of the ledger; each stream is read to its end before the next."""

    def __init__(self, connection) -> None:
        self._connection = connection

    def _stream(self, query: str) -> Iterator[tuple]:
        with self._connection.cursor(SSCursor) as cursor:
            cursor.execute(query)
            yield from cursor

    def lines(self) -> Iterator[LedgerLine]:
        """Yield all lines in order of their numbers."""
        for row in self._stream(_LINES):
            debit, credit, description, reverses, posted_by, posted_at, digest = row[12:]
            yield LedgerLine(
                *row[:7],
                DimensionSet(*row[7:12]),
                amount_from_text(debit),
                amount_from_text(credit),
                description,
                reverses,
                posted_by,
                posted_at or "",
                digest,
            )

    def balances(self) -> dict[BalanceKey, Movement]:
        """Return the stored balances per dimension set."""
        return {
            BalanceKey(period, account, DimensionSet(*dimensions)): Movement(
                amount_from_text(debit), amount_from_text(credit)
            )
            for period, account, *dimensions, debit, credit in self._stream(_BALANCES)
        }

    def account_balances(self) -> dict[tuple[str, str], Movement]:
        """Return the stored balances per period and account."""
        return {
            (period, account): Movement(amount_from_text(debit), amount_from_text(credit))
            for period, account, debit, credit in self._stream(_ACCOUNT_BALANCES)
        }

    def posted_journals(self) -> Iterator[tuple[int, str]]:
        """Yield (posting number, journal) of all posted journals, ascending."""
        yield from self._stream(_POSTED)

    def head(self) -> Head | None:
        """Return the head row; None when the ledger was never set up."""
        rows = list(self._stream("select last_line, last_posting, last_hash from `tabLedger Head`"))
        return Head(*rows[0]) if rows else None


@contextmanager
def ledger_snapshot() -> Iterator[LedgerSnapshot]:
    """Open a consistent snapshot of the connected site's ledger, on its own connection."""
    connection = frappe.db.create_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
            cursor.execute("start transaction with consistent snapshot, read only")
        yield LedgerSnapshot(connection)
    finally:
        connection.close()
