"""The steps of a night, in order. Each one takes what the earlier ones left and adds its own."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from analytics.build.raw import create_raw, sound_manifests
from analytics.build.reconcile import differences
from analytics.build.slices import restore_slices
from analytics.build.transform import Dbt, OnLine
from analytics.extract.entity import EntityResult
from analytics.extract.manifest import Manifest, all_manifests
from analytics.extract.removed import forget_removed
from analytics.extract.run import ExtractOptions, clear_scratch, extract_all
from analytics.nightly.night import (
    Night,
    NightFailedError,
    Say,
    Step,
    earlier_runs,
    is_remarkable,
)
from analytics.nightly.record import PUBLISHED, RUNNING, WITH_FINDINGS, EntityRecord, now
from analytics.nightly.standing import FRESH, Evidence, Standing, doubtful, judge
from analytics.nightly.tables import write_night
from analytics.publish.builds import (
    adopt,
    last_good_file,
    point_to,
    prune_builds,
)
from analytics.publish.clean import keep_marts_only
from analytics.publish.entity_files import write_entity_files
from analytics.publish.facts import BuildFacts, EntityFacts, save_facts
from analytics.publish.verify import require_sound
from analytics.sources import HUB

EXTRACT_PART, BUILD_PART, OTHER_PART = 0.6, 0.75, 0.5  # of the night's memory, as DuckDB's limits
_DBT_PROGRESS = re.compile(r"(\d+) of (\d+) ((?:OK|PASS|WARN|FAIL|ERROR|SKIP).*)")
HOOK_SECONDS = 1800


def extract(night: Night, say: Say) -> None:
    """Every database into the lake; entities that were removed leave it."""
    clear_scratch(night.places.scratch)
    memory = int(night.options.memory_mib * EXTRACT_PART) * 1024**2
    options = ExtractOptions(
        night.options.readers, memory, night.options.full, run_id=night.record.run_id
    )

    def on_result(result: EntityResult, done: int, total: int) -> None:
        said = result.error or f"{result.rows_read:,} rows"
        say(done / total, f"{result.code}: {said}")

    results = extract_all(night.sources, night.contract, night.places, options, on_result)
    night.results = {result.code: result for result in results}
    forgotten = forget_removed(night.places, night.contract, [HUB, *night.codes])
    if forgotten:
        say(1.0, f"forgotten: {', '.join(forgotten)}")
    night.record.entities = [_entity_record(result) for result in results]


def _entity_record(result: EntityResult) -> EntityRecord:
    return EntityRecord(
        result.code,
        "stale" if result.error else FRESH,
        result.error,
        result.rows_read,
        result.rows_in_lake,
        result.seconds,
        result.extracted_at,
        drift=list(result.drift),
    )


def build(night: Night, say: Say) -> None:
    """The raw views over what is sound in the lake, then dbt's models."""
    sound, night.damage = sound_manifests(night.places, all_manifests(night.places))
    night.sound = {manifest.code for manifest in sound} - {HUB}
    _note_watermarks(night, sound)
    _require_something_new(night)
    _make_empty(night.places.building)
    with duckdb.connect(str(night.build_file)) as connection:
        create_raw(connection, night.places, night.contract, sound, date.today())
    night.dbt = Dbt(night.build_file, night.places.dbt, night.share_mib(BUILD_PART))
    night.dbt.build_models(_dbt_progress(say))


def _make_empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)


def _note_watermarks(night: Night, manifests: Sequence[Manifest]) -> None:
    marks = {
        manifest.code: int(state.watermark or 0)
        for manifest in manifests
        if (state := manifest.tables.get("ledger_line"))
    }
    for entity in night.record.entities:
        entity.watermark = marks.get(entity.code, 0)


def _require_something_new(night: Night) -> None:
    """Raises: NightFailedError when there are entities and none could be read."""
    errors = {code: r.error for code, r in night.results.items() if r.error and code != HUB}
    if night.codes and not (set(night.codes) & night.sound - set(errors)):
        first = next(iter(errors.values()), "no extraction is whole")
        raise NightFailedError(f"No entity could be read: {first}. The last good build stays.")


def _dbt_progress(say: Say) -> OnLine:
    """dbt's lines "12 of 60 OK created ..." as progress."""

    def on_line(line: str) -> None:
        if found := _DBT_PROGRESS.search(line):
            say(int(found[1]) / int(found[2]), found[3].split(" ..")[0])

    return on_line


def test(night: Night, say: Say) -> None:
    """dbt's tests over the marts; a failing one blocks the entities in its rows."""
    found = night.dbt.test(_dbt_progress(say))
    _block(night, found.blocked)


def reconcile(night: Night, say: Say) -> None:
    """The ERP's totals against the marts; then last good rows in place of doubtful ones."""
    with duckdb.connect(str(night.build_file)) as connection:
        _limit(connection, night)
        _block(night, differences(connection))
        previous = last_good_file(night.places)
        evidence = _evidence(night, previous)
        night.standings = judge(evidence)
        say(0.5, f"{len(night.blocked)} blocked")
        restore_slices(connection, previous, doubtful(evidence))
    _note_standings(night)
    if night.codes and not any(s.state == FRESH for s in night.standings.values()):
        first = next(iter(night.standings.values()))
        raise NightFailedError(f"No entity passed: {first.reason}. The last good build stays.")


def _block(night: Night, found: dict[str, list[str]]) -> None:
    for code, reasons in found.items():
        night.blocked.setdefault(code, []).extend(reasons)


def _evidence(night: Night, previous: Path | None) -> Evidence:
    damage: dict[str, list[str]] = {}
    for one in night.damage:
        damage.setdefault(one.code, []).append(one.path)
    expected = set(night.codes) | night.sound | (set(damage) - {HUB})
    absent = "the platform names no database of it any more"
    errors = {
        code: night.results[code].error if code in night.results else absent for code in expected
    }
    return Evidence(expected, errors, night.sound, damage, night.blocked, _codes_in(previous))


def _codes_in(file: Path | None) -> set[str]:
    """Entities with rows in a build."""
    if file is None:
        return set()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as kept (read_only)")
        rows = connection.execute("select entity_code from kept.marts.rpt_reconciliation")
        return {code for (code,) in rows.fetchall()}


def _note_standings(night: Night) -> None:
    """Put the final states into the record; the hub keeps what its reading said."""
    known = {entity.code: entity for entity in night.record.entities}
    for code, standing in night.standings.items():
        if code not in known:
            known[code] = EntityRecord(code, standing.state)
            night.record.entities.append(known[code])
        known[code].state, known[code].reason = standing.state, standing.reason
    if strangers := sorted(set(night.blocked) - set(night.standings)):
        raise NightFailedError(f"Rows of unknown entities: {', '.join(strangers)}.")


def analyse(night: Night, say: Say) -> None:
    """The analyses over finished marts, each a mart of its own."""
    if importlib.util.find_spec("analytics.analyses") is None:
        return
    from analytics.analyses import run_all

    with duckdb.connect(str(night.build_file)) as connection:
        _limit(connection, night)
        run_all(connection, night.places)


def publish(night: Night, say: Say) -> None:
    """What the night says of itself, entity files, proof; then readers see all of it at once."""
    checked_at = now()
    _write_own_marts(night, checked_at, say)
    _publish_documents(night)
    say(0.3, "leaving nothing but marts")
    with duckdb.connect(str(night.build_file)) as connection:
        _limit(connection, night)
        marts = keep_marts_only(connection)
        entities = _entity_facts(connection, night.standings)
    with duckdb.connect() as connection:
        _limit(connection, night)
        connection.execute(f"attach '{night.build_file}' as warehouse (read_only)")
        codes = sorted(entities)
        folder = night.places.building / "by_entity"

        def on_file(done: int, code: str) -> None:
            say(0.3 + 0.4 * done / len(codes), code)

        write_entity_files(connection, folder, codes, on_file)
    facts = BuildFacts(night.record.run_id, checked_at, night.contract.digest, entities, marts)
    save_facts(night.places.building, facts)
    say(0.75, "verifying")
    require_sound(night.places.building)
    say(0.9, "to the disk")
    adopt(night.places, facts.build_id)
    say(0.95, "swapping")
    point_to(night.places, facts.build_id)
    night.record.build_id = facts.build_id
    prune_builds(night.places)


def _write_own_marts(night: Night, checked_at: str, say: Say) -> None:
    """Freshness and the record of the nights, as marts."""
    record = night.record
    record.result = WITH_FINDINGS if is_remarkable(record) else PUBLISHED
    try:
        with duckdb.connect(str(night.build_file)) as connection:
            write_night(connection, night.standings, checked_at, record, earlier_runs(night))
    finally:
        record.result = RUNNING
    progress = _dbt_progress(lambda share, said: say(0.3 * share, said))
    blocked = night.dbt.build_night(progress).blocked
    if blocked:
        raise NightFailedError(f"The night's own marts are not sound: {blocked}")


def _entity_facts(
    connection: duckdb.DuckDBPyConnection, standings: dict[str, Standing]
) -> dict[str, EntityFacts]:
    rows = connection.execute("select entity_code, extracted_at from marts.rpt_reconciliation")
    moments = {code: f"{at.isoformat()}+00:00" for code, at in rows.fetchall()}
    return {
        code: EntityFacts(standing.state, moments.get(code, ""), standing.reason)
        for code, standing in standings.items()
    }


def _publish_documents(night: Night) -> None:
    """The dictionary of models and columns beside the build it describes."""
    if importlib.util.find_spec("analytics.dictionary") is None:
        return
    from analytics.dictionary import publish as publish_dictionary

    publish_dictionary(night.places.building, night.places.dbt)


def after_publish(night: Night, say: Say) -> None:
    """The command that brings dashboards up to date, when the platform names one."""
    if not night.options.after_publish:
        return
    done = subprocess.run(
        shlex.split(night.options.after_publish),
        capture_output=True,
        text=True,
        timeout=HOOK_SECONDS,
        check=False,
    )
    if done.returncode:
        said = " | ".join((done.stdout + done.stderr).strip().splitlines()[-3:])[:400]
        night.record.notes.append(f"dashboards were not brought up to date: {said}")


def _limit(connection: duckdb.DuckDBPyConnection, night: Night) -> None:
    connection.execute(f"set memory_limit='{night.share_mib(OTHER_PART)}'")
    connection.execute(f"set temp_directory='{night.places.scratch}'")
    connection.execute("set preserve_insertion_order=false")
    connection.execute("set enable_progress_bar=false")


STEPS = (
    Step("extract", 40, extract),
    Step("build", 22, build),
    Step("test", 12, test),
    Step("reconcile", 3, reconcile),
    Step("analyse", 6, analyse),
    Step("publish", 14, publish),
    Step("dashboards", 3, after_publish),
)
