"""A recorded lake: what real extractions brought once, given to nights that are not about reading.

A recording is a warehouse's folder as an extraction left it. Replayed, its files and manifests
stand in a night's own lake as if they had just been read; everything after that is the night's own
code, with its dbt and DuckDB. What is down is not replayed: it is asked for, and fails.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from analytics.contracts.extraction import load_contract
from analytics.extract.entity import EntityResult, rows_read
from analytics.extract.manifest import Manifest, all_manifests, load_manifest, save_manifest
from analytics.extract.run import ExtractOptions, extract_all
from analytics.nightly.night import Night, Step
from analytics.nightly.steps import STEPS, take
from analytics.settings.places import Places
from analytics.settings.sources import Sources
from tests.warehouse.nights import broken

REPLAY = "replay"  # the name of the step that stands where a real night reads
REWRITTEN = "courts"  # the entity whose ledger was rewritten between the recordings


@dataclass(frozen=True)
class Recorded:
    """Three moments of one platform. first: as its own first night left it; later: when a journal
    had been posted and one entity's ledger rewritten, only what was new being read; anew: the same
    moment, everything read. Not to be changed."""

    first: Places
    later: Places
    anew: Places
    posted: str


def read_into(places: Places, sources: Sources, full: bool = False) -> list[EntityResult]:
    """Read every database into a lake, as a night does."""
    results = extract_all(sources, load_contract(), places, ExtractOptions(full=full))
    assert [result.code for result in results if result.error] == []
    return results


def replayed(
    recording: Places, steps: Sequence[Step] = STEPS, down: Collection[str] = ()
) -> tuple[Step, ...]:
    """Return the steps, with a recording in place of the reading. down: entities whose databases
    are gone tonight."""

    def read(night: Night) -> list[EntityResult]:
        found = [
            _replay(recording, manifest, night.places)
            for manifest in all_manifests(recording)
            if manifest.code not in down
        ]
        asked = ExtractOptions(codes=tuple(down), run_id=night.record.run_id)
        gone = broken(night.sources, *down)
        return [*found, *extract_all(gone, night.contract, night.places, asked)]

    return tuple(_in_place_of_reading(read, steps))


def after_reading(
    results: Sequence[EntityResult], steps: Sequence[Step] = STEPS
) -> tuple[Step, ...]:
    """Return the steps over a lake into which these were read a moment ago."""
    return tuple(_in_place_of_reading(lambda night: list(results), steps))


def _in_place_of_reading(read, steps: Sequence[Step]) -> Iterator[Step]:
    def work(night: Night, say) -> None:
        take(night, sorted(read(night), key=lambda result: result.code), say)

    for step in steps:
        yield replace(step, name=REPLAY, work=work) if step.name == STEPS[0].name else step


def _replay(recording: Places, recorded: Manifest, places: Places) -> EntityResult:
    """Put one entity of a recording into a lake, read at this moment."""
    before = load_manifest(places, recorded.code)
    files = [file for state in recorded.tables.values() for file in state.files]
    for file in files:
        if not file.is_intact(places.raw):
            (places.raw / file.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(recording.raw / file.path, places.raw / file.path)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    stands = replace(recorded, extracted_at=moment)
    save_manifest(places, stands)
    rows = sum(file.rows for file in files)
    read = rows_read(before, stands)
    return EntityResult(stands.code, "", read, rows, 0.0, moment, stands.drift)
