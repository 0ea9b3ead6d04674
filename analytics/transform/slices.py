"""An entity's last good rows in place of doubtful ones, in every mart.

Owns two exceptions. What the registry says of an entity (its names) is always tonight's, in every
mart; and the comparison of its last reading with its books stays, whatever came of it: the rows of
a mart that says "all agree" must not be those of an earlier reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import duckdb

MARTS = "marts"
REGISTRY, COMPARED = "dim_entity", "rpt_reconciliation"


def entity_marts(connection: duckdb.DuckDBPyConnection, catalog: str = "warehouse") -> list[str]:
    """Return marts that hold rows of entities, by name."""
    rows = connection.execute(
        "select distinct table_name from duckdb_columns() where schema_name = ?"
        " and database_name = ? and column_name = 'entity_code' order by 1",
        [MARTS, catalog],
    ).fetchall()
    return [name for (name,) in rows]


def restore_slices(
    connection: duckdb.DuckDBPyConnection,
    previous: Path | None,
    codes: Iterable[str],
    compared: Iterable[str] = (),
) -> list[str]:
    """Take the rows of these entities from the previous build; without one they are left out.

    compared: entities whose reading was compared with their books in this build: that comparison
    stays. Columns that the previous build lacks are null. Returns the marts that were touched.
    """
    wanted = sorted(codes)
    if not wanted:
        return []
    marts = [name for name in entity_marts(connection) if name != REGISTRY]
    if previous:
        connection.execute(f"attach '{previous}' as previous (read_only)")
    connection.execute("begin transaction")
    for mart in marts:
        kept = set(compared) if mart == COMPARED else set()
        _restore(connection, mart, [code for code in wanted if code not in kept], previous)
    connection.execute("commit")
    if previous:
        connection.execute("detach previous")
    return marts


def _restore(
    connection: duckdb.DuckDBPyConnection, mart: str, codes: list[str], previous: Path | None
) -> None:
    """Replace the rows of these entities in one mart; the registry's columns are tonight's."""
    if not codes:
        return
    marks = ", ".join("?" for _ in codes)
    connection.execute(f"delete from {MARTS}.{mart} where entity_code in ({marks})", codes)
    if not previous or not (columns := _shared_columns(connection, mart)):
        return
    connection.execute(
        f"insert into {MARTS}.{mart} by name select {columns}"
        f" from previous.{MARTS}.{mart} where entity_code in ({marks})",
        codes,
    )
    if named := _columns_of_registry(connection, mart):
        news = ", ".join(f'"{name}" = registry."{name}"' for name in named)
        connection.execute(
            f"update {MARTS}.{mart} set {news} from {MARTS}.{REGISTRY} as registry"
            f" where {mart}.entity_code = registry.entity_code"
            f" and {mart}.entity_code in ({marks})",
            codes,
        )


def moments_in(file: Path | None) -> dict[str, datetime]:
    """Return entity -> when the rows that stand in a build were read, UTC; of those with rows."""
    if file is None:
        return {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as kept (read_only)")
        rows = connection.execute(
            "select r.entity_code,"
            " case when f.entity_code is null then r.extracted_at else f.data_as_of end as moment"
            f" from kept.{MARTS}.{COMPARED} as r"
            f" left join kept.{MARTS}.rpt_entity_freshness as f on r.entity_code = f.entity_code"
            " where moment is not null"
        )
        return dict(rows.fetchall())


def _columns_of_registry(connection: duckdb.DuckDBPyConnection, mart: str) -> list[str]:
    """Return what a mart repeats of the registry's row of an entity."""
    rows = connection.execute(
        "select column_name from duckdb_columns() where database_name = 'warehouse'"
        " and schema_name = ? and table_name in (?, ?) and column_name <> 'entity_code'"
        " group by column_name having count(*) = 2",
        [MARTS, mart, REGISTRY],
    ).fetchall()
    return [name for (name,) in rows]


def _shared_columns(connection: duckdb.DuckDBPyConnection, mart: str) -> str:
    rows = connection.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?"
        " group by column_name having count(distinct database_name) = 2",
        [MARTS, mart],
    ).fetchall()
    return ", ".join(f'"{name}"' for (name,) in rows)
