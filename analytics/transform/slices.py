"""An entity's last good rows in place of doubtful ones, in every mart."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

MARTS = "marts"


def entity_marts(connection: duckdb.DuckDBPyConnection, catalog: str = "warehouse") -> list[str]:
    """Return marts that hold rows of entities, by name."""
    rows = connection.execute(
        "select distinct table_name from duckdb_columns() where schema_name = ?"
        " and database_name = ? and column_name = 'entity_code' order by 1",
        [MARTS, catalog],
    ).fetchall()
    return [name for (name,) in rows]


def restore_slices(
    connection: duckdb.DuckDBPyConnection, previous: Path | None, codes: Iterable[str]
) -> list[str]:
    """Take the rows of these entities from the previous build; without one they are left out.

    Columns that the previous build lacks are null. Returns the marts that were touched. The
    registry's row of the entity (dim_entity) stays new.
    """
    wanted = sorted(codes)
    if not wanted:
        return []
    marts = [name for name in entity_marts(connection) if name != "dim_entity"]
    if previous:
        connection.execute(f"attach '{previous}' as previous (read_only)")
    connection.execute("begin transaction")
    for mart in marts:
        marks = ", ".join("?" for _ in wanted)
        connection.execute(f"delete from {MARTS}.{mart} where entity_code in ({marks})", wanted)
        if previous and (columns := _shared_columns(connection, mart)):
            connection.execute(
                f"insert into {MARTS}.{mart} by name select {columns}"
                f" from previous.{MARTS}.{mart} where entity_code in ({marks})",
                wanted,
            )
    connection.execute("commit")
    if previous:
        connection.execute("detach previous")
    return marts


def _shared_columns(connection: duckdb.DuckDBPyConnection, mart: str) -> str:
    rows = connection.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?"
        " group by column_name having count(distinct database_name) = 2",
        [MARTS, mart],
    ).fetchall()
    return ", ".join(f'"{name}"' for (name,) in rows)
