"""One table of one entity into Parquet: what is new, what changed, what is gone.

Every way writes new files beside the old ones and names them in the state it returns; the old
ones stay until the entity's manifest names the new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.contracts.extraction import Column, Mode, Table
from analytics.extract.manifest import LakeFile, TableState, describe_file
from analytics.extract.reader import OVERLAP, Reader

FILES_MAX = 24  # more files of one table are written together into one
COPY_OPTIONS = "(format parquet, compression zstd, row_group_size 122880)"


@dataclass(frozen=True)
class Landing:
    """Where a table's files go, and the run that names them. raw: the lake's raw folder."""

    raw: Path
    code: str
    run_id: str

    def folder(self, table: Table) -> Path:
        folder = self.raw / table.table / f"entity={self.code}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def paths(self, state: TableState) -> str:
        """Return a state's files as a DuckDB list of texts."""
        return "[" + ", ".join(f"'{self.raw / file.path}'" for file in state.files) + "]"


Way = Callable[[Reader, Table, TableState, Landing], TableState]


def land(reader: Reader, table: Table, before: TableState, landing: Landing) -> TableState:
    """Bring a table's state from `before` to the source's; `before` may be empty.

    Raises: LookupError when the table cannot be read; duckdb.Error.
    """
    ways: dict[Mode | None, Way] = {Mode.APPEND: _append, Mode.MERGE: _merge}
    state = ways.get(table.mode, _replace)(reader, table, before, landing)
    return replace(state, columns=_forms(table.taken))


# --- rows that are only ever added ----------------------------------------------------------


def _append(reader: Reader, table: Table, before: TableState, landing: Landing) -> TableState:
    if before.files and not is_continued(reader, table, before):
        reader.drift.append(f"{table.doctype} was rewritten in the ERP: taken whole again")
        before = TableState()
    lineage = before.lineage or landing.run_id
    where = f' where "{table.watermark}" > {int(before.watermark)}' if before.watermark else ""
    added = _write(reader, reader.select(table, where), landing, table, "lines")
    if added.rows == 0:
        (landing.raw / added.path).unlink()
        state = before if before.files else _empty(reader, table, landing)
        return replace(state, lineage=lineage)
    watermark = _greatest(reader, landing.raw / added.path, table)
    files = (*before.files, added)
    if len(files) > FILES_MAX:
        files = (_compact(reader, table, files, landing),)
    rows = sum(file.rows for file in files)
    seal = _seal(reader, table, watermark)
    return TableState(files, rows, watermark, seal, lineage=lineage)


def is_continued(reader: Reader, table: Table, before: TableState) -> bool:
    """Return True when the source still holds the rows taken before, as they were.

    A site restored from an older backup counts on from an earlier line.
    """
    if not before.watermark:
        return True
    return bool(before.seal) and _seal(reader, table, before.watermark) == before.seal


def _seal(reader: Reader, table: Table, watermark: str) -> str:
    """Return the seal of the row at the watermark; its presence alone for a table without seals."""
    seal = f'"{table.seal}"' if table.seal else "'there'"
    source, mark = f'erp."{table.source_table}"', f'"{table.watermark}"'
    row = reader.one(f"select {seal} from {source} where {mark} = {int(watermark)}")
    return str(row[0]) if row else ""


def _compact(reader: Reader, table: Table, files: Sequence[LakeFile], landing: Landing) -> LakeFile:
    paths = landing.paths(TableState(tuple(files)))
    query = f'select * from read_parquet({paths}, union_by_name=true) order by "{table.key.name}"'
    whole = _write(reader, query, landing, table, "whole")
    if whole.rows != sum(file.rows for file in files):
        raise RuntimeError(f"compaction of {table.table} of {landing.code} lost rows")
    return whole


# --- rows that change -----------------------------------------------------------------------


def _merge(reader: Reader, table: Table, before: TableState, landing: Landing) -> TableState:
    if not before.files or not before.watermark or before.columns != _forms(table.taken):
        return _replace(reader, table, before, landing)
    mark, key = table.watermark, table.key.name
    since = f"timestamp '{before.watermark}' - {OVERLAP}"
    delta = reader.select(table, f' where "{mark}" >= {since}')
    reader.connection.execute(f"create or replace temp table delta as {delta}")
    if _is_known(reader, table, before, landing):
        return before
    query = (
        f"select * from read_parquet({landing.paths(before)}) o"
        f' where o."{key}" not in (select "{key}" from delta) and o."{key}" in'
        f' (select "{key}" from erp."{table.source_table}")'
        " union all by name select * from delta"
    )
    written = _write(reader, query, landing, table, "data")
    reader.connection.execute("drop table delta")
    return _whole_state(reader, table, written, landing)


def _is_known(reader: Reader, table: Table, before: TableState, landing: Landing) -> bool:
    """Return True when the rows read again say nothing new and none was deleted."""
    names = ", ".join(f'"{column.name}"' for column in table.taken)
    known = f"select {names} from read_parquet({landing.paths(before)})"
    news = reader.one(f"select count(*) from (select {names} from delta except {known})")
    there = reader.one(f'select count("{table.key.name}") from erp."{table.source_table}"')
    return (int(news[0]), int(there[0])) == (0, before.rows)


def _replace(reader: Reader, table: Table, _: TableState, landing: Landing) -> TableState:
    written = _write(reader, reader.select(table), landing, table, "data")
    return _whole_state(reader, table, written, landing)


def _empty(reader: Reader, table: Table, landing: Landing) -> TableState:
    query = reader.select(table, " where false")
    written = _write(reader, query, landing, table, "data")
    return TableState((written,), 0, "", "")


def _whole_state(reader: Reader, table: Table, written: LakeFile, landing: Landing) -> TableState:
    watermark = ""
    if table.watermark and written.rows:
        watermark = _greatest(reader, landing.raw / written.path, table)
    return TableState((written,), written.rows, watermark, "")


# --- files ----------------------------------------------------------------------------------


def _write(reader: Reader, query: str, landing: Landing, table: Table, stem: str) -> LakeFile:
    """Write a query's rows, which may be none, into a file of the run."""
    file = landing.folder(table) / f"{stem}-{landing.run_id}.parquet"
    row = reader.one(f"copy ({query}) to '{file}' {COPY_OPTIONS}")
    return describe_file(landing.raw, file, int(row[0]))


def _greatest(reader: Reader, file: Path, table: Table) -> str:
    row = reader.one(f"select max(\"{table.watermark}\") from read_parquet('{file}')")
    return "" if row[0] is None else str(row[0])


def _forms(columns: Sequence[Column]) -> dict[str, str]:
    return {column.name: column.lake_form for column in columns}
