"""Parts of a night: one entity, a span, one model and what follows; refused in words, killed."""

from __future__ import annotations

import json
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from analytics.extract.manifest import describe_file, load_manifest
from analytics.night_page.page import write_page
from analytics.nightly.asked import Asked, NightRefusedError, require_possible
from analytics.nightly.record import KILLED, RunRecord, history
from analytics.nightly.steps import STEPS
from analytics.publish.verify import require_sound
from analytics.published.builds import current_file, current_id
from analytics.published.facts import load_facts
from analytics.settings.places import Places
from ops.warehouse.reading_user import sources_file
from tests.warehouse.nights import (
    copied,
    freshness,
    killed_night,
    night,
    rows_by_entity,
    seen,
    without,
)

ONE, OTHER, DOWN = "roads", "finance", "courts"
WHY = "OperationalError: its server did not answer"
LINES = "fct_ledger_line"


def say_of_build(places: Places, code: str, state: str, reason: str) -> None:
    """Let the last build say that an entity stood so in it."""
    file = current_file(places).with_name("build.json")
    facts = json.loads(file.read_text())
    facts["entities"][code] |= {"state": state, "reason": reason}
    file.write_text(json.dumps(facts))


@dataclass
class Part:
    """A night of one entity, after one that was killed. standing: what readers saw before."""

    places: Places
    standing: Path
    ending: int
    seen_after_kill: str
    record: RunRecord


@pytest.fixture(scope="module")
def part(platform, sources, recorded, tmp_path_factory) -> Part:
    """Read one entity again, which has posted since the last build; another one was down then."""
    places = copied(recorded.first, tmp_path_factory.mktemp("part"))
    standing = current_file(places)
    say_of_build(places, DOWN, "stale", WHY)
    described = sources_file(platform.instance)
    ending = killed_night(described, places, "publish: swapping", 1, ONE)
    after_kill = current_id(places)
    record = night(sources, places, asked=Asked((ONE,)))
    return Part(places, standing, ending, after_kill, record)


def test_killed_part_of_a_night_leaves_the_last_build_and_runs_again(part):
    assert part.ending == -signal.SIGKILL
    assert part.seen_after_kill == part.standing.parent.name
    assert [run.result for run in history(part.places, 2)] == [part.record.result, KILLED]
    require_sound(current_file(part.places).parent)


def test_one_entity_is_new_and_the_others_stand_as_they_are(part):
    news, standing = (
        rows_by_entity(file, LINES) for file in (current_file(part.places), part.standing)
    )
    assert news.pop(ONE) > standing.pop(ONE)
    assert news == standing
    for mart in ("dim_employee", "fct_headcount_month", "rpt_finance_month"):
        news, standing = (
            rows_by_entity(f, mart) for f in (current_file(part.places), part.standing)
        )
        assert news.keys() == standing.keys()
    moments = [
        freshness(f, OTHER)["data_as_of"] for f in (current_file(part.places), part.standing)
    ]
    assert moments[0] == moments[1]
    assert freshness(current_file(part.places), OTHER)["freshness_status"] == "Fresh"


def test_entity_that_was_stale_stays_so_with_its_reason(part):
    found = freshness(current_file(part.places), DOWN)
    assert (found["freshness_status"], found["freshness_reason"]) == ("Stale", WHY)
    assert part.record.exit_code == 1


def test_part_of_a_night_is_in_the_record(part):
    assert part.record.asked == f"entities {ONE}"
    read = {entity.code: entity.seconds for entity in part.record.entities}
    assert {code for code, seconds in read.items() if seconds} == {ONE}
    assert set(read) == {"hub", ONE, OTHER, DOWN, "stats"}
    [(scope,)] = seen(part.places, "select run_scope from marts.rpt_nightly_run where is_current")
    assert scope == f"entities {ONE}"


def test_seconds_and_rows_of_every_model_and_test_are_in_the_record(part):
    nodes = {(node.kind, node.name): node for node in part.record.nodes}
    ledger = nodes["model", LINES]
    [(lines,)] = seen(part.places, f"select count(*) from marts.{LINES}")
    assert (ledger.rows, ledger.state) == (lines, "success")
    assert ledger.seconds > 0
    [(classes,)] = seen(part.places, "select count(*) from marts.gfsm_class")
    assert nodes["seed", "gfsm_class"].rows == classes > 60
    assert nodes["model", "stg_erp__fund"].rows is None
    assert nodes["test", "ledger_balances_per_posting"].state == "pass"
    kept = seen(
        part.places,
        "select node_kind, node_name, row_count from marts.rpt_nightly_model where run_id ="
        f" '{part.record.run_id}'",
    )
    assert {(kind, name): rows for kind, name, rows in kept} == {
        key: node.rows for key, node in nodes.items()
    }


def test_page_over_the_nights_knows_the_models_and_what_they_are_made_from(part):
    text = write_page(part.places).read_text()
    assert f"<h1>Night {part.record.run_id}</h1>" in text
    for key in ("model.diwan.fct_ledger_line", "source.diwan.erp.ledger_line"):
        assert f'data-key="{key}"' in text
    assert f"{DOWN} is stale: {WHY}" in text


@pytest.fixture(scope="module")
def mended(sources, recorded, tmp_path_factory):
    """Build one model anew in a warehouse whose last build has it wrong, and an entity blocked."""
    places = copied(recorded.first, tmp_path_factory.mktemp("mended"))
    with duckdb.connect(str(current_file(places))) as connection:
        connection.execute("update marts.dim_grade set grade_name_en = 'wrong'")
        connection.execute("update marts.rpt_establishment set grade_name_en = 'wrong'")
        connection.execute("update marts.dim_fund set fund_name_en = 'not built anew'")
    say_of_build(places, DOWN, "blocked", "lines differ")
    facts = current_file(places).with_name("build.json")
    facts.write_text(facts.read_text().replace(load_facts(facts.parent).models, "an earlier one"))
    return places, night(sources, places, asked=Asked(model="dim_grade"))


def test_one_model_and_what_follows_are_built_anew(mended):
    places, record = mended
    assert record.asked == "model dim_grade and what follows"
    wrong = (
        "select count(*) from marts.{} where grade_name_en = 'wrong' and entity_code <> 'courts'"
    )
    assert seen(places, wrong.format("dim_grade")) == [(0,)]
    assert seen(places, wrong.format("rpt_establishment")) == [(0,)]
    [(others,)] = seen(places, "select count(*) from marts.dim_fund where fund_name_en like 'not%'")
    assert others > 0
    built = {node.name for node in record.nodes if node.kind == "model"}
    assert {"dim_grade", "rpt_establishment"} <= built
    assert {LINES, "dim_fund"} & built == set()
    assert [entity.rows_read for entity in record.entities if entity.rows_read] == []
    require_sound(current_file(places).parent)


def test_entity_that_was_blocked_stays_so_when_one_model_is_built(mended):
    """What blocked it may be in a mart that was not built; its last good rows stand in all."""
    places, _record = mended
    found = freshness(current_file(places), DOWN)
    assert (found["freshness_status"], found["freshness_reason"]) == ("Blocked", "lines differ")
    [(kept,)] = seen(places, "select count(*) from marts.dim_grade where grade_name_en = 'wrong'")
    assert kept > 0


def test_build_of_one_model_does_not_count_as_made_by_all_models(mended):
    """The next night writes everything anew, for the other models may have changed too."""
    places, _record = mended
    assert load_facts(current_file(places).parent).models == "an earlier one"


def test_model_over_a_lake_that_has_moved_is_refused(sources, places_with_build):
    manifest = places_with_build.manifests / f"{ONE}.json"
    stored = json.loads(manifest.read_text()) | {"extracted_at": "2026-11-30T05:00:00+00:00"}
    manifest.write_text(json.dumps(stored))
    with pytest.raises(NightRefusedError, match=f"moved since the last build \\({ONE}\\)"):
        night(sources, places_with_build, asked=Asked(model="dim_grade"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(("roads", "mars")), "There is no entity 'mars'. There are: courts, finance"),
        (Asked(model="dim_nothing"), "There is no model 'dim_nothing'. There are: "),
        (Asked(since="yesterday"), "'yesterday' is no day"),
        (Asked(since="2199-01-01"), "2199-01-01 is still to come"),
        (Asked((ONE,), model="dim_grade"), "name no entity or day"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words_and_leaves_no_record(
    sources, after_first_night, asked, said
):
    before = len(history(after_first_night))
    with pytest.raises(NightRefusedError, match=said):
        night(sources, after_first_night, without(STEPS), asked=asked)
    assert len(history(after_first_night)) == before


def test_part_of_a_night_needs_a_build_to_go_on_from(sources, places):
    places.make()
    for asked in (Asked((ONE,)), Asked(model="dim_grade")):
        with pytest.raises(NightRefusedError, match=r"\./diwan nightly"):
            require_possible(asked, sources, places)
    require_possible(Asked(since="2026-01-01"), sources, places)


def test_span_is_read_again_and_a_ledger_whole(extract, places):
    extract(ONE)
    before = load_manifest(places, ONE)
    shutil.copytree(places.raw, places.root / "before")
    found = extract(ONE, since="2026-01-01")[ONE]
    after = load_manifest(places, ONE)
    ledger = after.tables["ledger_line"]
    assert ledger.lineage != before.tables["ledger_line"].lineage
    assert (ledger.rows, ledger.seal) == (
        before.tables["ledger_line"].rows,
        before.tables["ledger_line"].seal,
    )
    assert found.drift == ("Ledger Line was taken whole: its rows have no span of their own",)
    assert found.rows_read >= ledger.rows
    assert after.tables["journal"].watermark == before.tables["journal"].watermark


def test_span_that_changed_without_a_stamp_is_found(extract, places, query, tmp_path):
    """A row of the span that the lake has otherwise is put right; one before it is left."""
    extract(ONE)
    file = places.raw / load_manifest(places, ONE).tables["journal"].files[0].path
    changed = tmp_path / "changed.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * replace ('changed' as title) from '{file}') to '{changed}'"
        )
    shutil.copyfile(changed, file)
    manifest = places.manifests / f"{ONE}.json"
    stored = json.loads(manifest.read_text())
    stored["tables"]["journal"]["watermark"] = "2099-01-01 00:00:00"  # nothing seems to be new
    [facts] = stored["tables"]["journal"]["files"]
    described = describe_file(places.raw, file, facts["rows"])
    facts |= {"size_bytes": described.size_bytes, "sha256": described.sha256}
    manifest.write_text(json.dumps(stored))
    count = "select count(*) from {table} where title = 'changed'"
    extract(ONE)
    [(left,)] = query(ONE, "journal", count)
    extract(ONE, since="2000-01-01")
    [(none,)] = query(ONE, "journal", count)
    assert left > none == 0
