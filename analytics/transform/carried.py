"""Marts that remember what no night can make again: their rows of the last build go into the next.

A mart says `config: meta: {carried: true}` in its YAML and reads its own rows of the last good
build from the raw table `MART_before`. Every night takes them over, a full one too: the entities'
databases do not hold them. Without an earlier build that has the mart there are none, and it begins
to remember.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from analytics.transform.appended import MODELS, described, meta_of

SCHEMA, MARTS = "raw", "marts"


def carried_marts() -> dict[str, Mapping[str, str]]:
    """Return mart -> its columns (name -> type)."""
    return {
        name: {column["name"]: column["data_type"] for column in model["columns"]}
        for name, model in described(MODELS).items()
        if meta_of(model).get("carried")
    }


def create_carried(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the raw tables of what is remembered, empty."""
    for mart, columns in carried_marts().items():
        listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"create or replace table {SCHEMA}.{mart}_before ({listed})")


def take_carried(connection: duckdb.DuckDBPyConnection, previous: Path | None) -> None:
    """Fill them from a build, with the columns that it has. Raises: duckdb.Error."""
    if previous is None:
        return
    connection.execute(f"attach '{previous}' as carried (read_only)")
    for mart, columns in carried_marts().items():
        there = connection.execute(
            "select column_name from duckdb_columns() where database_name = 'carried'"
            " and schema_name = ? and table_name = ?",
            [MARTS, mart],
        ).fetchall()
        names = ", ".join(f'"{name}"' for (name,) in there if name in columns)
        if names:
            connection.execute(
                f"insert into {SCHEMA}.{mart}_before by name"
                f" select {names} from carried.{MARTS}.{mart}"
            )
    connection.execute("detach carried")
