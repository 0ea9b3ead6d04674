"""Schema `raw` of a build: one view per table of the contract over exactly the lake's good files.

The views live while dbt runs. They name files by the manifests, so that what a killed extraction
left behind is never read, and an entity without data gives no rows instead of an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from analytics.contracts.extraction import Contract, Table
from analytics.extract.manifest import LakeFile, Manifest
from analytics.extract.totals import NAMES
from analytics.reference.working_days import calendar_rows
from analytics.settings.places import Places
from analytics.settings.sources import ENTITY, HUB
from analytics.transform.appended import Appended, appended_tables
from analytics.transform.carried import create_carried

SCHEMA = "raw"
CALENDAR_YEARS_BEFORE, CALENDAR_YEARS_AFTER = 10, 5


@dataclass(frozen=True)
class Damage:
    """A file that is not as it was written. code: its entity."""

    code: str
    path: str


def sound_manifests(
    places: Places, manifests: Iterable[Manifest]
) -> tuple[list[Manifest], list[Damage]]:
    """Split extractions into those whose files are all intact, and the damage of the others."""
    sound, damage = [], []
    for manifest in manifests:
        files = [file for state in manifest.tables.values() for file in state.files]
        broken = [file for file in files if not file.is_intact(places.raw)]
        damage += [Damage(manifest.code, file.path) for file in broken]
        if not broken:
            sound.append(manifest)
    return sound, damage


def create_raw(
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    contract: Contract,
    manifests: Iterable[Manifest],
    today: date,
) -> None:
    """Create the schema in an open build. manifests: sound ones."""
    manifests = list(manifests)
    connection.execute(f"create schema if not exists {SCHEMA}")
    for scope in (ENTITY, HUB):
        for table in contract.taken(scope):
            files = [
                file
                for manifest in manifests
                if manifest.scope == scope and table.table in manifest.tables
                for file in manifest.tables[table.table].files
            ]
            query = _view(places, table, files)
            connection.execute(f"create or replace view {SCHEMA}.{table.table} as {query}")
    _write_extractions(connection, manifests)
    _write_calendar(connection, today)
    create_carried(connection)
    for one in appended_tables(contract):
        _create_before(connection, one)


def _create_before(connection: duckdb.DuckDBPyConnection, one: Appended) -> None:
    """Tables of what stands of the last build: nothing, until somebody knows better."""
    shapes = {one.before: {"entity": "varchar", "row_count": "bigint"}}
    shapes |= {sums.before: dict(sums.columns) for sums in one.sums}
    for name, columns in shapes.items():
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"create or replace table {SCHEMA}.{name} ({listed})")


def leave_out_rows(
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    contract: Contract,
    manifests: Iterable[Manifest],
    held: Mapping[str, Mapping[str, int]],
) -> None:
    """Let the views of appended tables name only files with rows that the build does not hold yet.

    held: table -> entity -> how many of its rows, from the first on, the build holds. A file may
    have held rows too: the model takes what comes after them.
    """
    manifests = list(manifests)
    for one in appended_tables(contract):
        rows = held.get(one.table, {})
        files = [
            file
            for manifest in manifests
            if one.table in manifest.tables
            for file in _reaching_beyond(
                manifest.tables[one.table].files, rows.get(manifest.code, 0)
            )
        ]
        query = _view(places, contract.find(one.table), files)
        connection.execute(f"create or replace view {SCHEMA}.{one.table} as {query}")


def _reaching_beyond(files: Iterable[LakeFile], held: int) -> Iterator[LakeFile]:
    """Yield the files beyond what is held: they are in the order of their rows, without a gap."""
    last = 0
    for file in files:
        last += file.rows
        if last > held:
            yield file


def _view(places: Places, table: Table, files: list[LakeFile]) -> str:
    types = {"entity": "VARCHAR", **{column.name: column.lake_type for column in table.taken}}
    if not files:
        parts = [f'cast(null as {kind}) as "{name}"' for name, kind in types.items()]
        return f"select {', '.join(parts)} where false"
    paths = ", ".join(f"'{places.raw / file.path}'" for file in files)
    parts = [f'cast("{name}" as {kind}) as "{name}"' for name, kind in types.items()]
    return (
        f"select {', '.join(parts)} from read_parquet([{paths}], hive_partitioning=true,"
        " hive_types_autocast=false, union_by_name=true)"
    )


def _write_extractions(
    connection: duckdb.DuckDBPyConnection, manifests: Iterable[Manifest]
) -> None:
    """raw.extraction: when each entity was read, and what the ERP said of itself then."""
    connection.execute(
        f"create or replace table {SCHEMA}.extraction (entity varchar, extracted_at timestamp,"
        " as_of_day date, lines bigint, debit decimal(38,9), credit decimal(38,9), heads bigint,"
        " in_service bigint)"
    )
    rows = [
        (
            manifest.code,
            manifest.extracted_at,
            manifest.day,
            *(manifest.totals.get(name, "0") for name in NAMES[:-1]),
            manifest.totals.get(NAMES[-1]),  # extractions before it was kept have none
        )
        for manifest in manifests
        if manifest.scope == ENTITY
    ]
    if rows:
        connection.executemany(
            f"insert into {SCHEMA}.extraction values (?, cast(? as timestamptz) at time zone 'UTC',"
            " ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _write_calendar(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """raw.calendar: one row per day around today."""
    first = date(today.year - CALENDAR_YEARS_BEFORE, 1, 1)
    last = date(today.year + CALENDAR_YEARS_AFTER, 12, 31)
    calendar = calendar_rows(first, last)  # noqa: F841 - read by name in the next statement
    connection.execute(f"create or replace table {SCHEMA}.calendar as select * from calendar")
