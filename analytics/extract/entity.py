"""All of one entity in one moment: its tables, its control totals, then its manifest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from analytics.contracts.extraction import Contract, Table
from analytics.extract import landing as lake
from analytics.extract.manifest import (
    Manifest,
    TableState,
    load_manifest,
    save_manifest,
    sweep,
)
from analytics.extract.reader import Reader, snapshot
from analytics.extract.totals import read_totals
from analytics.settings.places import Places
from analytics.settings.sources import ENTITY, Source, Sources


@dataclass(frozen=True)
class EntityResult:
    """What became of one entity in one run.

    error: "" when its extraction is new; then rows_read counts what came over the wire.
    extracted_at: of the data that stands now, new or old; "" when there is none.
    """

    code: str
    error: str
    rows_read: int
    rows_in_lake: int
    seconds: float
    extracted_at: str
    drift: tuple[str, ...] = ()


def extract_entity(
    connection: duckdb.DuckDBPyConnection,
    sources: Sources,
    source: Source,
    contract: Contract,
    places: Places,
    run_id: str,
    full: bool = False,
) -> tuple[Manifest, int]:
    """Extract one entity and make it its good one; return its manifest and the rows read.

    full: forget what was taken before. Raises: duckdb.Error, LookupError, OSError; then the
    entity's last good extraction stands as it was.
    """
    before = None if full else load_manifest(places, source.code)
    if before:
        sweep(places, before)
    landing = lake.Landing(places.raw, source.code, run_id)
    with snapshot(connection, sources, source) as reader:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        tables = {
            table.table: lake.land(
                reader, table, usable_state(before, table, contract, places), landing
            )
            for table in contract.taken(source.scope)
        }
        totals = read_totals(reader) if source.scope == ENTITY else {}
        drift = tuple(reader.drift)
    manifest = Manifest(source.code, source.scope, contract.digest, moment, tables, totals, drift)
    read = rows_read(before, manifest)
    save_manifest(places, manifest)
    return manifest, read


def usable_state(
    before: Manifest | None, table: Table, contract: Contract, places: Places
) -> TableState:
    """Return what may be continued of a table: nothing when a file is damaged or its columns
    changed."""
    state = before.tables.get(table.table) if before else None
    if state is None or not all(file.is_intact(places.raw) for file in state.files):
        return TableState()
    kept = {column.name: column.lake_type for column in table.taken}
    changed = any(kept.get(name, kind) != kind for name, kind in state.columns.items())
    return TableState() if changed else state


def rows_read(before: Manifest | None, after: Manifest) -> int:
    """Return rows that new files hold: what this run wrote."""
    old = (
        {file.path for state in before.tables.values() for file in state.files} if before else set()
    )
    return sum(
        file.rows for state in after.tables.values() for file in state.files if file.path not in old
    )


def describe_failure(error: Exception) -> str:
    """Return one line for people: the kind of failure without the server's banner or a secret."""
    first = str(error).strip().splitlines()[0] if str(error).strip() else ""
    return f"{type(error).__name__}: {first}"[:300]


__all__ = ["EntityResult", "Reader", "describe_failure", "extract_entity"]
