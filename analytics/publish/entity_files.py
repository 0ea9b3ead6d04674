"""by_entity/<code>.duckdb: every mart with one entity's rows alone, for people who write SQL.

Row-level security does not bound free SQL; a file that holds nothing else does. Marts without an
entity (calendar, classes) are there whole, what is said of the whole government is not.

A file may begin as the last build's: what of it is as tonight's build says stays, the rest is
written. Owns that comparison: rows are compared with rows, never with what was noted of them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import duckdb

from analytics.transform.appended import Appended
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
EMPTY = frozenset(
    {"rpt_government_trial_balance", "rpt_nightly_run", "rpt_nightly_step", "rpt_nightly_model"}
)
# A mart's rows in whatever order: how many, and the sum of their hashes, null for none.
_CONTENT = "count(*), sum(cast(hash(m) as hugeint))"
Content = tuple[int, int | None]
NOTHING: Content = (0, None)
ALL = "*"  # no entity's code


@dataclass(frozen=True)
class EarlierFile:
    """An entity's file of the last build; held: tables that are only added to, and how many of the
    entity's rows in each tonight's build has."""

    file: Path
    held: tuple[tuple[Appended, int], ...]


@dataclass(frozen=True)
class Begun:
    """What a file begins with. held: as of EarlierFile; same: marts whose rows are tonight's."""

    held: tuple[tuple[Appended, int], ...] = ()
    same: frozenset[str] = frozenset()


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
    added_to = {one.mart for begun in earlier.values() for one, _rows in begun.held}
    contents = _contents(connection, marts, added_to) if earlier else {}

    def write(code: str) -> None:
        file = folder / f"{code}.duckdb"
        wanted = {
            mart: rows.get(code if marts[mart] else ALL, NOTHING) for mart, rows in contents.items()
        }
        with connection.cursor() as cursor:
            begun = _begin(cursor, file, earlier.get(code), marts, wanted)
            _write_rest(cursor, file, marts, begun)

    with ThreadPoolExecutor(WRITERS) as pool:
        jobs = {pool.submit(write, code): code for code in codes}
        for done, job in enumerate(as_completed(jobs), 1):
            job.result()
            on_file(done, jobs[job])


def _contents(
    connection: duckdb.DuckDBPyConnection, marts: Mapping[str, bool], but: Collection[str]
) -> dict[str, dict[str, Content]]:
    """Return mart -> entity -> what its file must hold of it, without the marts `but`.

    A mart without an entity is there whole, under ALL.
    """
    found: dict[str, dict[str, Content]] = {}
    for mart in (name for name in marts if name not in but):
        grouped = "entity_code" if marts[mart] else f"'{ALL}'"
        rows = connection.execute(
            f"select {grouped}, {_CONTENT} from warehouse.{MARTS}.{mart} as m group by 1"
        ).fetchall()
        found[mart] = {} if mart in EMPTY else {code: (count, total) for code, count, total in rows}
    return found


def _begin(
    cursor: duckdb.DuckDBPyConnection,
    file: Path,
    earlier: EarlierFile | None,
    marts: Collection[str],
    wanted: Mapping[str, Content],
) -> Begun:
    """Attach an entity's file, begun as its last one where that can be; return what it holds.

    marts: all of them; wanted: mart -> what tonight's file must hold. An earlier file that cannot
    be read, or holds other rows of tables that are added to than it should, is left where it is.
    """
    try:
        if earlier and (begun := _continue(cursor, file, earlier, marts, wanted)):
            return begun
    except duckdb.Error:
        pass
    cursor.execute(f"detach database if exists {_name(file)}")
    file.unlink(missing_ok=True)
    cursor.execute(f"attach '{file}' as {_name(file)} (block_size {BLOCK_BYTES})")
    return Begun()


def _continue(
    cursor: duckdb.DuckDBPyConnection,
    file: Path,
    earlier: EarlierFile,
    marts: Collection[str],
    wanted: Mapping[str, Content],
) -> Begun | None:
    """Copy an entity's last file and leave in it what stands; None when it is not what it should
    be. Raises: duckdb.Error when it cannot be read."""
    shutil.copyfile(earlier.file, file)
    if _marts_in(file) != set(marts):
        return None  # a mart that tonight's build has not would stay
    name = _name(file)
    cursor.execute(f"attach '{file}' as {name}")
    if not all(_holds(cursor, name, one, rows) for one, rows in earlier.held):
        return None
    same = _same_marts(cursor, name, wanted)
    # By name, and not by what the catalogue lists: to list it is to hold the other writer's file.
    kept = same | {one.mart for one, _rows in earlier.held}
    for mart in (one for one in marts if one not in kept):
        cursor.execute(f"drop table {name}.{MARTS}.{mart}")
    cursor.execute(f"checkpoint {name}")  # what is written next takes the place of what was dropped
    return Begun(earlier.held, same)


def _marts_in(file: Path) -> set[str]:
    """Return the marts of a file that nobody has attached, by a connection of its own: to list what
    is attached is to hold the other writer's file."""
    with duckdb.connect(file, read_only=True) as connection:
        asked = "select table_name from duckdb_tables() where schema_name = ?"
        return {mart for (mart,) in connection.execute(asked, [MARTS]).fetchall()}


def _name(file: Path) -> str:
    return f"slice_{file.stem}"


def _same_marts(
    cursor: duckdb.DuckDBPyConnection, name: str, wanted: Mapping[str, Content]
) -> frozenset[str]:
    """Return the marts of an attached entity file that hold what they must tonight. Raises:
    duckdb.Error when one is not there."""
    parts = [f"select '{mart}', {_CONTENT} from {name}.{MARTS}.{mart} as m" for mart in wanted]
    found = cursor.execute(" union all ".join(parts)).fetchall() if parts else []
    return frozenset(mart for mart, *content in found if tuple(content) == wanted[mart])


def _holds(cursor: duckdb.DuckDBPyConnection, name: str, one: Appended, rows: int) -> bool:
    asked = f"select count(*), max({one.number}) from {name}.{MARTS}.{one.mart}"
    return cursor.execute(asked).fetchone() == (rows, rows)


def _write_rest(
    cursor: duckdb.DuckDBPyConnection, file: Path, marts: Mapping[str, bool], begun: Begun
) -> None:
    """Write the marts of one entity beside what its attached file holds already; detach it."""
    beyond = {one.mart: f" and {one.number} > {rows}" for one, rows in begun.held}
    code, name = file.stem, _name(file)
    cursor.execute("begin transaction")
    cursor.execute(f"create schema if not exists {name}.{MARTS}")
    for mart in (one for one in marts if one not in begun.same):
        where = f" where entity_code = '{code}'" if marts[mart] else ""
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
