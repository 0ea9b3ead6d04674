"""Nights that publish nothing, nights at once, nights that were killed: readers keep what is."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys

import pytest

from analytics.nightly.night import NightFailedError, NightRunningError, Step
from analytics.nightly.record import KILLED, NOT_PUBLISHED, PUBLISHED, RUNNING, history
from analytics.nightly.steps import STEPS
from analytics.publish.verify import require_sound
from analytics.published.builds import current_file, current_id
from analytics.settings.places import Places
from ground.atomic_files import exclusive
from ops.installation.instance import REPO
from ops.warehouse.reading_user import sources_file
from tests.warehouse.nights import (
    before,
    broken,
    change_totals,
    night,
    rows_by_entity,
    without,
)

LINES = "fct_ledger_line"
FULL_LEFT_MIB = 6
# Where state changes hands: (how a word begins, which of those words). While one entity's new
# extraction stands beside others' old ones; while dbt writes; when the build stands beside the
# others and readers have not been sent to it.
POINTS = (("extract: ", 3), ("build: ", 12), ("publish: swapping", 1))

KILLED_NIGHT = """
import os, signal, sys
from pathlib import Path
from analytics.contracts.extraction import load_contract
from analytics.nightly.night import NightOptions, run_night
from analytics.nightly.steps import STEPS
from analytics.settings.places import Places
from analytics.settings.sources import load_sources
begins, left = sys.argv[3], int(sys.argv[4])
def report(share, said):
    global left
    left -= said.startswith(begins)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
sources = load_sources(Path(sys.argv[1]))
options = NightOptions()
run_night(sources, load_contract(), Places(Path(sys.argv[2])), options, STEPS, report)
"""


@pytest.fixture
def places(places_with_build):
    return places_with_build


def killed_night(platform, places, begins: str, which: int) -> int:
    """Run a night that kills itself at the n-th word that begins so; return how it ended."""
    arguments = [sources_file(platform.instance), places.root, begins, which]
    command = [sys.executable, "-c", KILLED_NIGHT, *map(str, arguments)]
    return subprocess.run(command, cwd=REPO, check=False).returncode


def lines_read(record) -> dict[str, int]:
    """Return entity -> lines of its ledger when the night read it."""
    return {one.code: one.watermark for one in record.entities if one.watermark}


def test_night_killed_where_state_changes_hands_leaves_the_last_good_build_and_the_next_is_right(
    platform, sources, places
):
    standing = current_id(places)
    for begins, which in POINTS:
        assert killed_night(platform, places, begins, which) == -signal.SIGKILL
        assert current_id(places) == standing
        require_sound(current_file(places).parent)
        assert history(places, 1)[0].result == RUNNING
    record = night(sources, places)
    assert record.result == PUBLISHED
    assert rows_by_entity(current_file(places), LINES) == lines_read(record)
    killed = [run for run in history(places) if run.result == KILLED]
    assert len(killed) == len(POINTS)
    assert {run.steps[-1].name for run in killed if run.steps} == {"extract", "analyse"}


def test_night_without_any_entity_publishes_nothing(places, sources):
    standing = current_id(places)
    codes = [source.code for source in sources.databases]
    record = night(broken(sources, *codes), places)
    assert (record.result, record.exit_code) == (NOT_PUBLISHED, 2)
    assert "No entity could be read" in record.reason
    assert current_id(places) == standing
    assert history(places)[0] == record


def test_night_in_which_all_are_blocked_publishes_nothing(places, sources):
    standing = current_id(places)

    def spoil(night):
        for code in night.codes:
            change_totals(places, code, lines="3")

    record = night(sources, places, without(before("build", spoil), "test"))
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
    import os

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
    record = night(sources, places, without(STEPS, "test", "analyse"))
    assert record.result == PUBLISHED
    assert rows_by_entity(current_file(places), LINES) == lines_read(record)
