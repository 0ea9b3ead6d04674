"""by_entity/<code>.duckdb: every mart with one entity's rows alone, for people who write SQL.

Row-level security does not bound free SQL; a file that holds nothing else does. Marts without an
entity (calendar, classes) are there whole, what is said of the whole government is not.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import duckdb

from analytics.transform.appended import Appended
from analytics.transform.continued import drop_all_but
from analytics.transform.slices import MARTS

WRITERS = 2
# A mart of one entity is small: with the usual blocks of 256 KiB, one or more for each column, its
# file would be three times as large and nearly all of it empty.
BLOCK_BYTES = 16384
# Trying a method of compression on every column costs more than writing it. Texts are few and
# repeat, which a dictionary packs as well as these.
NOT_TRIED = "fsst,dict_fsst,zstd"
CODE = re.compile(r"[a-z][a-z0-9]{1,11}")
# Marts that speak of the whole government and name no entity in a column of their own: they are
# there without rows, so that a tile over them is empty instead of broken.
EMPTY = frozenset({"rpt_nightly_run", "rpt_nightly_step", "rpt_nightly_model"})


@dataclass(frozen=True)
class EarlierFile:
    """An entity's file of the last build; held: tables that are only added to, and how many of the
    entity's rows in each tonight's build has."""

    file: Path
    held: tuple[tuple[Appended, int], ...]


def write_entity_files(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    codes: Iterable[str],
    on_file: Callable[[int, str], None] = lambda done, code: None,
    earlier: Mapping[str, EarlierFile] = MappingProxyType({}),
) -> None:
    """Write a file for each entity, two at a time: one's rows keep one core busy.

    connection: one of its own, whose settings are changed here; the build is attached to it as
    `warehouse`. on_file: called with how many are written, and the last one's code. earlier: code
    -> a file that is continued where it proves to be whole. Raises: ValueError for what is no
    entity's code.
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection.execute("set threads = 1")
    connection.execute(f"set disabled_compression_methods = '{NOT_TRIED}'")
    codes, marts = list(codes), marts_with_entity(connection)
    if strange := [code for code in codes if not CODE.fullmatch(code)]:
        raise ValueError(f"'{strange[0]}' is not an entity's code")

    def write(code: str) -> None:
        file = folder / f"{code}.duckdb"
        held = _begin_from(earlier[code], file) if code in earlier else ()
        _write_one(connection, file, marts, held)

    with ThreadPoolExecutor(WRITERS) as pool:
        jobs = {pool.submit(write, code): code for code in codes}
        for done, job in enumerate(as_completed(jobs), 1):
            job.result()
            on_file(done, jobs[job])


def _begin_from(earlier: EarlierFile, file: Path) -> tuple[tuple[Appended, int], ...]:
    """Copy an entity's last file and leave in it the rows that stand; return what it holds.

    Nothing, and no file, when it cannot be read or holds other rows than it should.
    """
    try:
        shutil.copyfile(earlier.file, file)
        with duckdb.connect(str(file)) as connection:
            if all(_holds(connection, one, rows) for one, rows in earlier.held):
                drop_all_but(connection, (one.mart for one, _rows in earlier.held))
                return earlier.held
    except duckdb.Error:
        pass
    file.unlink(missing_ok=True)
    return ()


def _holds(connection: duckdb.DuckDBPyConnection, one: Appended, rows: int) -> bool:
    asked = f"select count(*), max({one.number}) from {MARTS}.{one.mart}"
    return connection.execute(asked).fetchone() == (rows, rows)


def _write_one(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    marts: dict[str, bool],
    held: tuple[tuple[Appended, int], ...],
) -> None:
    """Write the marts of one entity beside the rows that its file holds already."""
    beyond = {one.mart: f" and {one.number} > {rows}" for one, rows in held}
    code = file.stem
    name = f"slice_{code}"
    with connection.cursor() as cursor:
        blocks = "" if held else f" (block_size {BLOCK_BYTES})"
        cursor.execute(f"attach '{file}' as {name}{blocks}")
        cursor.execute("begin transaction")
        cursor.execute(f"create schema if not exists {name}.{MARTS}")
        for mart, has_entity in marts.items():
            where = f" where entity_code = '{code}'" if has_entity else ""
            where = " where false" if mart in EMPTY else where
            to, source = f"{name}.{MARTS}.{mart}", f"from warehouse.{MARTS}.{mart}{where}"
            if mart in beyond:
                cursor.execute(f"insert into {to} select * {source}{beyond[mart]}")
            else:
                cursor.execute(f"create table {to} as select * {source}")
        cursor.execute("commit")
        cursor.execute(f"detach {name}")


def marts_with_entity(connection: duckdb.DuckDBPyConnection) -> dict[str, bool]:
    """Return marts of the build that entity files hold: name -> whether their rows belong to
    entities."""
    rows = connection.execute(
        "select table_name, bool_or(column_name = 'entity_code') from duckdb_columns()"
        " where database_name = 'warehouse' and schema_name = ? group by 1 order by 1",
        [MARTS],
    ).fetchall()
    return dict(rows)
