"""Swapping builds under readers, keeping some, going back; and what is refused as a build."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from analytics.nightly.night import NightRunningError
from analytics.nightly.rollback import roll_back
from analytics.publish.clean import keep_marts_only
from analytics.publish.entity_files import write_entity_files
from analytics.publish.verify import BuildUnsoundError, require_sound
from analytics.published.builds import (
    BUILDS_KEPT,
    FILE_NAME,
    BuildMissingError,
    adopt,
    build_ids,
    current_file,
    current_id,
    forget_unseen,
    last_good_file,
    point_to,
    prune_builds,
)
from analytics.published.facts import BuildFacts, EntityFacts, load_facts, save_facts
from analytics.settings.places import Places
from ground.atomic_files import exclusive
from ops.installation.instance import REPO

READERS, PUBLISHES, SECONDS_BETWEEN = 16, 4, 1.0
CODES = ("finance", "roads", "courts")
ROWS = 2000


def make_build(places: Places, build_id: str) -> Path:
    """Return a small build under way: every value in every mart is its id."""
    places.make()
    places.building.mkdir()
    file = places.building / FILE_NAME
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts; create schema raw; create table raw.x as select 1")
        for mart in ("fct_one", "fct_two"):
            connection.execute(
                f"create table marts.{mart} as select c.entity_code, n.range as number,"
                f" '{build_id}' as build_id from range({ROWS}) n,"
                f" (select unnest({list(CODES)}) as entity_code) c"
            )
        connection.execute(
            "create table marts.rpt_reconciliation as select distinct entity_code,"
            " true as is_reconciled from marts.fct_one"
        )
        connection.execute(f"create table marts.dim_date as select '{build_id}' as build_id")
        marts = keep_marts_only(connection)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as warehouse (read_only)")
        write_entity_files(connection, places.building / "by_entity", CODES)
    entities = {code: EntityFacts("fresh", "2026-01-01T00:00:00+00:00") for code in CODES}
    save_facts(places.building, BuildFacts(build_id, "", "contract", entities, marts))
    return places.building


def publish(places: Places, build_id: str) -> None:
    require_sound(make_build(places, build_id))
    adopt(places, build_id)
    point_to(places, build_id)
    prune_builds(places)


def ids(count: int) -> list[str]:
    return [f"202601{day:02d}T013000" for day in range(1, count + 1)]


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "warehouse")


READER = """
import os, sys, time
import duckdb
current, stop = sys.argv[1:3]
seen = []
while not os.path.exists(stop):
    folder = os.path.realpath(current)
    try:
        with duckdb.connect(folder + "/warehouse.duckdb", read_only=True) as c:
            rows = c.execute(
                "select build_id, count(*) from (select build_id from marts.fct_one union all"
                " select build_id from marts.fct_two) group by 1"
            ).fetchall()
            time.sleep(0.05)
            again = c.execute("select distinct build_id from marts.dim_date").fetchall()
        with duckdb.connect(folder + "/by_entity/roads.duckdb", read_only=True) as c:
            mine = c.execute("select distinct build_id, entity_code from marts.fct_one").fetchall()
    except Exception as error:
        print("ERROR", error, flush=True)
        continue
    time.sleep(0.2)
    named = os.path.basename(folder)
    if rows != [(named, 12000)] or again != [(named,)] or mine != [(named, "roads")]:
        print("MIXED", named, rows, again, mine, flush=True)
    elif not seen or seen[-1] != named:
        seen.append(named)
        print("SAW", named, flush=True)
print("DONE", flush=True)
"""


def test_sixteen_readers_see_whole_builds_through_four_publishes(places, tmp_path):
    first, *later = ids(PUBLISHES + 1)
    publish(places, first)
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(places.current), str(stop)],
            cwd=REPO,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(READERS)
    ]
    try:
        for reader in readers:
            assert reader.stdout.readline() == f"SAW {first}\n"
        for build_id in later:
            publish(places, build_id)
            time.sleep(SECONDS_BETWEEN)
    finally:
        stop.touch()
        said = [reader.communicate(timeout=60)[0].splitlines() for reader in readers]
    assert all(lines[-1] == "DONE" for lines in said)
    assert [line for lines in said for line in lines if line.split()[0] in ("ERROR", "MIXED")] == []
    assert {line for lines in said for line in lines} >= {f"SAW {one}" for one in later}


def test_current_is_never_absent_while_it_is_swapped(places):
    """The name readers follow is replaced, not removed and made anew."""
    first, second = ids(2)
    publish(places, first)
    publish(places, second)
    real_replace, missing = os.replace, []

    def replace_and_look(source, target):
        missing.append(not os.path.exists(places.current))
        real_replace(source, target)
        missing.append(not os.path.exists(places.current))

    os.replace = replace_and_look
    try:
        point_to(places, first)
    finally:
        os.replace = real_replace
    assert missing == [False, False]
    assert current_id(places) == first


def test_five_builds_are_kept_and_the_current_always(places):
    names = ids(BUILDS_KEPT + 3)
    for name in names[:-1]:
        publish(places, name)
    assert build_ids(places) == names[2:-1]
    roll_back(places, names[2])
    make_build(places, names[-1])
    adopt(places, names[-1])
    assert prune_builds(places) == []
    assert current_id(places) == names[2]
    assert build_ids(places) == names[2:]


def test_rollback_goes_one_back_or_to_a_named_build(places):
    names = ids(3)
    for name in names:
        publish(places, name)
    assert roll_back(places) == names[1]
    assert current_file(places) == places.builds / names[1] / FILE_NAME
    assert roll_back(places) == names[0]
    with pytest.raises(BuildMissingError, match="no earlier build"):
        roll_back(places)
    assert roll_back(places, names[2]) == names[2]
    with pytest.raises(BuildMissingError, match=f"There are: {', '.join(names)}"):
        roll_back(places, "20250101T000000")
    assert current_id(places) == names[2]


def test_build_of_a_killed_night_is_forgotten_unless_readers_were_sent_to_it(places):
    names = ids(3)
    for name in names:
        publish(places, name)
    roll_back(places, names[1])
    forget_unseen(places, names[1:])
    assert build_ids(places) == names[:2]
    assert current_id(places) == names[1]


def test_rollback_waits_for_nobody_and_proves_its_build(places):
    names = ids(2)
    for name in names:
        publish(places, name)
    with exclusive(places.root / "night.lock"), pytest.raises(NightRunningError):
        roll_back(places)
    (places.builds / names[0] / FILE_NAME).write_bytes(b"not a database")
    with pytest.raises(BuildUnsoundError, match="cannot be read"):
        roll_back(places)
    assert current_id(places) == names[1]


def test_last_good_file_passes_over_one_that_does_not_open(places):
    names = ids(2)
    for name in names:
        publish(places, name)
    assert last_good_file(places) == places.builds / names[1] / FILE_NAME
    (places.builds / names[1] / FILE_NAME).write_bytes(b"not a database")
    assert last_good_file(places) == places.builds / names[0] / FILE_NAME


def change(file: Path, statement: str) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute(statement)


SPOILT = {
    "holds more than marts": (FILE_NAME, "create schema raw"),
    "marts are not those recorded": (FILE_NAME, "delete from marts.fct_one where number = 1"),
    "roads does not agree": (
        FILE_NAME,
        "update marts.rpt_reconciliation set is_reconciled = false where entity_code = 'roads'",
    ),
    "rows of others in fct_two": (
        "by_entity/roads.duckdb",
        "update marts.fct_two set entity_code = 'courts' where number = 1",
    ),
    "roads.duckdb has no marts": ("by_entity/roads.duckdb", "drop schema marts cascade"),
}


@pytest.mark.parametrize("finding", SPOILT)
def test_spoilt_build_is_refused(places, finding):
    folder = make_build(places, "20260101T013000")
    require_sound(folder)
    file, statement = SPOILT[finding]
    change(folder / file, statement)
    with pytest.raises(BuildUnsoundError, match=finding):
        require_sound(folder)


def test_build_without_a_file_or_its_facts_is_refused(places):
    folder = make_build(places, "20260101T013000")
    (folder / "by_entity" / "roads.duckdb").unlink()
    with pytest.raises(BuildUnsoundError, match=r"roads\.duckdb cannot be read"):
        require_sound(folder)
    (folder / "build.json").write_text("{")
    with pytest.raises(BuildUnsoundError, match=r"build\.json"):
        require_sound(folder)
    assert load_facts(folder) is None


def test_entity_file_is_refused_for_what_is_no_code(places):
    places.make()
    places.building.mkdir()
    with duckdb.connect() as connection, pytest.raises(ValueError, match="not an entity's code"):
        write_entity_files(connection, places.building, ["../roads"])
