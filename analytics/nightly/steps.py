"""The steps of a night, in order. Each one takes what the earlier ones left and adds its own."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb

from analytics.analyses import run_all
from analytics.extract.entity import EntityResult, describe_failure
from analytics.extract.manifest import Manifest, all_manifests
from analytics.extract.removed import forget_removed
from analytics.extract.run import ExtractOptions, clear_scratch, extract_all
from analytics.nightly.after_publish import run_after_publish
from analytics.nightly.asked import blocked_before, last_facts, left_as_they_are
from analytics.nightly.build_connection import open_build
from analytics.nightly.night import (
    Night,
    NightFailedError,
    Say,
    Step,
    earlier_runs,
    share_mib,
)
from analytics.nightly.publishing import publish
from analytics.nightly.record import EntityRecord
from analytics.nightly.standing import FRESH, STALE, Evidence, doubtful, judge
from analytics.nightly.volumes import rows_in_lake, volumes
from analytics.published.builds import FILE_NAME, last_good_file
from analytics.settings.days import government_day
from analytics.settings.places import Places
from analytics.settings.sources import HUB
from analytics.transform.appended import appended_tables
from analytics.transform.carried import take_carried
from analytics.transform.continued import Continued, append_marks, begin_from_last, keep_rows
from analytics.transform.culprits import find_culprits
from analytics.transform.dbt_build import Dbt
from analytics.transform.dbt_progress import dbt_progress
from analytics.transform.dbt_results import ModelFailedError
from analytics.transform.raw import create_raw, leave_out_rows, sound_manifests
from analytics.transform.reconcile import differences
from analytics.transform.slices import moments_in, restore_slices
from ground.atomic_files import exclusive

EXTRACT_PART, BUILD_PART = 0.6, 0.75  # of the night's memory, as DuckDB's limits
LEDGER = "ledger_line"  # what the record of a night says it came to


def extract(night: Night, say: Say) -> None:
    """Every database that is asked for into the lake; a model is built over it as it is."""
    clear_scratch(night.places.scratch)
    _dbt_of(night).start()  # it reads the project while the databases are read
    asked = night.options.asked
    others = list(left_as_they_are(asked, night.sources, night.places)) if asked.is_partial else []
    if asked.model:
        take(night, others, say)
        return
    memory = int(night.options.memory_mib * EXTRACT_PART) * 1024**2
    options = ExtractOptions(
        night.options.readers,
        memory,
        night.options.full,
        asked.entities or None,
        asked.since or "",
        night.record.run_id,
    )

    def on_result(result: EntityResult, done: int, total: int) -> None:
        said = result.error or f"{result.rows_read:,} rows"
        say(done / total, f"{result.code}: {said}")

    read = extract_all(night.sources, night.contract, night.places, options, on_result)
    take(night, [*read, *others], say)


def take(night: Night, results: Sequence[EntityResult], say: Say) -> None:
    """Go on with what the lake now holds; entities that were removed leave it in a whole night."""
    results = sorted(results, key=lambda result: result.code)
    night.results = {result.code: result for result in results}
    named = [HUB, *night.codes]
    is_whole = not night.options.asked.is_partial
    if is_whole and (forgotten := forget_removed(night.places, night.contract, named)):
        say(1.0, f"forgotten: {', '.join(forgotten)}")
    night.record.entities = [_entity_record(result) for result in results]
    for entity in night.record.entities:
        if entity.state == FRESH:
            entity.table_rows = rows_in_lake(night.places, entity.code)
    seen = volumes(night.record.entities, earlier_runs(night))
    night.record.notes += [one.say() for one in seen if one.is_unusual]


def _entity_record(result: EntityResult) -> EntityRecord:
    return EntityRecord(
        result.code,
        STALE if result.error else FRESH,
        result.error,
        result.rows_read,
        result.rows_in_lake,
        result.seconds,
        result.extracted_at,
        drift=list(result.drift),
    )


def build(night: Night, say: Say) -> None:
    """Build the models over what stands of the last build and what is sound in the lake."""
    begin(night, say)
    _dbt_of(night)
    model = night.options.asked.model
    if not model:
        _build_all(night, say)
        return
    built = night.require_dbt().build_following(model, dbt_progress(say)).nodes
    night.record.nodes += built
    night.continued = _rows_not_built({node.name for node in built}, night)


def _build_all(night: Night, say: Say) -> None:
    """Build every model, without entities from whose rows one cannot be built."""
    while True:
        dbt = night.require_dbt()
        try:
            night.record.nodes += dbt.build_models(dbt_progress(say)).nodes
            return
        except ModelFailedError as failure:
            _set_aside_culprits(night, failure, say)
        begin(night, say)


def _dbt_of(night: Night) -> Dbt:
    """Return dbt over the build under way; it need not be there yet."""
    memory = night.share_mib(BUILD_PART)
    night.dbt = night.dbt or Dbt(night.build_file, night.places.dbt, memory)
    return night.dbt


def _rows_not_built(built: set[str], night: Night) -> Continued:
    """Return the rows that stand after a model was built anew: those of marts that were not."""
    file, facts = last_good_file(night.places), last_facts(night.places)
    kept = [one.table for one in appended_tables(night.contract) if one.mart not in built]
    if file is None or facts is None:
        return Continued()
    marks = {table: facts.appended.get(table, {}) for table in kept}
    rows = {table: {code: mark.rows for code, mark in m.items()} for table, m in marks.items()}
    return Continued(file.parent, rows)


def _set_aside_culprits(night: Night, failure: ModelFailedError, say: Say) -> None:
    """Block the entities from whose rows a model cannot be built. Raises: the failure, when it is
    the fault of none alone."""
    say(0.0, f"whose rows stop {', '.join(failure.models)}")
    found = find_culprits(
        night.places,
        night.contract,
        _standing_manifests(night),
        night.require_dbt().compile_models(failure.models),
        night.build_file,
        government_day(),
        night.share_mib(BUILD_PART),
    )
    if not found:
        raise failure
    night.set_aside |= set(found)
    _block(night, {code: [said] for code, said in found.items()})


def _standing_manifests(night: Night) -> list[Manifest]:
    """Return the sound extractions but those that were set aside."""
    sound, night.damage = sound_manifests(night.places, all_manifests(night.places))
    return [one for one in sound if one.code not in night.set_aside]


def read_models(places: Places, memory_mib: int) -> bool:
    """Let dbt read its project before the first night; False when a night is at it already.

    memory_mib: the night's, for dbt reads all anew when its profile says another figure.
    Raises: TransformFailedError.
    """
    places.make()
    try:
        with (
            exclusive(places.night_lock, wait=False),
            # Only the file's name counts; it is not opened.
            closing(
                Dbt(places.scratch / FILE_NAME, places.dbt, share_mib(memory_mib, BUILD_PART))
            ) as dbt,
        ):
            dbt.read_project()
    except BlockingIOError:
        return False
    return True


def begin(night: Night, say: Say) -> None:
    """Begin a build: what stands of the last one and the raw views, all but what dbt makes."""
    sound = _standing_manifests(night)
    night.sound = {manifest.code for manifest in sound} - {HUB}
    night.marks = append_marks(sound, appended_tables(night.contract))
    _note_watermarks(night)
    if night.options.asked.model:
        _begin_with_all_marts(night, sound, say)
        return
    _require_something_new(night)
    try:
        _begin(night, sound, say)
    except duckdb.Error as error:  # the last build cannot be continued: tonight's is made anew
        night.record.notes.append(f"the last build was not continued: {describe_failure(error)}")
        _begin(night, sound, say, anew=True)


def _make_empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)


def _begin(night: Night, sound: Sequence[Manifest], say: Say, anew: bool = False) -> None:
    """Tonight's file with raw views, and in it the rows that need not be written again."""
    places, contract, file = night.places, night.contract, night.build_file
    _make_empty(places.building)
    say(0.0, "what stands of the last build")
    is_whole = anew or night.options.full
    begun = Continued() if is_whole else begin_from_last(places, contract, night.marks, file)
    with open_build(night) as connection:
        create_raw(connection, places, contract, sound, government_day())
        take_carried(connection, last_good_file(places))
        night.continued = keep_rows(connection, begun, contract) if begun.folder else begun
        leave_out_rows(connection, places, contract, sound, night.continued.rows)


def _begin_with_all_marts(night: Night, sound: Sequence[Manifest], say: Say) -> None:
    """Tonight's file with raw views, and all that the last build holds."""
    _make_empty(night.places.building)
    say(0.0, "the last build")
    if file := last_good_file(night.places):
        shutil.copyfile(file, night.build_file)
    with open_build(night) as connection:
        create_raw(connection, night.places, night.contract, sound, government_day())
        take_carried(connection, last_good_file(night.places))


def _note_watermarks(night: Night) -> None:
    for entity in night.record.entities:
        mark = night.marks.get(LEDGER, {}).get(entity.code)
        entity.watermark = mark.rows if mark else 0


def _require_something_new(night: Night) -> None:
    """Refuse a night in which no entity could be read. Raises: NightFailedError."""
    errors = {code: r.error for code, r in night.results.items() if r.error and code != HUB}
    wanted = set(night.options.asked.entities or night.codes)
    if wanted and not (wanted & night.sound - set(errors)):
        first = next(iter(errors.values()), "no extraction is whole")
        raise NightFailedError(f"No entity could be read: {first}. The last good build stays.")


def test(night: Night, say: Say) -> None:
    """dbt's tests over the marts; a failing one blocks the entities in its rows."""
    asked = night.options.asked
    found = night.require_dbt().test(dbt_progress(say), asked.model or "")
    night.record.nodes += found.nodes
    night.blocked |= blocked_before(asked, night.places)
    _block(night, found.blocked)


def reconcile(night: Night, say: Say) -> None:
    """Compare the ERP's totals with the marts; put last good rows in place of doubtful ones."""
    is_one_model = bool(night.options.asked.model)
    with open_build(night) as connection:
        _block(night, differences(connection))
        previous = last_good_file(night.places)
        before = moments_in(previous)
        evidence = _evidence(night, before)
        night.standings = judge(evidence)
        say(0.5, f"{len(night.blocked)} blocked")
        of_earlier = doubtful(evidence)
        night.moments = _moments_of_rows(connection, before, of_earlier)
        restore_slices(connection, previous, of_earlier, () if is_one_model else night.sound)
    _note_standings(night)
    if night.codes and not any(s.state == FRESH for s in night.standings.values()):
        first = next(iter(night.standings.values()))
        raise NightFailedError(f"No entity passed: {first.reason}. The last good build stays.")


def _block(night: Night, found: dict[str, list[str]]) -> None:
    """Note why entities are blocked, each reason once.

    Where one model alone is built, only entities are judged whose other marts are of the reading
    that the lake holds: whoever was blocked stands at older rows, and would differ from it.
    """
    of_one_reading = night.sound - set(blocked_before(night.options.asked, night.places))
    for code, reasons in found.items():
        if night.options.asked.model and code not in of_one_reading:
            continue
        known = night.blocked.setdefault(code, [])
        known += [one for one in dict.fromkeys(reasons) if one not in known]


def _evidence(night: Night, kept: Collection[str]) -> Evidence:
    """kept: entities with rows in the last good build."""
    damage: dict[str, list[str]] = {}
    for one in night.damage:
        damage.setdefault(one.code, []).append(one.path)
    expected = set(night.codes) | night.sound | (set(damage) - {HUB})
    absent = "the platform names no database of it any more"
    errors = {
        code: night.results[code].error if code in night.results else absent for code in expected
    }
    return Evidence(expected, errors, night.sound, damage, night.blocked, kept)


def _moments_of_rows(
    connection: duckdb.DuckDBPyConnection,
    before: Mapping[str, datetime],
    of_earlier: Collection[str],
) -> dict[str, datetime]:
    """Return entity -> when the rows that stand in tonight's build were read, UTC. before: as
    `moments_in` the last build; of_earlier: entities whose rows come from there."""
    rows = connection.execute("select entity_code, extracted_at from marts.rpt_reconciliation")
    tonight = {code: moment for code, moment in rows.fetchall() if code not in of_earlier}
    return tonight | {code: before[code] for code in of_earlier if code in before}


def _note_standings(night: Night) -> None:
    """Put the final states into the record; the hub keeps what its reading said."""
    known = {entity.code: entity for entity in night.record.entities}
    for code, standing in night.standings.items():
        if code not in known:
            known[code] = EntityRecord(code, standing.state)
            night.record.entities.append(known[code])
        known[code].state, known[code].reason = standing.state, standing.reason
    for code in sorted(set(night.blocked) - set(night.standings)):
        said = " ".join(night.blocked[code])
        night.record.notes.append(f"{code}, of which the platform has no database: {said}")


def analyse(night: Night, say: Say) -> None:
    """Run the analyses over finished marts, each into a mart of its own."""
    with open_build(night) as connection:
        run_all(connection, night.places)


def after_publish(night: Night, say: Say) -> None:
    """Run the command that brings dashboards up to date, when the platform names one."""
    if night.options.after_publish:
        night.record.notes += run_after_publish(night.options.after_publish)


STEPS = (
    Step("extract", 40, extract),
    Step("build", 22, build),
    Step("test", 12, test),
    Step("reconcile", 3, reconcile),
    Step("analyse", 6, analyse),
    Step("publish", 14, publish),
    Step("dashboards", 3, after_publish),
)
