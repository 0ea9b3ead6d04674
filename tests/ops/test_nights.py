"""Whole nights are counted from their records, and every night of the tests leaves one."""

import json
import re

import pytest

from ops.cli import testing
from ops.installation.instance import REPO
from ops.testing.nights import WHOLE_MAX, forget_nights, note_nights, whole_nights

WHOLE = ("extract", "build", "test", "reconcile", "analyse", "publish", "dashboards")
REPLAYED = ("replay", *WHOLE[1:])
# Who may start a night in the tests: whoever notes it, and whoever kills it.
STARTS = re.compile(r"^from analytics\.nightly\.night import .*\brun_night\b", re.MULTILINE)

OVER_MADE_LAKES = (
    "tests/dbt/test_faults.py",
    "tests/dbt/test_history.py",
    "tests/dbt/test_last_reading.py",
    "tests/dbt/test_one_changed.py",
)


@pytest.fixture(autouse=True)
def noted(tmp_path, monkeypatch):
    """Let nights be noted in a folder of the test's own."""
    folder = tmp_path / "noted"
    monkeypatch.setenv("DIWAN_TEST_NIGHTS", str(folder))
    return folder


@pytest.fixture
def warehouse(tmp_path):
    """Return a function that writes the records of a warehouse: the names of each night's steps."""

    def write(name: str, *runs: tuple[str, ...]):
        folder = tmp_path / name / "runs"
        folder.mkdir(parents=True)
        for number, steps in enumerate(runs):
            record = {"run_id": f"20260101T00000{number}", "result": "published"}
            record["steps"] = [{"name": step, "seconds": 2.0} for step in steps]
            (folder / f"{record['run_id']}.json").write_text(json.dumps(record))
        return folder

    return write


def test_nights_that_read_and_built_are_whole_whatever_they_left_out_and_others_are_not(warehouse):
    hasty = ("extract", "build", "reconcile", "publish")
    killed, full_disk = WHOLE[:5], ("extract", "build")
    note_nights(warehouse("platform1", WHOLE, REPLAYED, hasty, killed, full_disk, ()), "platform1")
    assert list(whole_nights()) == [
        "platform1: 20260101T000000, published, 14 s",
        "platform1: 20260101T000002, published, 8 s",
        "platform1: 20260101T000003, published, 10 s",
    ]
    forget_nights()
    assert list(whole_nights()) == []


def test_record_of_one_night_is_noted_alone(warehouse):
    folder = warehouse("own", WHOLE, WHOLE)
    note_nights(folder / "20260101T000001.json", "warehouse")
    assert len(list(whole_nights())) == 1


@pytest.mark.parametrize("count", [0, 1, WHOLE_MAX, WHOLE_MAX + 1])
def test_one_night_more_than_allowed_fails_the_run(warehouse, count, capsys):
    for number in range(count):
        name = f"platform{number}"
        note_nights(warehouse(name, WHOLE, REPLAYED), name)
    outcomes = testing._judge_nights()
    assert len(outcomes) == (count > 0)
    assert [one.failed for one in outcomes if one.failed] == [1] * (count > WHOLE_MAX)
    assert [one.passed for one in outcomes if one.passed] == [1] * (0 < count <= WHOLE_MAX)
    assert ("platform5" in capsys.readouterr().err) is (count > WHOLE_MAX)


def test_every_night_that_tests_start_themselves_is_noted():
    found = {
        str(file.relative_to(REPO))
        for file in (REPO / "tests").rglob("*.py")
        if STARTS.search(file.read_text(encoding="utf-8"))
    }
    assert found == {"tests/warehouse/nights.py", *OVER_MADE_LAKES}


@pytest.mark.parametrize("file", OVER_MADE_LAKES)
def test_night_over_a_made_lake_reads_no_database(file):
    """It is not whole: its lake is made by the test, in place of the reading."""
    text = (REPO / file).read_text(encoding="utf-8")
    assert "from tests.dbt.made_lake import" in text
    assert re.search(r"\bmade\(", text)
