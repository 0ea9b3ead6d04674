"""by_entity/<code>.duckdb: every mart with one entity's rows alone, for people who write SQL.

Row-level security does not bound free SQL; a file that holds nothing else does. Marts without an
entity (calendar, classes) are there whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from analytics.build.slices import MARTS

CODE = re.compile(r"[a-z][a-z0-9]{1,11}")
# Marts that speak of the whole government and name no entity in a column of their own.
WITHHELD = frozenset({"rpt_nightly_run", "rpt_nightly_step"})


def write_entity_files(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    codes: Iterable[str],
    on_file: Callable[[int], None] = lambda done: None,
) -> None:
    """Write a file for each entity. connection: any; the build is attached as `warehouse`."""
    folder.mkdir(parents=True, exist_ok=True)
    marts = marts_with_entity(connection)
    for done, code in enumerate(codes, 1):
        if not CODE.fullmatch(code):
            raise ValueError(f"'{code}' is not an entity's code")
        connection.execute(f"attach '{folder / code}.duckdb' as slice")
        connection.execute("begin transaction")
        connection.execute(f"create schema slice.{MARTS}")
        for mart, has_entity in marts.items():
            where = f" where entity_code = '{code}'" if has_entity else ""
            source = f"select * from warehouse.{MARTS}.{mart}{where}"
            connection.execute(f"create table slice.{MARTS}.{mart} as {source}")
        connection.execute("commit")
        connection.execute("detach slice")
        on_file(done)


def marts_with_entity(connection: duckdb.DuckDBPyConnection) -> dict[str, bool]:
    """Marts of the build that entity files hold: name -> whether their rows belong to entities."""
    rows = connection.execute(
        "select table_name, bool_or(column_name = 'entity_code') from duckdb_columns()"
        " where database_name = 'warehouse' and schema_name = ? group by 1 order by 1",
        [MARTS],
    ).fetchall()
    return {name: has_entity for name, has_entity in rows if name not in WITHHELD}
