"""SQL Lab of an entity analyst: the entity's own rows and no file, however the question is put."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

import pytest

from tests.bi.reader import COUNT, Reader

pytestmark = pytest.mark.platform
OTHERS = ("finance", "courts")
LINES = "marts.fct_ledger_line"

QUESTIONS = [
    f"select entity_code, count(*) from {LINES} group by 1",
    f"SELECT DISTINCT ENTITY_CODE FROM {LINES.upper()}",
    'select distinct "entity_code" from "marts"."fct_ledger_line"',
    'select distinct entity_code from "MARTS"."FCT_LEDGER_LINE"',
    f"select/**/distinct/**/entity_code/**/from/**/{LINES}",
    f"select distinct entity_code from {LINES} -- where entity_code = 'roads'",
    f"from {LINES} select distinct entity_code",
    f"with a as (select entity_code from {LINES}) select distinct entity_code from a",
    f"with recursive a as (select entity_code from {LINES} union select entity_code from a)"
    " select * from a",
    f"select entity_code from marts.dim_entity union select entity_code from {LINES}",
    f"select entity_code from {LINES} union all select entity_code from {LINES}",
    f"select (select string_agg(distinct entity_code, ' ') from {LINES}) as entity_code",
    f"select distinct b.entity_code from marts.dim_date a cross join {LINES} b",
    f"select distinct entity_code from {LINES} a, lateral (select a.entity_code)",
    f"pivot (select entity_code, debit_amount from {LINES}) on entity_code using count(*)",
    f"PIVOT (from {LINES} select entity_code, 1 as one) ON entity_code USING sum(one)",
    f"unpivot (select entity_code from {LINES}) on entity_code into name n value v",
    f"summarize select entity_code from {LINES}",
    f"SUMMARIZE {LINES}",
    f"describe {LINES}",
    f"select histogram(entity_code) from {LINES}",
    f"select list(distinct entity_code) as entity_code from {LINES}",
    f"select distinct entity_code from query('select * from {LINES}')",
    f"select distinct entity_code from query_table('{LINES}')",
    f"execute immediate 'select distinct entity_code from {LINES}'",
    "select distinct entity_code from warehouse.marts.fct_ledger_line",
    "select distinct entity_code from finance.marts.fct_ledger_line",
    "select * from information_schema.tables",
    "select * from information_schema.columns where column_name = 'entity_code'",
    "select * from duckdb_tables()",
    "select * from duckdb_databases()",
    "select * from pg_catalog.pg_tables",
    "select * from sqlite_master",
    "show tables",
    "show all tables",
    "show databases",
    "pragma database_list",
    "pragma show_tables",
    f"explain analyze select entity_code from {LINES}",
    f"select distinct entity_code from {LINES} where {{{{ rows_of_reader() }}}}",
    f"select distinct entity_code from {LINES} where '{{{{ current_username() }}}}' <> ''",
    f"{{% if 1 %}}select distinct entity_code from {LINES}{{% endif %}}",
    f"{{% raw %}}select distinct entity_code from {LINES}{{% endraw %}}",
    "select '{{ url_param(''x'') }}' as x",
    "select {{ ''.__class__.__mro__ }}",
    "select '{{ config }}' as x",
    "select * from ({{ dataset(1) }}) d",
    f"use marts; select distinct entity_code from {LINES}",
    f"set search_path = 'marts'; select distinct entity_code from {LINES}",
    f"create temp table x as select * from {LINES}; select distinct entity_code from x",
    f"select 1; select distinct entity_code from {LINES}",
]


@pytest.fixture(scope="module")
def roads(reader) -> Reader:
    return reader("Roads Analyst")


def rows_of(answer) -> str:
    """Return what an answer shows as rows, and how its columns are called."""
    if answer.status_code != 200:
        return ""
    body = answer.json()
    shown = json.dumps([body.get("data"), body.get("columns")]).lower()
    return re.sub(r"rpt_finance_\w+", "", shown)  # names of marts


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_shows_another_entity(question, roads):
    shown = rows_of(roads.sql(question))
    assert [code for code in OTHERS if code in shown] == [], shown[:500]


def test_own_rows_are_shown(roads):
    answer = roads.sql(f"select entity_code, count(*) as rows from {LINES} group by 1")
    assert answer.status_code == 200, answer.text[:300]
    [row] = answer.json()["data"]
    assert row["entity_code"] == "roads"
    assert row["rows"] > 0


def test_central_analyst_asks_everything(reader):
    answer = reader("Analyst").sql(f"pivot {LINES} on entity_code using count(*) group by fund_key")
    assert answer.status_code == 200, answer.text[:300]
    columns = {column["column_name"] for column in answer.json()["columns"]}
    assert {"finance", "roads", "courts"} <= columns


FILES = [
    "select * from read_csv('/etc/passwd', header=false)",
    "select * from read_csv_auto('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from read_json('{root}/secrets.json')",
    "select * from read_parquet('{root}/warehouse/lake/raw/*/*/*.parquet')",
    "select * from glob('/*')",
    "select * from sniff_csv('/etc/passwd')",
    "select content from read_text('{root}/etc/superset-secrets.json')",
    "attach '{whole}' as w (read_only)",
    "attach '{whole}' as w (read_only); select distinct entity_code from w.marts.fct_ledger_line",
    "attach '{other}' as w (read_only)",
    "attach ':memory:' as w",
    "attach 'http://example.com/x.db' as w",
    "copy (select 1) to '{loot}'",
    "copy marts.fct_ledger_line to '{loot}' (format parquet)",
    "copy marts.dim_entity from '/etc/passwd'",
    "copy from database roads to w",
    "export database '{loot}'",
    "import database '{root}'",
    "install httpfs",
    "load httpfs",
    "force install httpfs from 'http://example.com'",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset enable_external_access",
    "pragma enable_external_access",
    "set allowed_directories = ['/']",
    "set temp_directory = '{loot}'",
    "set log_query_path = '{loot}'",
    "pragma enable_profiling; pragma profiling_output = '{loot}'; select 1",
    "select getenv('HOME') as x",
    "create persistent secret s (type s3, key_id 'a', secret 'b')",
    "create table marts.stolen as select 1",
    "delete from marts.fct_ledger_line",
    "update marts.dim_entity set entity_code = 'x'",
    "drop table marts.fct_ledger_line",
    "checkpoint",
    "vacuum",
]


@pytest.mark.parametrize("role", ["Roads Analyst", "Analyst"])
@pytest.mark.parametrize("text", FILES)
def test_no_text_reaches_a_file_or_changes_anything(text, role, reader, instance, tmp_path):
    """Neither an entity's analyst nor a central one; nothing is written, nothing is read."""
    current = (instance.root / "warehouse" / "current").resolve()
    loot = tmp_path / "loot"
    filled = text.format(
        root=instance.root,
        whole=current / "warehouse.duckdb",
        other=current / "by_entity" / "finance.duckdb",
        loot=loot,
    )
    answer = reader(role).sql(filled)
    assert not loot.exists()
    shown = rows_of(answer)
    for secret in ("root:", "superset_admin", "secret_key", "/root", str(Path.home())):
        assert secret not in shown, shown[:300]
    assert answer.status_code != 200, shown[:300]


MACHINE = [
    "select current_setting('temp_directory') as x",
    "select current_setting('secret_directory') as x",
    "select \"Current_Setting\"('temp_directory') as x",
    "select system.main.current_setting('home_directory') as x",
    "select list_transform(['temp_directory'], x -> current_setting(x)) as x",
    "select [current_setting(x) for x in ['memory_limit']] as x",
    "select 1 as x order by current_setting('threads')",
    "with a as (select current_setting('temp_directory') as x) select * from a",
    "explain select current_setting('temp_directory') as x",
    "explain analyze select \"current_setting\" ('temp_directory') as x",
    "pivot (select 1 as a, current_setting('temp_directory') as b) on a using max(b)",
    "select version() as x",
    "select pg_conf_load_time() as x",
    "select pg_sleep(1) as x",
    "select get_block_size('roads') as x",
    "select getvariable('x') as x",
    "select write_log('x') as x",
    "select current_query_id() as x",
    "select * from duckdb_settings()",
    "select * from duckdb_settings",
    "select * from duckdb_secrets()",
    "select * from duckdb_databases()",
    "select * from duckdb_extensions()",
    "select * from duckdb_memory()",
    "select * from duckdb_temporary_files()",
    "select * from duckdb_logs()",
    "select * from duckdb_profiling_settings()",
    "select * from pragma_version()",
    "select * from pragma_platform()",
    "select * from pragma_user_agent()",
    "select * from pragma_database_size()",
    "select * from pragma_database_list",
    "select * from (show databases)",
    "show all tables",
    "pragma version",
    "pragma platform",
]


@pytest.mark.parametrize("role", ["Roads Analyst", "Analyst"])
@pytest.mark.parametrize("text", MACHINE)
def test_no_text_shows_the_machine(text, role, reader):
    answer = reader(role).sql(text)
    assert answer.status_code in (400, 403), rows_of(answer)[:300]


def test_functions_of_rows_stay_open(roads):
    text = f"select pg_typeof(count(*)) as kind, current_schema() as here, ln(2) as x from {LINES}"
    answer = roads.sql(text)
    assert answer.status_code == 200, answer.text[:300]


@pytest.mark.parametrize("text", ["", "  ", ";", "-- nothing", "/* nothing */ ;"])
def test_text_without_a_query_is_refused_in_words(text, roads):
    answer = roads.sql(text)
    assert (answer.status_code, "list index" in answer.text) == (400, False), answer.text[:300]


def test_warehouse_is_as_it_was_after_all_that(reader):
    answer = reader("Analyst").sql("select count(distinct entity_code) as n from marts.dim_entity")
    assert answer.json()["data"][0]["n"] >= 3


@pytest.mark.parametrize("referrer", [None, "/explore/", "/superset/dashboard/1/", "/sqllab/"])
def test_export_of_a_query_runs_on_the_own_file_too(referrer, roads):
    """The export runs the text again, as what the browser calls itself."""
    name = uuid.uuid4().hex[:11]
    roads.sql(f"SUMMARIZE {LINES}", client_id=name)
    headers = {"Referer": f"http://analytics.localhost:{roads.port}{referrer}" if referrer else ""}
    for address in (f"/api/v1/sqllab/export/{name}/", f"/superset/sqllab/export/{name}"):
        answer = roads.get(address, headers=headers)
        if answer.status_code == 200:
            assert [code for code in OTHERS if code in answer.text] == []
    form = {"client_id": name}
    answer = roads.post("/api/v1/sqllab/export_streaming/", data=form, headers=headers)
    assert [code for code in OTHERS if code in answer.text] == []
    assert "entity_code,VARCHAR,roads,roads" in answer.text


@pytest.mark.parametrize("role", ["Executive", "Auditor", "Pair"])
def test_sql_lab_is_closed_to_those_who_read_dashboards(role, reader, administrator):
    answer = reader(role).sql("select 1", administrator.database())
    assert answer.status_code == 403


UNGRANTED = "marts.dim_position"  # no dataset is over it
BY_ANY_FORM = [
    f"pivot {UNGRANTED} on grade_key using count(*)",
    f"from (pivot {UNGRANTED} on grade_key using count(*))",
    f"explain select * from {UNGRANTED}",
    f"explain analyze select error(position_code) from {UNGRANTED}",
    f"/* a */ explain -- b\n analyze select * from {UNGRANTED}",
    f"explain analyze pivot {UNGRANTED} on grade_key using count(*)",
    f"summarize {UNGRANTED}",
    f"unpivot {UNGRANTED} on columns(*) into name n value v",
    "explain analyze copy (select 1) to '/nowhere/x'",
    "explain analyze create table x as select 1",
    "explain analyze set threads = 1",
]


@pytest.mark.parametrize("question", BY_ANY_FORM)
def test_what_was_not_granted_is_refused_in_any_form(question, roads):
    """A pivot and an explanation have no tree: what they read was taken for nothing."""
    answer = roads.sql(question)
    assert answer.status_code in (400, 403, 422), answer.text[:300]
    assert "not granted" in answer.text or "only read" in answer.text, answer.text[:300]


@pytest.mark.parametrize(
    "text", ["{{ 'a' * 9 }}", "{% for i in range(9) %}a{% endfor %}", "{{ 1 }}"]
)
def test_what_somebody_writes_is_no_template(text, roads, reader, datasets):
    """A text of 30 letters became a gigabyte in the server's memory."""
    quoted = text.replace("'", "''")
    answer = roads.sql(f"select '{quoted}' as said")
    assert answer.status_code == 200, answer.text[:300]
    assert answer.json()["data"] == [{"said": text}]
    where = {"where": f"'{quoted}' = 'aaaaaaaaa' or '{quoted}' = '1'"}
    found = reader("Executive").chart(datasets["dim_entity"], metrics=[COUNT], extras=where)
    assert found.status_code == 200, found.text[:300]
    assert found.json()["result"][0]["data"] == [{"rows": 0}]


LONG = """
import duckdb, time
from bi.time_limit import limited
connection, began = duckdb.connect(), time.monotonic()
try:
    with limited(connection, 0.5):
        connection.execute("select count(*) from range(10_000_000) a, range(10_000_000) b")
except duckdb.InterruptException as error:
    print("ended:", error, time.monotonic() - began < 20)
with limited(connection, 5):
    print(connection.execute("select 1").fetchall())
from superset.app import create_app
app = create_app()
with app.app_context():
    from duckdb_engine import CursorWrapper
    print(CursorWrapper.execute.__module__)
"""


def test_query_that_takes_too_long_is_ended_in_words(run_bi):
    """It went on for as long as it liked, when its asker had long gone."""
    said = run_bi(LONG)
    assert (
        "ended: The query was ended after 0.5 seconds: ask for less, as of one year. True" in said
    )
    assert "[(1,)]" in said
    assert "bi.time_limit" in said


def test_query_of_another_is_not_stopped(roads, reader):
    client = "c" + uuid.uuid4().hex[:10]
    assert reader("Analyst").sql("select 1", client_id=client).status_code == 200
    for person, status in ((roads, 400), (reader("Analyst"), 200)):
        answer = person.post("/api/v1/query/stop", json={"client_id": client})
        assert answer.status_code == status, answer.text[:200]
