"""What reaches the lake is what the entities hold: all of it, exactly, and only what may leave."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import duckdb

from analytics.contracts.extraction import FILE, Mode, load_contract, parse_contract
from analytics.extract.manifest import load_manifest
from tests.kill.test_kill_posting import journal_document
from tests.warehouse.conftest import ENTITY
from tests.warehouse.nights import change_ledger

COUNTS = "select count(*), count(distinct name), max(name) from {table}"


def ask_erp(platform, code, text):
    with closing(platform.connect(f"diwan_{code}")) as connection, connection.cursor() as cursor:
        cursor.execute(text)
        return list(cursor.fetchall())


def test_every_table_arrives_with_every_row(platform, extract, query):
    assert extract(ENTITY)[ENTITY].error == ""
    for table in load_contract().taken("entity"):
        [(there,)] = ask_erp(platform, ENTITY, f"select count(*) from `{table.source_table}`")
        found = query(ENTITY, table.table, "select count(*) from {table}")
        assert found == [(there,)], table.doctype


def test_money_arrives_to_the_last_digit(platform, extract, query):
    extract(ENTITY)
    amounts = "name, debit, credit"
    erp = ask_erp(platform, ENTITY, f"select {amounts} from `tabLedger Line` order by name")
    lake = query(ENTITY, "ledger_line", f"select {amounts} from {{table}} order by name")
    assert [tuple(map(Decimal, row)) for row in lake] == [tuple(map(Decimal, row)) for row in erp]
    assert len(lake) > 100
    [(kind,)] = query(ENTITY, "ledger_line", "select distinct typeof(debit) from {table}")
    assert kind == "DECIMAL(30,9)"


def test_control_totals_come_from_what_the_erp_keeps(platform, extract, places):
    extract(ENTITY)
    totals = load_manifest(places, ENTITY).totals
    [(last, debit, credit)] = ask_erp(
        platform,
        ENTITY,
        "select max(name), sum(debit), sum(credit) from `tabLedger Line`",
    )
    assert int(totals["lines"]) == last > 0
    assert Decimal(totals["debit"]) == debit == credit == Decimal(totals["credit"])
    [(heads,)] = ask_erp(platform, ENTITY, "select count(*) from tabEmployee where status='Active'")
    assert int(totals["heads"]) == heads > 0


def test_second_run_takes_what_is_new_and_nothing_twice(
    platform, extract, query, places, post_journal
):
    extract(ENTITY)
    name = post_journal("warehouse-new")
    extract(ENTITY)
    asked = f"select count(*) from {{table}} where voucher = '{name}'"
    found = query(ENTITY, "ledger_line", asked)
    assert found == [(2,)]
    [counts] = query(ENTITY, "ledger_line", COUNTS)
    assert len(set(counts)) == 1
    [(lines,)] = ask_erp(platform, ENTITY, "select count(*) from `tabLedger Line`")
    assert counts[0] == lines
    assert [file.rows for file in load_manifest(places, ENTITY).tables["ledger_line"].files][1] == 2


def test_changed_and_deleted_drafts_are_followed(people, extract, query):
    officer, _ = people
    document = {**journal_document("warehouse-draft"), "workflow_state": "Draft"}
    made = officer.post("/api/resource/Journal", json=document)
    name = made.json()["data"]["name"]
    extract(ENTITY)
    asked = f"select title from {{table}} where name = '{name}'"
    assert query(ENTITY, "journal", asked) == [(document["title"],)]
    officer.put(f"/api/resource/Journal/{name}", json={"title": "Said anew"}).raise_for_status()
    extract(ENTITY)
    assert query(ENTITY, "journal", asked) == [("Said anew",)]
    officer.delete(f"/api/resource/Journal/{name}").raise_for_status()
    extract(ENTITY)
    assert query(ENTITY, "journal", asked) == []


def test_run_without_news_writes_no_journals_and_no_lines(extract, places):
    extract(ENTITY)
    before = load_manifest(places, ENTITY)
    extract(ENTITY)
    after = load_manifest(places, ENTITY)
    for table in ("ledger_line", "journal"):
        assert after.tables[table].files == before.tables[table].files
    assert after.extracted_at >= before.extracted_at


def test_many_small_files_become_one_without_losing_a_row(
    extract, places, query, monkeypatch, post_journal
):
    monkeypatch.setattr("analytics.extract.landing.FILES_MAX", 2)
    files = []
    for turn in range(3):
        extract(ENTITY)
        files.append(len(load_manifest(places, ENTITY).tables["ledger_line"].files))
        post_journal(f"warehouse-compaction-{turn}")
    extract(ENTITY)
    state = load_manifest(places, ENTITY).tables["ledger_line"]
    assert (files, len(state.files)) == ([1, 2, 1], 2)
    [counts] = query(ENTITY, "ledger_line", COUNTS)
    assert set(counts) == {state.rows}


def test_ledger_rewritten_in_the_erp_is_taken_whole_again(extract, places):
    """A site restored from a backup counts on from an earlier line, with other lines."""
    extract(ENTITY)
    change_ledger(places, ENTITY, seal="0" * 64)
    result = extract(ENTITY)[ENTITY]
    assert "rewritten in the ERP" in " ".join(result.drift)
    state = load_manifest(places, ENTITY).tables["ledger_line"]
    assert len(state.files) == 1
    assert result.rows_read >= state.rows


def test_personal_data_is_nowhere_in_the_lake(platform, extract, places):
    extract(ENTITY)
    people = ask_erp(
        platform,
        ENTITY,
        "select full_name_en, iban, identity_number, work_email, person_id from tabEmployee",
    )
    secrets = {str(value) for person in people for value in person if value}
    assert len(secrets) > 20
    with duckdb.connect() as connection:
        for file in places.raw.glob("*/*/*.parquet"):
            rows = connection.execute(f"select * from read_parquet('{file}')").fetchall()
            found = secrets & {value for row in rows for value in row if isinstance(value, str)}
            assert not found, file


def test_pseudonyms_join_a_person_across_tables_and_need_the_key(extract, query, sources):
    extract(ENTITY)
    employees = {row[0] for row in query(ENTITY, "employee", "select name from {table}")}
    appointed = {row[0] for row in query(ENTITY, "appointment", "select employee from {table}")}
    assert appointed
    assert appointed <= employees
    assert {len(name) for name in employees} == {64}
    extract(ENTITY, of=replace(sources, pseudonym_key="another"), full=True)
    assert not employees & {row[0] for row in query(ENTITY, "employee", "select name from {table}")}


def test_pseudonyms_of_employees_do_not_meet_and_those_of_persons_do(
    extract, query, sources, platform
):
    """Numbers of employees begin anew in every entity; a person's number is the government's."""
    codes = (ENTITY, "courts", "finance")
    extract(*codes)
    keys = {
        code: {row[0] for row in query(code, "employee", "select name from {table}")}
        for code in codes
    }
    together = set().union(*keys.values())
    assert len(together) == sum(map(len, keys.values())) > 50
    persons = ask_erp(platform, "courts", "select person_id from tabEmployee")
    hashed = {
        hashlib.sha256(f"{sources.pseudonym_key}:{number}".encode()).hexdigest()
        for (number,) in persons
    }
    left = query("courts", "employee", "select person_id from {table}")
    assert {key for (key,) in left} == hashed


def test_column_that_the_erp_does_not_have_is_reported_and_empty(extract, query):
    text = open_contract().replace(
        "      fund_type: text open\n", "      fund_type: text open\n      fund_colour: text open\n"
    )
    result = extract(ENTITY, contract=parse_contract(text))[ENTITY]
    assert result.error == ""
    assert result.drift == ("Fund.fund_colour is in the contract and not in the ERP",)
    assert query(ENTITY, "fund", "select distinct fund_colour from {table}") == [(None,)]


def test_column_added_to_the_contract_is_empty_in_lines_taken_before(
    extract, places, query, post_journal
):
    without = open_contract().replace(
        "      reverses: text confidential\n      posted_by", "      posted_by"
    )
    contract = parse_contract(without)
    assert "reverses" not in {c.name for c in contract.find("ledger_line").taken}
    extract(ENTITY, contract=contract)
    name = post_journal("warehouse-drift")
    extract(ENTITY)
    assert len(load_manifest(places, ENTITY).tables["ledger_line"].files) == 2
    asked = f"select count(*), count(reverses) from {{table}} where voucher = '{name}'"
    assert query(ENTITY, "ledger_line", asked) == [(2, 0)]


def open_contract():
    return FILE.read_text()


def test_modes_are_all_in_use():
    used = {table.mode for table in load_contract().tables if table.mode}
    assert used == set(Mode)
