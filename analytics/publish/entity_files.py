"""by_entity/<code>.duckdb: every mart with one entity's rows alone, for people who write SQL.

Row-level security does not bound free SQL; a file that holds nothing else does. Marts without an
entity (calendar, classes) are there whole, what is said of the whole government is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import duckdb

from analytics.build.slices import MARTS

WRITERS = 2
CODE = re.compile(r"[a-z][a-z0-9]{1,11}")
# Marts that speak of the whole government and name no entity in a column of their own: they are
# there without rows, so that a tile over them is empty instead of broken.
EMPTY = frozenset({"rpt_nightly_run", "rpt_nightly_step"})


def write_entity_files(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    codes: Iterable[str],
    on_file: Callable[[int, str], None] = lambda done, code: None,
) -> None:
    """Write a file for each entity, two at a time: one's rows keep one core busy.

    connection: any; the build is attached as `warehouse`. on_file: called with how many are
    written, and the last one's code. Raises: ValueError for what is no entity's code.
    """
    folder.mkdir(parents=True, exist_ok=True)
    codes, marts = list(codes), marts_with_entity(connection)
    if strange := [code for code in codes if not CODE.fullmatch(code)]:
        raise ValueError(f"'{strange[0]}' is not an entity's code")
    with ThreadPoolExecutor(WRITERS) as pool:
        jobs = {pool.submit(_write_one, connection, folder, code, marts): code for code in codes}
        for done, job in enumerate(as_completed(jobs), 1):
            job.result()
            on_file(done, jobs[job])


def _write_one(
    connection: duckdb.DuckDBPyConnection, folder: Path, code: str, marts: dict[str, bool]
) -> None:
    name = f"slice_{code}"
    with connection.cursor() as cursor:
        cursor.execute(f"attach '{folder / code}.duckdb' as {name}")
        cursor.execute("begin transaction")
        cursor.execute(f"create schema {name}.{MARTS}")
        for mart, has_entity in marts.items():
            where = f" where entity_code = '{code}'" if has_entity else ""
            where = " where false" if mart in EMPTY else where
            source = f"select * from warehouse.{MARTS}.{mart}{where}"
            cursor.execute(f"create table {name}.{MARTS}.{mart} as {source}")
        cursor.execute("commit")
        cursor.execute(f"detach {name}")


def marts_with_entity(connection: duckdb.DuckDBPyConnection) -> dict[str, bool]:
    """Marts of the build that entity files hold: name -> whether their rows belong to entities."""
    rows = connection.execute(
        "select table_name, bool_or(column_name = 'entity_code') from duckdb_columns()"
        " where database_name = 'warehouse' and schema_name = ? group by 1 order by 1",
        [MARTS],
    ).fetchall()
    return dict(rows)
