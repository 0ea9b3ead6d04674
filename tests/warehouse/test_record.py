"""The record of nights, the memory they are measured by, and entities that leave the lake."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time

import pytest

from analytics.contracts.extraction import load_contract
from analytics.extract.manifest import load_manifest
from analytics.extract.removed import forget_removed
from analytics.nightly.memory import PeakMemory
from analytics.nightly.night import close_if_killed
from analytics.nightly.record import (
    KILLED,
    PUBLISHED,
    RUNNING,
    RUNS_KEPT,
    EntityRecord,
    RunRecord,
    StepRecord,
    close_killed,
    history,
    save_record,
)
from analytics.settings.places import Places
from ground.atomic_files import exclusive


@pytest.fixture
def empty(tmp_path):
    places = Places(tmp_path / "warehouse")
    places.make()
    return places


def record(number: int, result: str = PUBLISHED) -> RunRecord:
    found = RunRecord(f"20260101T{number:06d}", "2026-01-01T01:30:00+00:00", 2048, result=result)
    found.steps = [StepRecord("extract", 1.5, 300), StepRecord("build", 2.25, 500)]
    found.entities = [EntityRecord("roads", "fresh", rows_read=5, watermark=9, drift=["a note"])]
    return found


def test_record_is_read_as_it_was_written(empty):
    save_record(empty, record(1))
    assert history(empty) == [record(1)]
    assert (record(1).seconds, record(1).peak_memory_mib) == (3.75, 500)


def test_record_that_cannot_be_read_does_not_hide_the_others(empty):
    save_record(empty, record(1))
    (empty.runs / "20260102T000000.json").write_text('{"run_id": ')
    assert history(empty) == [record(1)]


def test_run_that_was_killed_is_closed_and_says_how_far_it_came(empty):
    save_record(empty, record(1))
    save_record(empty, record(2, RUNNING))
    assert close_killed(empty) == ["20260101T000002"]
    newest, oldest = history(empty)
    assert newest.result == KILLED
    assert newest.reason.endswith("the last step that ended was build")
    assert oldest == record(1)


def test_killed_run_is_closed_without_waiting_for_the_next_night(empty):
    save_record(empty, record(1, RUNNING))
    with exclusive(empty.night_lock):
        assert close_if_killed(empty) == []
    assert history(empty)[0].result == RUNNING
    assert close_if_killed(empty) == ["20260101T000001"]
    assert history(empty)[0].result == KILLED
    assert close_if_killed(empty) == []


def test_oldest_records_are_forgotten(empty):
    for number in range(RUNS_KEPT + 3):
        save_record(empty, record(number))
    close_killed(empty)
    kept = sorted(file.stem for file in empty.runs.glob("*.json"))
    assert len(kept) == RUNS_KEPT
    assert kept[0] == "20260101T000003"


def test_peak_memory_counts_children_and_begins_anew():
    code = "import time; held = bytearray(200 * 1024**2); print(len(held), flush=True)"
    memory = PeakMemory().start()
    try:
        resting = memory.take()
        child = subprocess.Popen(
            [sys.executable, "-c", f"{code}; time.sleep(60)"], stdout=subprocess.PIPE
        )
        child.stdout.readline()
        time.sleep(0.5)
        child.kill()
        child.communicate()
        assert memory.take() >= resting + 190
        time.sleep(0.3)
        assert memory.take() < resting + 100
    finally:
        memory.stop()


@pytest.fixture
def with_ghost(extract, places):
    """Return a lake that holds an entity the registry has never known."""
    extract("hub", "roads", "courts")
    for folder in places.raw.glob("*/entity=courts"):
        shutil.copytree(folder, folder.with_name("entity=ghost"))
    text = (places.manifests / "courts.json").read_text()
    (places.manifests / "ghost.json").write_text(text.replace("courts", "ghost"))
    return places


def test_removed_entity_leaves_the_lake(with_ghost):
    assert forget_removed(with_ghost, load_contract(), ["hub", "roads", "courts"]) == ["ghost"]
    assert load_manifest(with_ghost, "ghost") is None
    assert list(with_ghost.raw.glob("*/entity=ghost")) == []
    assert load_manifest(with_ghost, "courts") is not None


def test_entity_that_the_registry_keeps_stays_in_the_lake(with_ghost):
    """The platform does not name courts, and the registry says that it is active."""
    assert forget_removed(with_ghost, load_contract(), ["hub", "roads", "ghost"]) == []
    assert load_manifest(with_ghost, "courts") is not None


def test_nobody_is_forgotten_while_the_registry_cannot_be_read(with_ghost):
    file = with_ghost.manifests / "hub.json"
    stored = json.loads(file.read_text())
    stored["tables"]["entity"]["files"][0]["sha256"] = "0" * 64
    file.write_text(json.dumps(stored))
    assert forget_removed(with_ghost, load_contract(), ["hub", "roads"]) == []
    assert load_manifest(with_ghost, "ghost") is not None
