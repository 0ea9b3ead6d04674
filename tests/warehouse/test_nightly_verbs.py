"""The night as its operator runs it: verbs, exit codes, what they print."""

from __future__ import annotations

import json
import signal
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from analytics.nightly.record import KILLED, RUNNING, WITH_FINDINGS, history
from analytics.nightly.steps import STEPS
from analytics.publish.verify import require_sound
from analytics.published.builds import FILE_NAME, current_file
from analytics.settings.places import Places
from ground.atomic_files import exclusive
from ops.installation.tenant_records import ACTIVE, TenantRecord, delete_record, save_record
from ops.warehouse.night import is_up_to_date, warehouse_folder
from ops.warehouse.reading_user import sources_file, unclassified_columns
from tests.warehouse.nights import killed_night, rows_by_entity
from tests.warehouse.recorded import REPLAY

# Where state changes hands: (how a word begins, which of those words). While one entity's new
# extraction stands beside others' old ones; while dbt writes; when the build stands beside the
# others and readers have not been sent to it.
POINTS = (("extract: ", 3), ("build: ", 12), ("publish: swapping", 1))


def as_json(platform, *arguments: str):
    done = platform.run(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def current(platform) -> str:
    return (warehouse_folder(platform.instance) / "current").resolve().name


def test_up_has_run_the_first_night(platform):
    assert is_up_to_date(platform.instance)
    runs = as_json(platform, "nightly", "history")
    assert runs[-1]["exit_code"] == 0
    builds = as_json(platform, "analytics", "builds")
    assert [one["build_id"] for one in builds if one["is_current"]] == [current(platform)]


def test_build_that_does_not_know_an_entity_is_not_up_to_date(platform):
    """So that the next `up` runs a night for it, and for no other reason."""
    record = TenantRecord("unbuilt", ACTIVE, "Unbuilt", "غير مبني", "council")
    save_record(platform.instance, record)
    try:
        assert not is_up_to_date(platform.instance)
    finally:
        delete_record(platform.instance, "unbuilt")
    assert is_up_to_date(platform.instance)


def test_scheduler_of_the_night_is_up(platform):
    servers = {one["name"]: one for one in as_json(platform, "status")}
    assert servers["night"]["is_healthy"]


@dataclass
class OperatorsNight:
    """What came of it. standing: the build before; seen: what readers saw after each kill."""

    standing: str
    seen: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    endings: list[int] = field(default_factory=list)
    said: str = ""
    exit_code: int = -1
    unclassified: list[str] = field(default_factory=list)
    record: dict = field(default_factory=dict)


@pytest.fixture(scope="module")
def tonight(platform, sources, after_first_night) -> OperatorsNight:
    """Return what the operator's night came to, after three that were killed: with a column that
    nobody has classified, and an entity that is down."""
    places = Places(warehouse_folder(platform.instance))
    found = OperatorsNight(current(platform))
    for begins, which in POINTS:
        found.endings.append(killed_night(sources_file(platform.instance), places, begins, which))
        require_sound(current_file(places).parent)
        found.seen.append(current(platform))
        found.states.append(history(places, 1)[0].result)
    with in_trouble(platform):
        done = platform.run("nightly")
        found.unclassified = unclassified_columns(platform.instance)
    found.said, found.exit_code = done.stdout + done.stderr, done.returncode
    found.record = as_json(platform, "nightly", "history")[0]
    return found


@contextmanager
def in_trouble(platform):
    """Give one entity a column more and another a table less, for the length of the block."""
    with (
        platform.connect("diwan_roads") as roads,
        roads.cursor() as fund,
        platform.connect("diwan_courts") as courts,
        courts.cursor() as grade,
    ):
        fund.execute("ALTER TABLE tabFund ADD COLUMN fund_colour varchar(20)")
        grade.execute("RENAME TABLE `tabGrade` TO `tabGrade hidden`")
        try:
            yield
        finally:
            grade.execute("RENAME TABLE `tabGrade hidden` TO `tabGrade`")
            fund.execute("ALTER TABLE tabFund DROP COLUMN fund_colour")


def test_night_killed_where_state_changes_hands_leaves_the_last_good_build(platform, tonight):
    assert tonight.endings == [-signal.SIGKILL] * len(POINTS)
    assert tonight.seen == [tonight.standing] * len(POINTS)
    assert tonight.states == [RUNNING] * len(POINTS)
    runs = history(Places(warehouse_folder(platform.instance)))
    killed = [run for run in runs if run.result == KILLED]
    assert len(killed) == len(POINTS)
    assert {run.steps[-1].name for run in killed if run.steps} == {REPLAY, "analyse"}


def test_night_after_those_that_were_killed_is_right(platform, tonight):
    """Whole: of every step, with every entity's lines as many as the ERP had of it."""
    record = tonight.record
    assert [step["name"] for step in record["steps"]] == [step.name for step in STEPS]
    read = {one["code"]: one["watermark"] for one in record["entities"] if one["watermark"]}
    file = Places(warehouse_folder(platform.instance)).builds / record["build_id"] / FILE_NAME
    assert rows_by_entity(file, "fct_ledger_line") == read
    assert set(read) >= {"finance", "roads", "courts"}
    require_sound(file.parent)


def test_nightly_publishes_and_names_what_is_wrong(tonight):
    assert tonight.exit_code == 1, tonight.said
    assert "Published; not up to date: courts" in tonight.said
    assert "courts is stale" in tonight.said
    assert "tabGrade" in tonight.said
    record = tonight.record
    assert record["result"] == WITH_FINDINGS
    assert [one["code"] for one in record["entities"] if one["state"] != "fresh"] == ["courts"]
    assert record["notes"] == []
    assert record["build_id"] > tonight.standing
    assert record["unclassified"] == tonight.unclassified == ["Fund.fund_colour (1: roads)"]


def test_history_and_rollback_follow_the_night(platform, tonight):
    """Back to what readers saw before, not to a build of a night that was killed."""
    standing, made = tonight.standing, tonight.record["build_id"]
    assert current(platform) == made
    shown = platform.run("nightly", "history", "--entities").stdout
    assert made in shown
    assert "not classified, so not read: Fund.fund_colour (1: roads)" in shown
    assert "Entities of" in shown
    assert as_json(platform, "analytics", "rollback") == {"current": standing}
    assert current(platform) == standing
    as_json(platform, "analytics", "rollback", made)
    assert current(platform) == made
    unknown_build = platform.run("analytics", "rollback", "20200101T000000")
    assert unknown_build.returncode == 2
    assert "There is no build 20200101T000000" in unknown_build.stderr


def test_second_night_at_once_is_refused_with_a_word(platform):
    with exclusive(warehouse_folder(platform.instance) / "night.lock"):
        done = platform.run("nightly")
    assert done.returncode == 2
    assert "A night is already running" in done.stderr


def test_schedule_is_shown_and_set(platform):
    assert as_json(platform, "nightly", "schedule")["at"] == "01:30"
    try:
        chosen = as_json(platform, "nightly", "schedule", "--at", "03:10", "--memory-mib", "2048")
        assert (chosen["at"], chosen["is_on"], chosen["memory_mib"]) == ("03:10", True, 2048)
        assert as_json(platform, "nightly", "schedule", "--off")["is_on"] is False
    finally:
        as_json(platform, "nightly", "schedule", "--at", "01:30", "--memory-mib", "2560")
    refused = platform.run("nightly", "schedule", "--at", "late")
    assert refused.returncode == 2
    assert "not a time of day" in refused.stderr


@pytest.mark.parametrize("verb", [["nightly"], ["nightly", "schedule"], ["analytics", "rollback"]])
def test_verbs_explain_themselves_with_an_example(platform, verb):
    said = platform.run(*verb, "--help").stdout
    assert f"./diwan {' '.join(verb)}" in said


def test_description_of_the_sources_is_owner_only(platform):
    assert sources_file(platform.instance).stat().st_mode & 0o077 == 0
