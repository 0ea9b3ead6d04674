"""Four nights in a row over one warehouse, and what readers see after each.

They are given a recorded lake: what is asked here is what a night makes of it. The first: an entity
is down that was never read. The second: all is well. The third: that entity is down again and its
file is damaged, another does not agree with its books, the dashboards' command fails. The fourth:
all is well again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.nightly.night import Night, Step
from analytics.nightly.record import PUBLISHED, WITH_FINDINGS, RunRecord, history
from analytics.nightly.steps import STEPS
from analytics.publish.verify import require_sound
from analytics.published.builds import FILE_NAME, build_ids, current_id
from analytics.published.facts import load_facts
from analytics.settings.places import Places
from analytics.settings.sources import Sources
from analytics.transform.continued import Continued
from tests.warehouse.nights import (
    add_to_debits,
    ask,
    before,
    damage,
    freshness,
    night,
    rows_by_entity,
    without,
)
from tests.warehouse.recorded import REPLAY, replayed

GOOD, DOWN, OFF = "finance", "courts", "roads"
LINES = "fct_ledger_line"


@dataclass
class Nights:
    """The nights' records, and the build each of them published."""

    places: Places
    records: list[RunRecord] = field(default_factory=list)
    continued: list[Continued] = field(default_factory=list)
    damaged: str = ""
    debits: str = ""
    told: Path | None = None

    def run(self, sources: Sources, steps: Sequence[Step], **options) -> None:
        """One more night; notes what it continued of the one before."""

        def note(night: Night) -> None:
            self.continued.append(night.continued)

        watched = before("reconcile", note, steps)
        self.records.append(night(sources, self.places, watched, **options))

    def build(self, number: int) -> Path:
        """Return the warehouse file that the night of this number (from 1) published."""
        return self.places.builds / self.records[number - 1].build_id / FILE_NAME


@pytest.fixture(scope="module")
def nights(sources, recorded, tmp_path_factory):
    found = Nights(Places(tmp_path_factory.mktemp("nights") / "warehouse"))

    def disagree(night: Night) -> None:
        found.debits = add_to_debits(found.places, OFF, "0.01")

    hasty = without(STEPS, "test", "analyse")
    found.run(sources, replayed(recorded.first, hasty, down=[DOWN]))
    news = replayed(recorded.later)
    found.run(sources, news, unclassified=("Fund.fund_colour (1: roads)",))
    found.damaged = damage(found.places, DOWN, "ledger_line")
    fails = "sh -c 'echo no server; exit 3'"
    off = replayed(recorded.later, before("build", disagree), down=[DOWN])
    found.run(sources, off, after_publish=fails)
    found.told = found.places.root / "told"
    found.run(sources, without(news, "test"), after_publish=f"touch {found.told}")
    return found


def test_entity_that_was_never_read_is_a_row_that_says_so(nights):
    first = nights.records[0]
    assert (first.result, first.exit_code) == (WITH_FINDINGS, 1)
    assert [(e.code, e.state) for e in first.not_fresh()] == [(DOWN, "missing")]
    assert DOWN not in rows_by_entity(nights.build(1), LINES)
    missing = freshness(nights.build(1), DOWN)
    assert (missing["freshness_status"], missing["data_as_of"]) == ("No data", None)
    assert "diwan_gone" in missing["freshness_reason"]
    assert missing["freshness_reason_ar"].startswith("قاعدة البيانات ⁨diwan_gone")


def test_night_without_trouble_publishes_a_build_that_proves_itself(nights, sources):
    second = nights.records[1]
    assert (second.result, second.exit_code, second.reason) == (PUBLISHED, 0, "")
    facts = require_sound(nights.build(2).parent)
    codes = {source.code for source in sources.databases} - {"hub"}
    assert {code: one.state for code, one in facts.entities.items()} == dict.fromkeys(
        codes, "fresh"
    )
    assert facts.build_id == second.run_id == second.build_id
    assert facts.marts[LINES] > 1000
    assert set(rows_by_entity(nights.build(2), LINES)) >= {GOOD, DOWN, OFF}


def test_build_holds_marts_and_nothing_else(nights):
    file = nights.build(2)
    assert ask(file, "select distinct schema_name from duckdb_tables()") == [("marts",)]
    assert ask(file, "select count(*) from duckdb_views() where not internal") == [(0,)]
    names = {path.name for path in file.parent.iterdir()}
    assert {"warehouse.duckdb", "build.json", "by_entity"} <= names
    assert not [name for name in names if name.endswith(".wal")]
    assert not nights.places.building.exists()


@pytest.mark.parametrize("number", [2, 3])
def test_entity_files_hold_one_entity_each_and_all_of_it(nights, number):
    build = nights.build(number)
    whole = rows_by_entity(build, LINES)
    marts = ask(
        build,
        "select distinct table_name from duckdb_columns() where column_name = 'entity_code'"
        " and schema_name = 'marts'",
    )
    files = sorted((build.parent / "by_entity").glob("*.duckdb"))
    assert {file.stem for file in files} >= set(whole)
    for file in files:
        for (mart,) in marts:
            found = ask(file, f"select distinct entity_code from marts.{mart}")
            assert found in ([], [(file.stem,)]), (file.name, mart)
        [(rows,)] = ask(file, f"select count(*) from marts.{LINES}")
        assert rows == whole.get(file.stem, 0)
        days = "select count(*) from marts.dim_date"
        assert ask(file, days) == ask(build, days)
        assert ask(file, "select count(*) from marts.rpt_nightly_run") == [(0,)]


def test_record_says_what_every_entity_and_step_cost(nights):
    record = nights.records[1]
    assert history(nights.places)[2] == record
    names = [step.name for step in record.steps]
    assert names == [REPLAY, "build", "test", "reconcile", "analyse", "publish", "dashboards"]
    assert all(step.peak_memory_mib > 50 for step in record.steps)
    assert record.peak_memory_mib < record.memory_limit_mib
    roads = next(entity for entity in record.entities if entity.code == OFF)
    [(lines, last)] = ask(
        nights.build(2),
        f"select count(*), max(ledger_line_number) from marts.{LINES} where entity_code = '{OFF}'",
    )
    assert roads.watermark == last == lines
    assert 0 < roads.rows_read <= roads.rows_in_lake > lines
    assert record.unclassified == ["Fund.fund_colour (1: roads)"]


def test_record_of_the_nights_is_in_the_marts(nights):
    build, records = nights.build(2), nights.records
    runs = ask(build, "select run_id, run_result, is_current from marts.rpt_nightly_run order by 1")
    assert runs == [
        (records[0].run_id, WITH_FINDINGS, False),
        (records[1].run_id, PUBLISHED, True),
    ]
    [counts] = ask(
        build,
        "select fresh_entity_count, missing_entity_count from marts.rpt_nightly_run"
        " where not is_current",
    )
    assert counts == (len(records[0].entities) - 2, 1)
    steps = ask(
        build,
        "select step_name from marts.rpt_nightly_step where run_id ="
        f" '{records[1].run_id}' order by step_number",
    )
    assert [name for (name,) in steps] == [REPLAY, "build", "test", "reconcile", "analyse"]
    rows = ask(
        build,
        "select entity_code, last_line_number from marts.rpt_nightly_entity"
        f" where run_id = '{records[1].run_id}'",
    )
    assert dict(rows) == {e.code: e.watermark for e in records[1].entities if e.code != "hub"}


def test_entities_in_trouble_keep_their_last_good_rows(nights):
    third = nights.records[2]
    assert (third.result, third.exit_code) == (WITH_FINDINGS, 1)
    troubled = {entity.code: entity.state for entity in third.not_fresh()}
    assert troubled == {DOWN: "stale", OFF: "blocked"}
    for mart in (LINES, "fct_headcount_month", "rpt_trial_balance"):
        assert rows_by_entity(nights.build(3), mart) == rows_by_entity(nights.build(2), mart)
    require_sound(nights.build(3).parent)


def test_entity_that_is_down_says_since_when_and_why(nights):
    before_it, stale = freshness(nights.build(2), DOWN), freshness(nights.build(3), DOWN)
    assert before_it["freshness_status"] == "Fresh"
    assert (stale["freshness_status"], stale["is_stale"]) == ("Stale", True)
    assert stale["data_as_of"] == before_it["data_as_of"]
    assert "diwan_gone" in stale["freshness_reason"]
    assert nights.damaged in stale["freshness_reason"]
    facts = load_facts(nights.build(3).parent).entities[DOWN]
    assert facts.state == "stale"
    moment = datetime.fromisoformat(facts.extracted_at).replace(tzinfo=None)
    assert moment == before_it["data_as_of"]


def test_entity_that_does_not_agree_is_blocked_with_its_difference(nights):
    blocked = freshness(nights.build(3), OFF)
    assert blocked["freshness_status"] == "Blocked"
    assert f"debits: {Decimal(nights.debits):,} in the ERP" in blocked["freshness_reason"]
    assert f"المدين: ⁨{Decimal(nights.debits):,}⁩ في الدفاتر" in blocked["freshness_reason_ar"]
    assert blocked["data_as_of"] == freshness(nights.build(2), OFF)["data_as_of"]
    assert not blocked["is_reconciled"]  # its last good rows were, on another night


def test_entity_without_trouble_is_fresh_beside_them(nights):
    fresh = freshness(nights.build(3), GOOD)
    assert (fresh["freshness_status"], fresh["freshness_reason"]) == ("Fresh", None)
    assert fresh["data_as_of"] > freshness(nights.build(2), GOOD)["data_as_of"]


def test_next_night_mends_both(nights):
    fourth = nights.records[3]
    assert (fourth.result, fourth.not_fresh()) == (PUBLISHED, [])
    assert rows_by_entity(nights.build(4), LINES) == rows_by_entity(nights.build(2), LINES)
    assert current_id(nights.places) == fourth.build_id == build_ids(nights.places)[-1]


def test_blocked_entity_is_written_anew_the_night_after_and_files_do_not_grow(nights):
    third, fourth = nights.continued[2:]
    assert {GOOD, OFF} <= set(third.of("ledger_line"))
    assert OFF not in load_facts(nights.build(3).parent).appended["ledger_line"]
    assert GOOD in fourth.of("ledger_line")
    assert OFF not in fourth.of("ledger_line")
    for first, last in zip(files_of(nights.build(2)), files_of(nights.build(4)), strict=True):
        assert last.stat().st_size <= 1.2 * first.stat().st_size, last.name


def files_of(build: Path) -> list[Path]:
    return [build, *sorted((build.parent / "by_entity").glob("*.duckdb"))]


def test_command_after_publishing_runs_and_its_failure_is_a_finding(nights):
    assert nights.records[2].notes == ["dashboards were not brought up to date: no server"]
    assert nights.records[3].notes == []
    assert nights.told.exists()
