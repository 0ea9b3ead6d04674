"""Leaves nothing but marts in a build, and the file closed: no views, no workings, no log."""

from __future__ import annotations

from pathlib import Path

import duckdb

from analytics.transform.slices import MARTS

KEPT = frozenset({MARTS, "main", "information_schema", "pg_catalog"})


def keep_marts_only(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Drop every schema but the marts'; return the rows of each mart."""
    schemas = connection.execute(
        "select schema_name from duckdb_schemas() where database_name = 'warehouse'"
    ).fetchall()
    for (schema,) in schemas:
        if schema not in KEPT:
            connection.execute(f'drop schema "{schema}" cascade')
    connection.execute("checkpoint")
    return count_marts(connection)


def count_marts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return rows of each mart of the open build, by name."""
    names = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'warehouse'"
        " and schema_name = ? order by 1",
        [MARTS],
    ).fetchall()
    counted = {}
    for (name,) in names:
        row = connection.execute(f"select count(*) from warehouse.{MARTS}.{name}").fetchone()
        counted[name] = row[0] if row else 0
    return counted


def log_of(file: Path) -> Path:
    """Return where DuckDB keeps what is not in the file yet; absent after a clean close."""
    return file.with_name(file.name + ".wal")
