"""What a build says of an entity whose last reading did not pass: one truth in all of its marts.

Four nights of the same entities. The first is sound; in the second the balances that one keeps are
not those of its lines though all totals agree, another has accounts of no class and hired somebody,
a third is new and differs at once; the first of them has another name since. The third builds one
model alone, and in the fourth a file of the first is damaged besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from analytics.contracts.extraction import load_contract
from analytics.nightly.asked import Asked
from analytics.nightly.night import NightOptions, run_night
from analytics.nightly.record import RunRecord
from analytics.nightly.steps import STEPS
from analytics.publish.verify import require_sound
from analytics.published.builds import current_file
from analytics.settings.places import Places
from bi.compiler.form import load_form
from tests.dbt.made_lake import add_position, hire, made, sound_books, sources_of
from tests.warehouse.nights import ask, before, damage, lend_parsed, seen, without

FIRST, SECOND = datetime(2026, 11, 29, 8, tzinfo=UTC), datetime(2026, 11, 30, 8, tzinfo=UTC)
SOUND, DIFFERS, CLASSLESS, NEW = "roads", "courts", "parks", "ports"
HASTY = without(STEPS, "analyse", "dashboards")


def in_first():
    return {code: sound_books() for code in (SOUND, DIFFERS, CLASSLESS)}


def _shift(balances) -> None:
    """Debits and credits in all stay; four balances are another account's."""
    for one, other in ((0, 2), (1, 3)):
        for side in ("debit", "credit"):
            first, second = balances[one], balances[other]
            first[side], second[side] = second[side], first[side]


def in_second():
    found = {**in_first(), NEW: sound_books()}
    for code in (DIFFERS, NEW):
        found[code].spoil_balances = _shift
    found[DIFFERS].in_registry = {"name_en": "New Courts", "name_ar": "محاكم جديدة"}
    books = found[CLASSLESS]
    for account in books["account"][:2]:
        account["gfsm_class"] = "9x"
    add_position(books, "POS-6", "U1")
    hire(books, "E5", "POS-6", date(2026, 11, 2))
    return found


def _at(moment, entities):
    def read():
        found = entities()
        for books in found.values():
            books.read_at = moment
        return found

    return read


@dataclass
class Nights:
    places: Places
    second: RunRecord
    second_file: object
    third: RunRecord
    third_file: object
    fourth: RunRecord


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    places = Places(tmp_path_factory.mktemp("last") / "warehouse")
    codes = [SOUND, DIFFERS, CLASSLESS, NEW]

    def run(entities, steps=HASTY, asked=None):
        lend_parsed(places.dbt)
        of_night = made(entities, steps) if entities else steps
        options = NightOptions(asked=asked or Asked())
        return run_night(sources_of(codes), load_contract(), places, options, of_night)

    codes.remove(NEW)
    assert run(_at(FIRST, in_first), without(HASTY, "test")).not_fresh() == []
    codes.append(NEW)
    second = run(_at(SECOND, in_second))
    second_file = current_file(places)
    third = run(None, asked=Asked(model="rpt_finance_headline"))
    third_file = current_file(places)
    spoil = before("build", lambda night: damage(places, DIFFERS, "ledger_line"), HASTY)
    fourth = run(_at(SECOND, in_second), without(spoil, "test"))
    return Nights(places, second, second_file, third, third_file, fourth)


def states(record: RunRecord) -> dict[str, tuple[str, str]]:
    return {one.code: (one.state, one.reason) for one in record.entities if one.code != "hub"}


def test_reading_that_differs_is_what_the_reconciliation_says(nights):
    rows = ask(
        nights.second_file,
        "select entity_code, is_reconciled, extracted_at, differing_balance_count,"
        " erp_debit_amount - mart_debit_amount from marts.rpt_reconciliation order by 1",
    )
    moment = SECOND.replace(tzinfo=None)
    assert {row[0]: row[1:3] for row in rows} == {
        SOUND: (True, moment),
        DIFFERS: (False, moment),
        CLASSLESS: (True, moment),
        NEW: (False, moment),
    }
    assert {row[0]: row[3:] for row in rows}[DIFFERS] == (4, Decimal(0))


def test_entity_stands_at_its_last_good_rows_all_the_same(nights):
    rows = ask(
        nights.second_file,
        "select entity_code, freshness_status, data_as_of from marts.rpt_entity_freshness",
    )
    first, second = FIRST.replace(tzinfo=None), SECOND.replace(tzinfo=None)
    assert {row[0]: row[1:] for row in rows} == {
        SOUND: ("Fresh", second),
        DIFFERS: ("Blocked", first),
        CLASSLESS: ("Blocked", first),
        NEW: ("No data", None),
    }
    none = ask(nights.second_file, "select 1 from marts.fct_ledger_line where entity_code='ports'")
    assert none == []


def test_two_marts_do_not_say_two_things_of_one_entity(nights):
    differing = (
        "select f.entity_code from marts.rpt_entity_freshness f join marts.rpt_reconciliation r"
        " using (entity_code) where f.is_reconciled <> r.is_reconciled"
    )
    for file in (nights.second_file, nights.third_file, current_file(nights.places)):
        assert ask(file, differing) == []


def test_exceptions_on_the_dashboard_list_whoever_differs(nights):
    tiles = {tile.slug: tile for tile in load_form().dashboards["data-quality"].tiles}
    tile = tiles["quality-differences"]
    table = load_form().datasets[tile.dataset].table
    listed = ask(nights.second_file, f"select entity_name_en from marts.{table} where {tile.where}")
    assert sorted(listed) == [("New Courts",), ("Ports",)]
    every = tiles["quality-reconciliation"]
    assert {"as_of", "verdict"} <= set(every.by)
    assert "differing_balances" in every.metrics


def test_renamed_entity_has_one_name_in_every_mart(nights):
    marts = ask(
        nights.second_file,
        "select distinct table_name from duckdb_columns() where column_name = 'entity_name_en'",
    )
    names = {
        name
        for (mart,) in marts
        for name in ask(
            nights.second_file,
            f"select distinct entity_name_en, entity_name_ar from marts.{mart}"
            f" where entity_code = '{DIFFERS}'",
        )
    }
    assert len(marts) > 8
    assert names == {("New Courts", "محاكم جديدة")}


def test_model_alone_judges_nobody_by_marts_of_another_reading(nights):
    """Who was blocked keeps its reason, each sentence once; no new one is made of two moments."""
    assert states(nights.third) == states(nights.second)
    reason = states(nights.third)[CLASSLESS][1]
    assert reason.count("Account 11102 has the class 9x") == 1
    assert "in service" not in reason
    require_sound(nights.third_file.parent)


def test_model_alone_is_judged_by_tests_that_look_at_it(nights):
    tests = {node.name for node in nights.third.nodes if node.kind == "test"}
    assert any("rpt_finance_headline" in name for name in tests)
    assert not any("dim_fund" in name or "stg_erp" in name for name in tests)


def test_reading_that_differed_stays_said_when_a_file_is_damaged_since(nights):
    state, reason = states(nights.fourth)[DIFFERS]
    assert (state, nights.fourth.build_id != "") == ("stale", True)
    assert "damaged" in reason
    [row] = seen(
        nights.places,
        "select data_as_of, is_reconciled from marts.rpt_entity_freshness"
        f" where entity_code = '{DIFFERS}'",
    )
    assert row == (FIRST.replace(tzinfo=None), False)


def test_night_that_is_still_at_work_publishes_no_half_of_its_cost(nights):
    rows = seen(
        nights.places,
        "select run_id, run_seconds, peak_memory_mib from marts.rpt_nightly_run order by 1",
    )
    told = {run_id: values for run_id, *values in rows}
    assert told[nights.fourth.run_id] == [None, None]
    second = told[nights.second.run_id]
    assert second == [Decimal(str(nights.second.seconds)), nights.second.peak_memory_mib]
