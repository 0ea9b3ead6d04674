"""A night in which one entity of many changed makes what a night in full makes, with less work.

Three nights: of sound books; of the same, but that one entity posted a journal and hired somebody;
and of those again, with nothing continued. Before the second, the files of two other entities of
the first build are spoilt without anybody having noted it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from analytics.contracts.extraction import load_contract
from analytics.nightly.night import NightOptions, run_night
from analytics.nightly.record import PUBLISHED
from analytics.nightly.steps import STEPS
from analytics.publish import entity_files
from analytics.published.builds import current_file
from analytics.settings.places import Places
from analytics.transform.dbt_build import PROJECT
from tests.dbt.made_lake import Books, add_position, hire, made, post, sound_books, sources_of
from tests.warehouse.nights import ask, lend_parsed, rows_that_differ

CHANGED, SAME, WRONG, SHORT = "roads", "courts", "stats", "parks"
CODES = (CHANGED, SAME, WRONG, SHORT)
ACCOUNTS = "select count(*) from marts.dim_account where account_name_en = 'Wrong'"


def as_they_were():
    found = {code: sound_books() for code in CODES}
    _owe(found[SAME], "11403", "Asset", debit=40)
    _owe(found[WRONG], "21104", "Liability", credit=30)
    return found


def _owe(books: Books, account: str, root: str, debit: int = 0, credit: int = 0) -> None:
    """Let an entity say what another entity owes it, or it owes another."""
    books["account"].append({**books.find("account", name="11102"), "name": account})
    books["account"][-1] |= {"account_code": account, "root_type": root, "gfsm_class": None}
    legs = ((account, debit, credit), ("11102", credit, debit))
    post(books, "2026-11", date(2026, 11, 5), *legs)


def one_changed():
    found = as_they_were()
    post(found[CHANGED], "2026-11", date(2026, 11, 9), ("51101", 12, 0), ("11102", 0, 12))
    add_position(found[CHANGED], "POS-6", "U1")
    hire(found[CHANGED], "E5", "POS-6", date(2026, 11, 2))
    return found


@dataclass
class Nights:
    """Their builds in order, and with which marts each entity's file began in the second."""

    builds: list[Path] = field(default_factory=list)
    begun: dict[str, entity_files.Begun] = field(default_factory=dict)


def run(places: Places, entities, **options) -> Path:
    lend_parsed(places.dbt)
    record = run_night(
        sources_of(CODES),
        load_contract(),
        places,
        NightOptions(**options),
        made(entities, STEPS, lineage="added to"),
    )
    assert (record.result, record.notes) == (PUBLISHED, []), record.reason
    return current_file(places)


def file_of(build: Path, code: str) -> Path:
    return build.parent / "by_entity" / f"{code}.duckdb"


def spoil(build: Path, code: str, statement: str) -> None:
    with duckdb.connect(str(file_of(build, code))) as connection:
        connection.execute(statement)


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    places, found = Places(tmp_path_factory.mktemp("one") / "warehouse"), Nights()
    found.builds.append(run(places, as_they_were))
    spoil(found.builds[0], WRONG, "update marts.dim_account set account_name_en = 'Wrong'")
    spoil(found.builds[0], SHORT, "drop table marts.dim_fund")
    original = entity_files._begin

    def begin(cursor, file, *rest):
        found.begun[file.stem] = original(cursor, file, *rest)
        return found.begun[file.stem]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entity_files, "_begin", begin)
        found.builds.append(run(places, one_changed))
    found.builds.append(run(places, one_changed, full=True))
    return found


def test_marts_are_those_of_a_night_in_full(nights):
    _, own, whole = nights.builds
    assert rows_that_differ(own, whole) == {}
    for code in CODES:
        assert rows_that_differ(file_of(own, code), file_of(whole, code)) == {}, code


def test_marts_without_an_entity_are_those_of_a_night_in_full(nights):
    _, own, whole = nights.builds
    for mart in ("dim_date", "term_name", "rpt_nightly_run"):
        rows = f"select * from marts.{mart} order by all"
        assert ask(file_of(own, SAME), rows) == ask(file_of(whole, SAME), rows)


def test_what_did_not_change_is_not_written_again(nights):
    same = nights.begun[SAME].same
    assert {"dim_account", "dim_date", "rpt_finance_month", "rpt_published_month"} <= same
    assert "rpt_entity_freshness" not in same
    changed = nights.begun[CHANGED].same
    assert {"dim_account", "dim_date"} <= changed
    assert not {"rpt_finance_month", "fct_headcount_month"} & changed


def test_file_with_other_rows_than_it_should_have_is_mended(nights):
    assert ask(file_of(nights.builds[0], WRONG), ACCOUNTS) == [(5,)]
    assert "dim_account" not in nights.begun[WRONG].same
    assert ask(file_of(nights.builds[1], WRONG), ACCOUNTS) == [(0,)]


def test_entity_file_holds_what_speaks_of_the_government_without_a_row(nights):
    """A mart without an entity is there whole when it speaks of nobody: days, classes, words."""
    file = file_of(nights.builds[1], SAME)
    columns = (
        "select table_name from duckdb_columns() where schema_name = 'marts' group by 1"
        " having not bool_or(column_name = 'entity_code')"
    )
    of_nobody = {name for (name,) in ask(file, columns)}
    filled = {
        name for name in of_nobody if ask(file, f"select count(*) from marts.{name}") != [(0,)]
    }
    seeds = {seed.stem for seed in (PROJECT / "seeds").glob("*.csv")}
    assert filled == seeds | {"dim_date"}


def test_government_is_one_without_what_entities_owe_and_grant_each_other(nights):
    rows = ask(
        nights.builds[1],
        "select account_code, entity_count, closing_amount, consolidated_amount"
        " from marts.rpt_government_trial_balance where period_code = '2026-11' and ("
        "within_government_kind is not null or account_code = '51101') order by 1 nulls last",
    )
    cost = 4 * (Decimal("70.5") + Decimal("80.005")) + 12
    assert rows == [
        ("11403", 1, Decimal(40), Decimal(0)),
        ("21104", 1, Decimal(-30), Decimal(0)),
        ("51101", 4, cost, cost),
        (None, 1, Decimal(0), Decimal(10)),
    ]
    totals = "sum(closing_amount), sum(eliminated_amount), sum(consolidated_amount)"
    by_period = f"select {totals} from marts.rpt_government_trial_balance group by period_code"
    assert set(ask(nights.builds[1], by_period)) == {(0, 0, 0)}


def test_file_without_a_mart_is_written_whole(nights):
    assert nights.begun[SHORT] == entity_files.Begun()
