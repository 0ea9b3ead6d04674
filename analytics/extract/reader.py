"""One entity's database as DuckDB sees it: read-only, one moment in time for all tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extensions

from analytics.contracts.extraction import LAKE_TYPES, Column, Kind, Table, Treatment
from analytics.settings.sources import Source, Sources

EXTENSION = "mysql_scanner"
# A row is stamped when its document is saved and seen when its transaction ends: rows stamped up
# to this long before the last one taken are read again.
OVERLAP = "interval 1 hour"


@dataclass(frozen=True)
class Limits:
    """What one reader may use. memory_bytes: of this reader, not of all together."""

    memory_bytes: int
    threads: int = 1


@dataclass
class Reader:
    """A connection inside one consistent snapshot of a source.

    columns: what the reading user sees, by table; drift: what of the contract it does not see.
    """

    connection: duckdb.DuckDBPyConnection
    source: Source
    columns: dict[str, set[str]]
    drift: list[str] = field(default_factory=list)

    def select(self, table: Table, where: str = "") -> str:
        """Return SQL for a table's rows in the lake's types. Raises: LookupError when it is not
        there."""
        seen = self.columns.get(table.source_table)
        if seen is None:
            where = f"{table.source_table} of {self.source.database}"
            raise LookupError(f"table {where} is missing, or the reading user may not see it")
        parts = [self._expression(table, column, column.name in seen) for column in table.taken]
        return f'select {", ".join(parts)} from erp."{table.source_table}"{where}'

    def _expression(self, table: Table, column: Column, is_there: bool) -> str:
        if not is_there:
            note = f"{table.doctype}.{column.name} is in the contract and not in the ERP"
            if note not in self.drift:
                self.drift.append(note)
            return f'cast(null as {column.lake_type}) as "{column.name}"'
        return f'{_treated(column)} as "{column.name}"'

    def one(self, query: str, values: Sequence[object] = ()) -> tuple[Any, ...]:
        """Return the first row of a query."""
        row = self.connection.execute(query, list(values)).fetchone()
        return row or ()

    def of_server(self, question: str) -> list[tuple[Any, ...]]:
        """Return rows of a question in the source's own SQL, which it answers in this moment too:
        sums over many rows come as one."""
        return ask_server(self.connection, question)


# Numbers of employees begin anew in every entity; a person's number is the government's.
_PSEUDONYM_KEYS = {Treatment.PSEUDONYM: "entity_key", Treatment.PERSON: "person_key"}


def _treated(column: Column) -> str:
    """Return SQL of one value on its way out; the pseudonyms' keys are variables of the
    connection."""
    name = f'"{column.name}"'
    if key := _PSEUDONYM_KEYS.get(column.treatment):
        text = f"nullif(cast({name} as varchar), '')"
        return f"sha256(getvariable('{key}') || ':' || {text})"
    if column.treatment is Treatment.YEAR:
        return f"cast(year({name}) as smallint)"
    if column.kind is Kind.TEXT:
        return f"nullif(cast({name} as varchar), '')"
    return f"cast({name} as {LAKE_TYPES[column.kind]})"


def connect(extensions: Path, scratch: Path, limits: Limits) -> duckdb.DuckDBPyConnection:
    """Return an empty DuckDB with the scanner loaded from its wheel: nothing is downloaded."""
    extensions.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"extension_directory": str(extensions)})
    connection.execute("set autoinstall_known_extensions=false")
    connection.execute("set autoload_known_extensions=false")
    connection.execute("set enable_progress_bar=false")
    connection.execute(f"set memory_limit='{limits.memory_bytes // 1024**2}MiB'")
    connection.execute(f"set threads={limits.threads}")
    connection.execute(f"set temp_directory='{scratch}'")
    connection.execute("set preserve_insertion_order=false")
    duckdb_extensions.import_extension(EXTENSION, con=connection)
    connection.execute(f"load {EXTENSION}")
    connection.execute("set mysql_tinyint1_as_boolean=false")
    return connection


@contextmanager
def snapshot(
    connection: duckdb.DuckDBPyConnection, sources: Sources, source: Source
) -> Iterator[Reader]:
    """Attach a source and hold one transaction over it: all tables of the same moment.

    Raises: duckdb.Error when the server refuses.
    """
    connection.execute("set variable person_key = $1", [sources.pseudonym_key])
    own = f"{sources.pseudonym_key}:{source.code}"
    connection.execute("set variable entity_key = $1", [own])
    secret = f"erp_{source.code}"
    connection.execute(
        f"create or replace secret {secret} (type mysql, host '{_quoted(sources.host)}',"
        f" port {sources.port}, user '{_quoted(sources.user)}',"
        f" password '{_quoted(sources.password)}', database '{_quoted(source.database)}')"
    )
    try:
        connection.execute(f"attach '' as erp (type mysql, secret {secret}, read_only)")
        try:
            yield from _in_transaction(connection, source)
        finally:
            connection.execute("detach erp")
    finally:
        connection.execute(f"drop secret if exists {secret}")


def _in_transaction(connection: duckdb.DuckDBPyConnection, source: Source) -> Iterator[Reader]:
    connection.execute("begin transaction")
    try:
        yield Reader(connection, source, _visible_columns(connection))
    finally:
        connection.execute("rollback")


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _visible_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Return what the reading user sees. Asked of the server: DuckDB's own catalogue would first
    read the columns of every database on it."""
    question = (
        "select table_name, column_name from information_schema.columns"
        " where table_schema = database()"
    )
    found: dict[str, set[str]] = {}
    for table, column in ask_server(connection, question):
        found.setdefault(table, set()).add(column)
    return found


def ask_server(connection: duckdb.DuckDBPyConnection, question: str) -> list[tuple[Any, ...]]:
    """Return rows that the attached source's own SQL gives. Raises: duckdb.Error."""
    return connection.execute("select * from mysql_query('erp', $1)", [question]).fetchall()
