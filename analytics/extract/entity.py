"""All of one entity in one moment: its tables, its control totals, then its manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from analytics.extract.news import Again, Bringing, bring_up_to_date
from analytics.extract.reader import Reader, snapshot
from analytics.settings.days import day_in
from analytics.settings.places import Places
from analytics.settings.sources import Source, Sources


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


AS_USUAL = Again()


def extract_entity(
    connection: duckdb.DuckDBPyConnection,
    sources: Sources,
    source: Source,
    contract: Contract,
    places: Places,
    run_id: str,
    again: Again = AS_USUAL,
) -> tuple[Manifest, int]:
    """Extract one entity and make it its good one; return its manifest and the rows read.

    again: what of that is read once more. Raises: duckdb.Error, LookupError, OSError; then the
    entity's last good extraction stands as it was.
    """
    before = None if again.everything else load_manifest(places, source.code)
    if before:
        sweep(places, before)
    landing = lake.Landing(places.raw, source.code, run_id)
    with snapshot(connection, sources, source) as reader:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        day = day_in(moment, source.time_zone)
        taken = contract.taken(source.scope)
        usable = {table.table: usable_state(before, table, contract, places) for table in taken}
        reader.drift.extend(_healed(before, usable, places))
        bringing = Bringing(reader, again, landing, sources.pseudonym_key, day)
        tables, totals = bring_up_to_date(
            bringing, [(table, usable[table.table]) for table in taken]
        )
        reader.drift.extend(again.said(taken))
        drift = tuple(reader.drift)
    manifest = Manifest(
        source.code,
        source.scope,
        contract.digest,
        moment,
        tables,
        totals,
        drift,
        day.isoformat(),
    )
    read = rows_read(before, manifest)
    save_manifest(places, manifest)
    return manifest, read


def _healed(
    before: Manifest | None, usable: Mapping[str, TableState], places: Places
) -> Iterator[str]:
    """Yield what was damaged in the lake and is read anew, a sentence each.

    usable: table -> what was continued of it; where all was, nothing is damaged.
    """
    for table, state in before.tables.items() if before else ():
        if usable.get(table, state).files:
            continue
        for file in state.files:
            if not file.is_intact(places.raw):
                yield f"{file.path} was damaged in the lake and was read anew"


def usable_state(
    before: Manifest | None, table: Table, contract: Contract, places: Places
) -> TableState:
    """Return what may be continued of a table: nothing when a file is damaged or its columns
    changed."""
    state = before.tables.get(table.table) if before else None
    if state is None or not all(file.is_intact(places.raw) for file in state.files):
        return TableState()
    kept = {column.name: column.lake_form for column in table.taken}
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
