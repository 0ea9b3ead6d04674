"""A table is read when it is not as it was, whatever about it changed, and not when it is."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace

import pytest

from analytics.contracts.extraction import Kind, Mode, load_contract
from analytics.extract import landing
from analytics.extract.fingerprints import question
from analytics.extract.manifest import TableState, load_manifest
from tests.warehouse.conftest import ENTITY

# Tables of which every row is looked at.
WHOLE = [t for t in load_contract().taken("entity") if t.mode in (Mode.SNAPSHOT, Mode.CONTROL)]
# SQL that makes another value of any.
CHANGED = {
    Kind.TEXT: "if(coalesce(`{0}`, '') = 'x', 'y', 'x')",
    Kind.DATE: "coalesce(`{0}`, '2001-02-03') + interval 1 day",
    Kind.MOMENT: "coalesce(`{0}`, '2001-02-03') + interval 1 second",
    Kind.FLAG: "1 - coalesce(`{0}`, 0)",
}
NUMBER = "coalesce(`{0}`, 0) + 1"


@pytest.fixture
def erp(platform):
    """Ask the entity's database; nothing of it is kept."""
    with closing(platform.connect(f"diwan_{ENTITY}")) as connection:
        connection.autocommit(False)
        with connection.cursor() as cursor:
            yield cursor
        connection.rollback()


def asked(cursor, table):
    cursor.execute(question(table, TableState(), {column.name for column in table.columns}))
    return cursor.fetchall()


def one_row(cursor, table):
    """Return the key of a row; tables without one get a row of nothing."""
    key = table.key.name
    cursor.execute(f"select `{key}` from `{table.source_table}` order by `{key}` limit 1")
    found = cursor.fetchone()
    if found is None:
        cursor.execute(f"insert into `{table.source_table}` (`{key}`) values ('one')")
    return found[0] if found else "one"


@pytest.mark.parametrize("table", WHOLE, ids=lambda table: table.table)
def test_every_column_that_is_taken_counts_and_no_other(erp, table):
    key = one_row(erp, table)
    for column in (c for c in table.columns if not c.is_key):
        erp.execute("savepoint before_it")
        before = asked(erp, table)
        value = CHANGED.get(column.kind, NUMBER).format(column.name)
        erp.execute(
            f"update `{table.source_table}` set `{column.name}` = {value}"
            f" where `{table.key.name}` = %s",
            (key,),
        )
        assert (asked(erp, table) != before) is column.is_taken, column.name
        erp.execute("rollback to savepoint before_it")


def test_values_that_look_alike_are_told_apart(erp):
    """Null, nothing, the word, and a text with what stands between values."""
    table = load_contract().find("account")
    key, seen = one_row(erp, table), set()
    pairs = [
        (None, ""),
        ("", None),
        ("", ""),
        ("NULL", ""),
        ("a','b", "c"),
        ("a", "b','c"),
        ("a'", ""),
    ]
    for pair in pairs:
        erp.execute(
            "update tabAccount set account_name = %s, account_name_ar = %s where name = %s",
            (*pair, key),
        )
        seen.add(asked(erp, table))
    assert len(seen) == len(pairs)


def test_rows_that_come_go_or_change_places_count(erp):
    table = load_contract().find("nationality")
    states = [asked(erp, table)]
    erp.execute("insert into tabNationality (name) values ('ZZ1'), ('ZZ2')")
    states.append(asked(erp, table))
    erp.execute("update tabNationality set name_en = name where name like 'ZZ_'")
    states.append(asked(erp, table))
    erp.execute("delete from tabNationality where name = 'ZZ1'")
    states.append(asked(erp, table))
    assert len(set(states)) == len(states)


def test_quiet_entity_is_not_read(extract, places):
    extract(ENTITY)
    extract(ENTITY)  # tables that are taken by changes are asked for once they were taken
    before = load_manifest(places, ENTITY)
    assert extract(ENTITY)[ENTITY].rows_read == 0
    after = load_manifest(places, ENTITY)
    assert after.tables == before.tables
    assert all(state.fingerprint for state in after.tables.values())
    assert after.extracted_at >= before.extracted_at


def test_news_of_one_table_leaves_the_others(extract, places, post_journal):
    extract(ENTITY)
    extract(ENTITY)
    before = load_manifest(places, ENTITY).tables
    post_journal(f"warehouse-fingerprint-{os.getpid()}")
    extract(ENTITY)
    after = load_manifest(places, ENTITY).tables
    assert {name for name in after if after[name] != before[name]} == {
        "journal",
        "ledger_line",
        "account_balance",
    }


def test_another_key_of_pseudonyms_makes_everything_anew(extract, places, query, sources):
    extract(ENTITY)
    names = "select name from {table} order by 1"
    before = query(ENTITY, "employee", names)
    extract(ENTITY, of=replace(sources, pseudonym_key="0" * 64))
    other = query(ENTITY, "employee", names)
    assert len(other) == len(before) > 0
    assert not set(other) & set(before)


@pytest.fixture
def newcomer(platform):
    """Yield what adds a row to the entity's nationalities for good; it is gone after the test."""
    with closing(platform.connect(f"diwan_{ENTITY}")) as connection, connection.cursor() as cursor:

        def add():
            cursor.execute("insert into tabNationality (name) values ('ZZ9')")
            connection.commit()

        yield add
        cursor.execute("delete from tabNationality where name = 'ZZ9'")
        connection.commit()


def test_what_comes_while_an_entity_is_read_is_read_in_the_next_night(
    extract, places, query, newcomer, monkeypatch, post_journal
):
    """A table that stands, and one that is read, change between the first word and the last."""
    land, done = landing.land, []

    def with_a_newcomer(reader, table, *rest):
        if table.table == "ledger_line" and not done:
            reader.one(f'select count(*) from erp."{table.source_table}"')  # the rows' moment
            done.append(newcomer())
        return land(reader, table, *rest)

    extract(ENTITY)
    names = "select count(*) from {table} where name = 'ZZ9'"
    post_journal(f"warehouse-meanwhile-{os.getpid()}")
    monkeypatch.setattr(landing, "land", with_a_newcomer)
    extract(ENTITY)
    assert (len(done), query(ENTITY, "nationality", names)) == (1, [(0,)])
    assert load_manifest(places, ENTITY).tables["nationality"].fingerprint == ""
    extract(ENTITY)
    assert query(ENTITY, "nationality", names) == [(1,)]


def test_totals_of_a_quiet_entity_are_those_of_one_that_is_read(extract, places):
    extract(ENTITY)
    extract(ENTITY)
    read = load_manifest(places, ENTITY)
    extract(ENTITY)
    quiet = load_manifest(places, ENTITY)
    assert quiet.tables == read.tables
    assert quiet.totals == read.totals
