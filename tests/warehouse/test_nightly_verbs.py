"""The night as its operator runs it: verbs, exit codes, what they print."""

from __future__ import annotations

import json

import pytest

from analytics.nightly.record import WITH_FINDINGS
from ground.atomic_files import exclusive
from ops.warehouse.night import is_up_to_date, warehouse_folder
from ops.warehouse.reading_user import sources_file, unclassified_columns


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


def test_scheduler_of_the_night_is_up(platform):
    servers = {one["name"]: one for one in as_json(platform, "status")}
    assert servers["night"]["is_healthy"]


def test_nightly_publishes_and_names_what_is_wrong_history_and_rollback_follow(platform):
    """A column that nobody has classified, and an entity that is down: published all the same."""
    standing = current(platform)
    with (
        platform.connect("diwan_roads") as roads,
        roads.cursor() as fund,
        platform.connect("diwan_courts") as courts,
        courts.cursor() as grade,
    ):
        fund.execute("ALTER TABLE tabFund ADD COLUMN fund_colour varchar(20)")
        grade.execute("RENAME TABLE `tabGrade` TO `tabGrade hidden`")
        try:
            done = platform.run("nightly")
            unknown = unclassified_columns(platform.instance)
        finally:
            grade.execute("RENAME TABLE `tabGrade hidden` TO `tabGrade`")
            fund.execute("ALTER TABLE tabFund DROP COLUMN fund_colour")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Published; not up to date: courts" in done.stdout
    assert "courts is stale" in done.stdout
    assert "tabGrade" in done.stdout
    record = as_json(platform, "nightly", "history")[0]
    assert record["result"] == WITH_FINDINGS
    assert record["build_id"] == current(platform) > standing
    assert record["unclassified"] == unknown == ["Fund.fund_colour (1: roads)"]
    shown = platform.run("nightly", "history", "--entities").stdout
    assert record["build_id"] in shown
    assert "not classified, so not read: Fund.fund_colour (1: roads)" in shown
    assert "Entities of" in shown
    assert as_json(platform, "analytics", "rollback") == {"current": standing}
    assert current(platform) == standing
    as_json(platform, "analytics", "rollback", record["build_id"])
    assert current(platform) == record["build_id"]
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
