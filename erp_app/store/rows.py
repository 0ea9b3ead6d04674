"""Many rows with one statement, many statements with one trip: literals, chunks, upserts.

Owns the text of multi-row INSERT statements. Faster than one statement per row because
the server parses, locks and answers once; values are escaped by the connection's rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import frappe

ROWS_PER_STATEMENT = 1000
NAMES_PER_QUERY = 500  # documents named in one condition
# What every stored document has; `base_values` gives the values.
BASE_COLUMNS = ("name", "creation", "modified", "owner", "modified_by", "docstatus", "idx")
Row = dict[str, Any]
TOGETHER_MAX = 200_000  # letters of statements that go to the server in one block


@dataclass(frozen=True, eq=False, slots=True)
class Expression:
    """SQL that the server works out when a row is written. Equal to nothing a person can write."""

    sql: str


class Literals(dict[object, str]):
    """Values as SQL, by value: for many rows, of which codes, names and moments repeat."""

    def __init__(self) -> None:
        super().__init__()
        self._escape = _connection().escape_string

    def __missing__(self, value: object) -> str:
        text = self[value] = _literal(value, self._escape)
        return text


def literal(value: object) -> str:
    """Return a value as SQL: NULL, a number, a quoted and escaped text, an expression as it is."""
    return _literal(value, _connection().escape_string)


def literals(values: Iterable[object]) -> str:
    """Return values as SQL, between commas."""
    return ", ".join(map(literal, values))


def _literal(value: object, escape: Callable[[str], str]) -> str:
    if value is None:
        return "NULL"
    if value.__class__ is str:
        return f"'{escape(value)}'"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Expression):
        return value.sql
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (date, datetime)):
        return f"'{value}'"
    return f"'{escape(str(value))}'"


def _connection() -> Any:
    """Return the driver's connection, which the framework opens with the first query."""
    database = frappe.local.db
    if not database._conn:
        database.connect()
    return database._conn


def base_values(name: object, at: object, user: str) -> tuple[object, ...]:
    """Return the values of BASE_COLUMNS for a new row. at: its moment; user: its owner."""
    return (name, at, at, user, user, 0, 0)


def in_chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the names in parts of NAMES_PER_QUERY."""
    for start in range(0, len(names), NAMES_PER_QUERY):
        yield names[start : start + NAMES_PER_QUERY]


def insert_rows(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], on_duplicate: str = ""
) -> int:
    """Insert rows in chunks and return how many.

    table: with its `tab` prefix. on_duplicate: what follows ON DUPLICATE KEY UPDATE.
    """
    written = 0
    for chunk in _chunks(rows, ROWS_PER_STATEMENT):
        run_statement(_insert_statement(table, columns, chunk, on_duplicate))
        written += len(chunk)
    return written


def insert_statements(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], on_duplicate: str = ""
) -> Iterator[str]:
    """Yield the statements of `insert_rows` instead of running them."""
    for chunk in _chunks(rows, ROWS_PER_STATEMENT):
        yield _insert_statement(table, columns, chunk, on_duplicate)


def _insert_statement(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], on_duplicate: str
) -> str:
    named = ", ".join(f"`{column}`" for column in columns)
    tail = f" ON DUPLICATE KEY UPDATE {on_duplicate}" if on_duplicate else ""
    return f"INSERT INTO `{table}` ({named}) VALUES {_values(rows)}{tail}"


def run_statement(statement: str) -> None:
    """Run a statement that holds its values already, to the letter.

    The framework's own way rewrites some words anywhere in a statement, texts included
    (`ifnull(` becomes `coalesce(`), which would change what was sealed.

    Raises:
        QueryDeadlockError, QueryTimeoutError: as the framework's own way does.
    """
    _connection()
    frappe.db.transaction_writes += 1
    _execute(statement)


def _execute(statement: str) -> None:
    try:
        frappe.db._cursor.execute(statement)
    except Exception as error:
        if frappe.db.is_deadlocked(error):
            raise frappe.QueryDeadlockError(error) from error
        if frappe.db.is_timedout(error):
            raise frappe.QueryTimeoutError(error) from error
        raise


def run_together(statements: Iterable[str]) -> None:
    """Run statements in their order, small ones in one trip to the server."""
    waiting: list[str] = []
    size = 0
    for statement in statements:
        if waiting and size + len(statement) > TOGETHER_MAX:
            _run_block(waiting)
            waiting, size = [], 0
        waiting.append(statement)
        size += len(statement)
    if waiting:
        _run_block(waiting)


def _run_block(statements: Sequence[str]) -> None:
    if len(statements) == 1:
        run_statement(statements[0])
    else:
        run_statement(f"BEGIN NOT ATOMIC {'; '.join(statements)}; END")


def read_together(statements: Iterable[str]) -> list[list[Row]]:
    """Run queries in one trip to the server and return the rows of each, in their order.

    Raises: as `run_statement`.
    """
    _connection()
    _execute(f"BEGIN NOT ATOMIC {'; '.join(statements)}; END")
    cursor = frappe.db._cursor
    found = []
    # The block itself answers last, without columns.
    while cursor.description:
        names = [column[0] for column in cursor.description]
        found.append([frappe._dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
        cursor.nextset()
    return found


def _values(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as SQL tuples."""
    text_of = Literals().__getitem__
    return ",".join([f"({','.join(map(text_of, row))})" for row in rows])


def _chunks(rows: Iterable, size: int) -> Iterator[list]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk
