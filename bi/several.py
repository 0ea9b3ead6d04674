"""The marts of several entities as one: a view over each entity's own file, and nothing else.

Owns the making of such a database in memory. Who sees three entities has no file of another within
reach, so no statement finds its rows. Refuses to leave the database open: its settings are
restricted once the last file has been attached.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

SCHEMA = "marts"
KEY = "entity_code"


def attach_entities(
    connection: Any, files: Mapping[str, Path], restrictions: Mapping[str, Any]
) -> Any:
    """Fill an empty database with views, restrict its settings and return the connection.

    files: code -> file, codes and paths checked by the caller. restrictions: DuckDB settings, in
    order.
    """
    for code, file in files.items():
        connection.execute(f"attach '{file}' as \"of_{code}\" (read_only)")
    connection.execute(f"create schema {SCHEMA}")
    for table, is_of_entity in _tables(connection, f"of_{next(iter(files))}"):
        codes = list(files) if is_of_entity else list(files)[:1]
        # Codes are checked by the caller, names of tables come from the catalogue.
        parts = [f'select * from "of_{code}".{SCHEMA}."{table}"' for code in codes]  # noqa: S608
        connection.execute(f'create view {SCHEMA}."{table}" as {" union all by name ".join(parts)}')
    for name, value in restrictions.items():
        connection.execute(f"set {name} = {str(value).lower()}")
    return connection


def _tables(connection: Any, catalog: str) -> list[tuple[str, bool]]:
    """Return tables of the marts, and whether each belongs to entities."""
    return connection.execute(
        "select table_name, bool_or(column_name = ?) from duckdb_columns()"
        " where database_name = ? and schema_name = ? group by 1 order by 1",
        [KEY, catalog, SCHEMA],
    ).fetchall()
