"""From the lake to marts that agree with the books, and what happens when one entity's do not."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from analytics.contracts.extraction import load_contract
from analytics.extract.manifest import all_manifests
from analytics.extract.run import ExtractOptions, extract_all
from analytics.nightly.night import share_mib
from analytics.nightly.steps import BUILD_PART, read_models
from analytics.published.builds import FILE_NAME
from analytics.settings.places import Places
from analytics.transform.dbt_build import Dbt, run_dbt
from analytics.transform.dbt_results import TransformFailedError
from analytics.transform.raw import create_raw, sound_manifests
from analytics.transform.slices import entity_marts, restore_slices
from ground.atomic_files import exclusive
from tests.warehouse.nights import lend_parsed
from tests.warehouse.test_extract import ask_erp

TODAY = date(2026, 11, 30)


def build(places, file, work, change=None):
    """Build the warehouse in a file; change: SQL over raw before dbt runs."""
    sound, damage = sound_manifests(places, all_manifests(places))
    assert damage == []
    with duckdb.connect(str(file)) as connection:
        create_raw(connection, places, load_contract(), sound, TODAY)
        if change:
            connection.execute(change)
    lend_parsed(work)
    return run_dbt(file, work, "1GiB", lambda line: None)


@pytest.fixture(scope="module")
def places(sources, tmp_path_factory):
    """Return the platform's entities in a lake."""
    places = Places(tmp_path_factory.mktemp("lake") / "warehouse")
    results = extract_all(sources, load_contract(), places, ExtractOptions())
    assert not [result for result in results if result.error]
    return places


@pytest.fixture(scope="module")
def good(places, tmp_path_factory):
    """Return a build of it: (file, what dbt said)."""
    folder = tmp_path_factory.mktemp("build")
    file = folder / "warehouse.duckdb"
    return file, build(places, file, folder / "dbt")


def ask(file, question):
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(question).fetchall()


def test_every_model_and_test_passes(good):
    _, result = good
    assert result.blocked == {}
    assert result.models > 35
    assert result.tests > 90


def test_marts_agree_with_the_erp_to_the_last_digit(good, platform):
    file, _ = good
    codes = [
        code for (code,) in ask(file, "select entity_code from marts.dim_entity where has_data")
    ]
    assert {"finance", "roads", "courts"} <= set(codes)
    for code in codes:
        [(lines, debit)] = ask_erp(
            platform, code, "select count(*), coalesce(sum(debit), 0) from `tabLedger Line`"
        )
        [found] = ask(
            file,
            "select count(*), coalesce(sum(debit_amount), 0) from marts.fct_ledger_line"
            f" where entity_code = '{code}'",
        )
        assert found == (lines, Decimal(debit)), code
    unsound = ask(file, "select entity_code from marts.rpt_reconciliation where not is_reconciled")
    assert unsound == []


def test_trial_balance_of_the_warehouse_is_the_entitys(good, platform):
    """What an entity brought is no movement; what is owned and owed closes with it."""
    file, _ = good
    erp = ask_erp(
        platform,
        "roads",
        "select b.account, sum(if(p.period_number > 0, b.debit, 0)),"
        " sum(if(p.period_number > 0, b.credit, 0)),"
        " if(a.root_type in ('Revenue', 'Expense'), 0, sum(b.debit - b.credit)),"
        " sum(p.period_number = 0)"
        " from `tabAccount Balance` b join `tabFiscal Period` p on p.name = b.period"
        " join `tabAccount` a on a.name = b.account group by b.account",
    )
    marts = ask(
        file,
        "select account_code, sum(debit_amount), sum(credit_amount),"
        " sum(case when is_latest_period and root_type_name_en not in ('Revenue', 'Expense')"
        " then closing_amount else 0 end)"
        " from marts.rpt_trial_balance where entity_code = 'roads' group by 1",
    )
    assert any(brought for *_rest, brought in erp)
    assert {account: sums for account, *sums in marts} == {
        account: [Decimal(amount) for amount in sums] for account, *sums, _brought in erp
    }


def test_people_are_counted_once(good, platform):
    file, _ = good
    [(heads,)] = ask_erp(
        platform, "roads", "select count(*) from tabEmployee where status='Active'"
    )
    found = ask(
        file,
        "select sum(head_count) from marts.fct_headcount_month where entity_code = 'roads' and"
        " month_start = (select max(month_start) from marts.fct_headcount_month)",
    )
    assert found == [(heads,)]


def test_failing_rows_block_their_entity_and_its_last_good_rows_stay(places, good, tmp_path):
    file = tmp_path / "warehouse.duckdb"
    lines = "create or replace table raw.lines as select * from raw.ledger_line"
    lost = "delete from raw.lines where entity = 'roads' and name = 1"
    view = "create or replace view raw.ledger_line as select * from raw.lines"
    result = build(places, file, tmp_path / "dbt", f"{lines}; {lost}; {view}")
    assert set(result.blocked) == {"roads"}
    assert any("lines are missing" in said for said in result.blocked["roads"])
    with duckdb.connect(str(file)) as connection:
        marts = restore_slices(connection, good[0], ["roads"])
        assert "fct_ledger_line" in marts
        assert set(marts) == set(entity_marts(connection)) - {"dim_entity"}
    for mart in marts:
        counted = f"select entity_code, count(*) from marts.{mart} group by 1 order by 1"
        assert ask(file, counted) == ask(good[0], counted), mart


def test_failure_that_belongs_to_no_entity_stops_the_build(places, tmp_path):
    with pytest.raises(TransformFailedError, match="stg_erp__calendar"):
        build(places, tmp_path / "warehouse.duckdb", tmp_path / "dbt", "drop table raw.calendar")


def test_damaged_file_keeps_its_entity_out(places, tmp_path):
    copy = Places(tmp_path / "copy")
    shutil.copytree(places.root, copy.root)
    file = copy.manifests / "roads.json"
    path = json.loads(file.read_text())["tables"]["fund"]["files"][0]["path"]
    (copy.raw / path).write_bytes(b"PAR1")
    sound, damage = sound_manifests(copy, all_manifests(copy))
    assert [(one.code, one.path) for one in damage] == [("roads", path)]
    assert "roads" not in [manifest.code for manifest in sound]


def times_read(places: Places) -> int:
    """Return how often dbt read its whole project."""
    log = (places.dbt / "logs" / "dbt.log").read_text()
    return log.count("Unable to do partial parsing")


def read_as_the_night(places: Places, memory_mib: int) -> None:
    places.building.mkdir(exist_ok=True)
    memory = share_mib(memory_mib, BUILD_PART)
    with closing(Dbt(places.building / FILE_NAME, places.dbt, memory)) as dbt:
        dbt.read_project()


def test_models_read_ahead_are_not_read_again_by_the_night(tmp_path):
    places = Places(tmp_path / "warehouse")
    assert read_models(places, 512)
    read_as_the_night(places, 512)
    assert times_read(places) == 1
    read_as_the_night(places, 600)  # another memory is another profile: the count can rise
    assert times_read(places) == 2


def test_models_are_not_read_beside_a_night(tmp_path):
    places = Places(tmp_path / "warehouse")
    places.make()
    with exclusive(places.root / "night.lock"):
        assert not read_models(places, 512)
    assert not places.dbt.exists()
