"""A question that cannot be answered is its asker's: 4xx in words, nothing of the machine."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from typing import Any

import pytest

from tests.bi.reader import COUNT, Reader
from tests.canary.oracle import OF_MACHINE

pytestmark = pytest.mark.platform


def sql(text: str) -> dict[str, str]:
    return {"expressionType": "SQL", "sqlExpression": text, "label": "x"}


def body_of(number: int, *, query: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    """Return a sound question of a dataset, with these parts of it and of its query in place."""
    one = {"columns": ["entity_code"], "metrics": [COUNT], "row_limit": 10, **(query or {})}
    return {
        "datasource": {"id": number, "type": "table"},
        "queries": [one],
        "result_format": "json",
        "result_type": "full",
        **parts,
    }


# What of the query is odd, and a word of the answer.
REFUSED = [
    ({"metrics": [sql("sum(no_such_column)")]}, "no_such_column"),
    ({"metrics": [sql("sum(entity_code)")]}, "sum"),
    ({"metrics": [sql("max(cast(entity_code as integer))")]}, "INT32"),
    ({"metrics": [sql("no_such_function(1)")]}, "no_such_function"),
    ({"metrics": [sql("count(*) over (")]}, "rror"),
    ({"extras": {"where": "entity_code + 1 > 2"}}, "VARCHAR"),
    ({"extras": {"where": "'unfinished"}}, "unfinished"),
    ({"extras": {"having": "nowhere > 1"}}, "nowhere"),
    ({"columns": ["no_such_column"]}, "no_such_column"),
    ({"filters": [{"col": "fiscal_year", "op": "<", "val": [[1]]}]}, "check"),
    ({"filters": [{"col": "entity_code", "op": "NOT IN", "val": None}]}, "check"),
    ({"filters": [{"col": "entity_code", "op": "no such", "val": 1}]}, "op"),
    ({"granularity": "posting_date", "time_range": "2026-02-01 : 2026-01-01"}, "date"),
    ({"granularity": "posting_date", "time_range": "x : y"}, "x"),
    ({"time_range": 5}, "time_range"),
    ({"time_offsets": ["1 year ago"]}, "time range"),
    ({"row_limit": "x"}, "row_limit"),
    ({"post_processing": [{"operation": "pivot", "options": {}}]}, "pivot"),
    ({"post_processing": [{"operation": "utils", "options": {}}]}, "operation"),
    ({"post_processing": [{"operation": "sort", "options": {"x": 1}}]}, "sort"),
]
ODD_BODIES = [
    ({"datasource": {"id": 1, "type": "saved_query"}}, "source"),
    ({"datasource": {"id": 1, "type": "dataset"}}, "source"),
    ({"datasource": 5}, "source"),
    ({"queries": "x"}, "queries"),
    ({"form_data": [1]}, "queries"),
    ({"result_type": "columns", "result_format": "csv"}, "columns"),
    ({"result_type": "query", "result_format": "xlsx"}, "query"),
    ({"result_format": "pdf"}, "result_format"),
    ({"result_format": []}, "result_format"),
]


def require_refused(answer: Any, word: str) -> None:
    assert 400 <= answer.status_code < 500, answer.text[:300]
    assert answer.headers["content-type"].startswith("application/json")
    assert word in answer.text
    assert not OF_MACHINE.search(answer.text), answer.text[:500]


@pytest.mark.parametrize(("query", "word"), REFUSED)
def test_question_that_the_database_refuses_is_told_so(query, word, reader, datasets):
    body = body_of(datasets["fct_ledger_line"], query=query)
    require_refused(reader("Roads Analyst").post("/api/v1/chart/data", json=body), word)


@pytest.mark.parametrize(("parts", "word"), ODD_BODIES)
def test_body_that_is_no_question_is_told_so(parts, word, reader, datasets):
    body = body_of(datasets["fct_ledger_line"], **parts)
    require_refused(reader("Executive").post("/api/v1/chart/data", json=body), word)


@pytest.mark.parametrize("sent", ["[1]", "5", '"x"', "null", '{"a": "\\ud800"}', "{"])
def test_json_that_is_no_body_is_told_so(sent, reader):
    headers = {"Content-Type": "application/json"}
    answer = reader("Executive").post("/api/v1/chart/data", content=sent, headers=headers)
    assert answer.status_code == 400, answer.text[:300]


def test_words_of_ours_are_in_the_readers_language(reader, datasets):
    person: Reader = reader("Executive")
    body = body_of(datasets["dim_entity"], datasource={"id": 1, "type": "saved_query"})
    person.get("/lang/ar")
    try:
        said = person.post("/api/v1/chart/data", json=body).json()["errors"][0]["message"]
    finally:
        person.get("/lang/en")
    assert said.startswith("مصدر السؤال")


@pytest.mark.parametrize(
    ("verb", "address", "status"),
    [
        ("GET", "/api/v1/chart/warm_up_cache", 404),
        ("GET", "/api/v1/chart/updated_since", 404),
        ("GET", "/api/v1/async_event/", 404),
        ("GET", "/api/v1/sqllab/results/?q=(key:x)", 404),
        ("GET", "/api/v1/database/{db}/catalogs/", 200),
        ("GET", "/api/v1/database/_info", 200),
        ("GET", "/api/v1/datasource/no_such/1/column/x/values/", 400),
        ("POST", "/superset/explore_json/table/1/", 400),
    ],
)
def test_address_is_no_broken_server(verb, address, status, reader):
    person: Reader = reader("Analyst")
    answer = person.ask(verb, address.format(db=person.database()))
    assert answer.status_code == status, answer.text[:300]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("dashboard", "(filters:!((col:dashboard_title,opr:ct,value:!t)))"),
        ("dataset", "(filters:!((col:table_name,opr:sw,value:!(1,2))))"),
        ("chart", "(filters:!((col:slice_name,opr:chart_all_text,value:5)))"),
    ],
)
def test_list_filtered_by_what_cannot_be_compared_is_told_so(kind, asked, reader):
    answer = reader("Analyst").get(f"/api/v1/{kind}/?q={asked}")
    assert answer.status_code in (200, 400), answer.text[:300]
    assert answer.status_code == 200 or "filters" in answer.text


def test_saved_query_without_a_database_is_no_file(reader):
    person: Reader = reader("Analyst")
    saved = person.post("/api/v1/saved_query/", json={"label": "mine", "sql": "select 1"})
    require_refused(person.get(f"/api/v1/saved_query/export/?q=!({saved.json()['id']})"), "mine")


def test_query_by_the_name_of_another_is_told_so(reader):
    """It was told with the statement that failed in Superset's own tables."""
    person: Reader = reader("Analyst")
    name = uuid.uuid4().hex[:11]
    assert person.sql("select 1", client_id=name).status_code == 200
    require_refused(person.sql("select 2", client_id=name, tab="other"), "client_id")
    require_refused(reader("Roads Analyst").sql("select 2", client_id=name), "client_id")


def test_refused_command_is_json_for_a_program_that_takes_anything(reader):
    """Superset sent its page of a broken server, 500, to whoever takes "*/*", as browsers do."""
    answer = reader("Executive").post(
        "/api/v1/sqllab/permalink", json={"sql": 1}, headers={"Accept": "*/*"}
    )
    assert 400 <= answer.status_code < 500
    assert "<html" not in answer.text


def test_two_columns_with_one_title_are_two_columns_of_a_file(reader, datasets):
    """They were written over each other in a CSV, and broke a workbook."""
    person: Reader = reader("Analyst")
    number = datasets["fct_ledger_line"]
    titled = person.get(f"/api/v1/dataset/{number}").json()["result"]["columns"]
    pair = [c["column_name"] for c in titled if c["verbose_name"] == "Description"]
    assert len(pair) == 2, pair
    query = {"columns": pair, "metrics": [], "row_limit": 5}
    csv = person.post("/api/v1/chart/data", json=body_of(number, query=query, result_format="csv"))
    assert csv.content.decode("utf-8-sig").splitlines()[0] == "Description,Description (2)"
    xlsx = body_of(number, query=query, result_format="xlsx")
    assert person.post("/api/v1/chart/data", json=xlsx).content[:2] == b"PK"


def test_what_is_taken_away_of_a_chart_names_no_folder(reader, instance):
    person: Reader = reader("Analyst")
    chart = person.get("/api/v1/chart/").json()["result"][0]["id"]
    answer = person.get(f"/api/v1/chart/export/?q=!({chart})")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    described = next(text for name, text in files.items() if "/databases/" in name)
    assert "sqlalchemy_uri: duckdb://\n" in described
    assert str(instance.root) not in json.dumps(files)
