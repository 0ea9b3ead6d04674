"""Nights that publish nothing, nights at once, a full disk: readers keep what is."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from analytics.nightly.night import NightFailedError, NightRunningError, Step
from analytics.nightly.record import NOT_PUBLISHED, PUBLISHED, history
from analytics.nightly.steps import STEPS
from analytics.publish.verify import require_sound
from analytics.published.builds import current_file, current_id
from analytics.settings.places import Places
from ground.atomic_files import exclusive
from tests.warehouse.nights import (
    before,
    broken,
    change_totals,
    night,
    rows_by_entity,
    without,
)
from tests.warehouse.recorded import after_reading, read_into, replayed

LINES = "fct_ledger_line"
FULL_LEFT_MIB = 6


@pytest.fixture
def places(places_with_build):
    return places_with_build


def lines_read(record) -> dict[str, int]:
    """Return entity -> lines of its ledger when the night read it."""
    return {one.code: one.watermark for one in record.entities if one.watermark}


def test_night_without_any_entity_publishes_nothing(places, sources):
    standing = current_id(places)
    codes = [source.code for source in sources.databases]
    record = night(broken(sources, *codes), places)
    assert (record.result, record.exit_code) == (NOT_PUBLISHED, 2)
    assert "No entity could be read" in record.reason
    assert current_id(places) == standing
    assert history(places)[0] == record


def test_night_in_which_all_are_blocked_publishes_nothing(places, sources, recorded):
    standing = current_id(places)

    def spoil(night):
        for code in night.codes:
            change_totals(places, code, lines="3")

    steps = replayed(recorded.first, without(before("build", spoil), "test"))
    record = night(sources, places, steps)
    assert (record.result, record.exit_code) == (NOT_PUBLISHED, 2)
    assert "No entity passed" in record.reason
    assert current_id(places) == standing


def failing(error: Exception) -> tuple[Step, ...]:
    """Two steps, the second of which fails."""

    def work(night, say):
        raise error

    return Step("extract", 1, lambda night, say: say(1.0, "")), Step("build", 1, work)


def test_step_that_fails_ends_the_night_and_is_named_without_secrets(places, sources):
    standing = current_id(places)
    record = night(sources, places, failing(RuntimeError(f"unforeseen {sources.password}")))
    assert (record.exit_code, record.reason) == (2, "RuntimeError: unforeseen ***")
    assert [step.name for step in record.steps] == ["extract", "build"]
    plain = night(sources, places, failing(NightFailedError("In plain words.")))
    assert plain.reason == "In plain words."
    assert current_id(places) == standing


def test_second_night_at_once_is_refused(places, sources):
    with (
        exclusive(places.root / "night.lock"),
        pytest.raises(NightRunningError, match="A night is already running"),
    ):
        night(sources, places)
    assert night(sources, places, STEPS[:1]).reason == ""


@pytest.fixture
def small_disk(tmp_path):
    """Yield a file system of its own with little room."""
    if os.getuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=192m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_full_disk_keeps_the_last_good_build_and_the_next_night_is_right(
    after_first_night, sources, small_disk
):
    places = Places(small_disk / "warehouse")
    shutil.copytree(after_first_night.root, places.root, symlinks=True)
    standing = current_id(places)
    filler = small_disk / "filler"
    free = shutil.disk_usage(small_disk).free - FULL_LEFT_MIB * 1024**2
    filler.write_bytes(bytes(free))
    record = night(sources, places)
    assert record.exit_code == 2
    assert "MiB are free on the warehouse's disk" in record.reason
    assert current_id(places) == standing
    require_sound(current_file(places).parent)
    assert not places.building.exists()
    filler.unlink()
    read = read_into(places, sources)
    record = night(sources, places, after_reading(read, without(STEPS, "test", "analyse")))
    assert record.result == PUBLISHED
    assert rows_by_entity(current_file(places), LINES) == lines_read(record)
