"""What is asked is what is answered: limits, values, files, statuses and the page's language."""

from __future__ import annotations

import codecs
import json
import re
import uuid
from datetime import UTC, datetime

import pytest

from tests.bi.reader import COUNT, DASHBOARDS, Reader

pytestmark = pytest.mark.platform
DAYS = "select date_day from marts.dim_date"
PAGE_LIMIT = 1000  # what the reader asks for beside its text


@pytest.mark.parametrize(
    ("own", "rows"),
    [
        ("limit 5", 5),
        ("limit 0", 0),
        ("limit 2 + 3", 5),
        ("limit 5 offset 2", 5),
        ("order by 1 fetch first 5 rows only", 5),
        ("limit (select 4)", 4),
        ("limit 1500", PAGE_LIMIT),
        ("limit 999 + 999", PAGE_LIMIT),
        ("", PAGE_LIMIT),
    ],
)
def test_own_limit_of_a_query_holds(own, rows, reader):
    answer = reader("Analyst").sql(f"{DAYS} {own}")
    assert answer.status_code == 200, answer.text[:300]
    assert len(answer.json()["data"]) == rows


def test_limited_query_is_exported_with_as_many_rows(reader):
    analyst, name = reader("Analyst"), uuid.uuid4().hex[:11]
    analyst.sql(f"{DAYS} order by 1 limit 5", client_id=name)
    for answer in (
        analyst.get(f"/api/v1/sqllab/export/{name}/"),
        analyst.post("/api/v1/sqllab/export_streaming/", data={"client_id": name}),
    ):
        assert answer.status_code == 200, answer.text[:300]
        assert len(answer.text.strip().splitlines()) == 1 + 5


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("select no_such_column from marts.dim_date", 400),
        ("select 1 / 'a'", 400),
        ("select * from marts.no_such_table", 403),
        ("attach ':memory:' as w", 403),
        ("select * from read_csv('/etc/passwd')", 403),
        ("create table marts.stolen as select 1", 403),
        ("set threads = 8", 403),
        ("selec 1", 400),
    ],
)
def test_refusal_of_a_query_is_no_fault_of_the_server(text, status, reader):
    answer = reader("Analyst").sql(text)
    assert answer.status_code == status, answer.text[:300]
    assert answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "value", ["a\\b", "it's", 'say "so"', "50%", "a:b", "{{ x }}", "هيئة الطرق", "\\", "a''b"]
)
@pytest.mark.parametrize("operator", ["IN", "==", "ILIKE"])
def test_value_is_found_whatever_letters_it_has(value, operator, reader, datasets):
    literal = "'" + value.replace("'", "''") + "'"
    if "{{" in literal:
        literal = "'{' || '{ x }' || '}'"  # a text of SQL is a template, a value is none
    column = {"expressionType": "SQL", "sqlExpression": literal, "label": "value"}
    answer = reader("Analyst").chart(
        datasets["dim_entity"],
        force=True,
        columns=["entity_code"],
        metrics=[COUNT],
        filters=[{"col": column, "op": operator, "val": [value] if operator == "IN" else value}],
    )
    assert answer.status_code == 200, answer.text[:300]
    assert answer.json()["result"][0]["data"], answer.json()["result"][0]["query"]


def test_day_that_is_pressed_in_a_table_filters(reader, datasets):
    """Superset sends it in milliseconds, and the other tiles ask for lines of this day."""
    analyst, number = reader("Analyst"), datasets["fct_ledger_line"]
    asked = {"columns": ["posting_date"], "metrics": [COUNT], "force": True}
    day = analyst.chart(number, **asked).json()["result"][0]["data"][0]
    clause = {"col": "posting_date", "op": "IN", "val": [day["posting_date"]]}
    answer = analyst.chart(number, filters=[clause], **asked)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.json()["result"][0]["data"] == [day]


@pytest.mark.parametrize("column", ["month_start"])
@pytest.mark.parametrize("table", ["rpt_finance_month", "rpt_workforce_month"])
def test_span_of_days_takes_in_the_months_it_touches(table, column, reader, datasets):
    """ "Last month" began thirty days ago, which no month's first day is on the 30th."""
    asked = {"columns": [column], "metrics": [COUNT], "force": True}
    analyst, number = reader("Analyst"), datasets[table]

    def months(**more):
        rows = analyst.chart(number, **asked, **more).json()["result"][0]["data"]
        return sorted({datetime.fromtimestamp(row[column] / 1000, UTC).date() for row in rows})

    *_others, before, last = months()
    span = f"{before.replace(day=28)} : {last.replace(day=28)}"
    found = months(filters=[{"col": column, "op": "TEMPORAL_RANGE", "val": span}])
    assert found == [before, last]


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("rpt_finance_month", "(root_type = 'Expense' and not is_within_government)"),
        ("rpt_workforce_month", "(is_latest_month)"),
    ],
)
def test_detail_of_a_tile_is_the_rows_that_it_sums(table, where, reader):
    """As the browser asks for it: the tile's own filters and the dashboard's."""
    analyst = reader("Analyst")
    number = analyst.datasets()[table]
    clause = {"col": "entity_code", "op": "IN", "val": ["roads"]}
    asked = {"filters": [clause], "extras": {"where": where}}
    [tile] = analyst.chart(number, metrics=[COUNT], **asked).json()["result"][0]["data"]
    way = f"datasource_type=table&datasource_id={number}&per_page=50&page=1&force=true"
    answer = analyst.post(f"/datasource/samples?{way}", json=asked)
    assert answer.status_code == 200, answer.text[:300]
    detail = answer.json()["result"]
    assert detail["total_count"] == tile["rows"] > 0
    assert {row["entity_code"] for row in detail["data"]} == {"roads"}
    if table == "rpt_finance_month":
        assert {row["root_type"] for row in detail["data"]} == {"Expense"}


FORMULA = "select '=1+1' as \"=x\", 'هيئة الطرق' as name, -1 as n"


def csv_files(person: Reader, number: int) -> dict[str, bytes]:
    """Return one answer of every way by which rows are taken away as CSV."""
    name = uuid.uuid4().hex[:11]
    assert person.sql(FORMULA, client_id=name).status_code == 200
    query = {"columns": ["entity_code", "entity_name_ar"], "metrics": [COUNT], "row_limit": 100}
    body = {
        "datasource": {"id": number, "type": "table"},
        "queries": [query],
        "result_format": "csv",
        "result_type": "full",
    }
    long = {**body, "form_data": {"row_limit": 200_000, "viz_type": "bar"}}
    answers = {
        "chart": person.post("/api/v1/chart/data", json=body),
        "long chart": person.post("/api/v1/chart/data", json=long),
        "query": person.get(f"/api/v1/sqllab/export/{name}/"),
        "long query": person.post("/api/v1/sqllab/export_streaming/", data={"client_id": name}),
    }
    for way, answer in answers.items():
        assert answer.status_code == 200, (way, answer.text[:300])
        assert "text/csv" in answer.headers["content-type"], way
    return {way: answer.content for way, answer in answers.items()}


def test_csv_begins_with_the_mark_that_excel_reads_and_no_text_is_a_formula(reader, datasets):
    found = csv_files(reader("Analyst"), datasets["dim_entity"])
    for way, content in found.items():
        assert content.startswith(codecs.BOM_UTF8), way
        assert not content.startswith(codecs.BOM_UTF8 * 2), way
        assert "هيئة" in content.decode("utf-8-sig"), way
    assert found["long chart"] == found["chart"]  # with labels and a limit, however many are asked
    for way in ("query", "long query"):
        _heading, row = found[way].decode("utf-8-sig").strip().splitlines()
        assert row == "'=1+1,هيئة الطرق,-1", way


def taken_away(person: Reader, slug: str, kind: str = "csv"):
    """Return the answer to what the menu of a governed tile sends when its rows are taken away."""
    query = f"(filters:!((col:slice_name,opr:eq,value:'{slug}')))"
    [chart] = person.get(f"/api/v1/chart/?q={query}").json()["result"]
    facts = person.get(f"/api/v1/chart/{chart['id']}").json()["result"]
    params = json.loads(facts["params"])
    dataset = int(params["datasource"].split("__")[0])
    chosen = [{"col": "entity_name_en", "op": "IN", "val": ["Roads Authority"]}]
    one = {
        "columns": params.get("groupby") or params.get("all_columns"),
        "metrics": params.get("metrics"),
        "filters": chosen,
        "row_limit": 1000,
    }
    sums = {**one, "columns": [], "row_limit": 0}
    body = {
        "datasource": {"id": dataset, "type": "table"},
        "queries": [one, sums] if params.get("show_totals") else [one],
        "form_data": {**params, "slice_id": chart["id"]},
        "result_format": kind,
        "result_type": "full",
    }
    answer = person.post("/api/v1/chart/data", json=body)
    assert answer.status_code == 200, answer.text[:300]
    return answer


def test_tile_with_totals_is_one_file_with_a_name_and_plain_figures(reader):
    answer = taken_away(reader("Analyst"), "Every cost centre (AED million)")
    named = answer.headers["content-disposition"]
    assert "Every cost centre (AED million), Roads Authority, 20" in named
    assert named.count(".csv") == 2
    _heading, *rows = answer.content.decode("utf-8-sig").strip().splitlines()
    assert rows
    for row in rows:
        figure = row.rpartition(",")[2]
        assert re.fullmatch(r"-?\d+(\.\d{1,8})?", figure), row


def test_link_is_no_html_in_a_file(reader):
    text = taken_away(reader("Analyst"), "Every account of spend").content.decode("utf-8-sig")
    heading, *rows = text.strip().splitlines()
    assert "<a href" not in text
    assert "Ledger" not in heading
    assert all(re.search(r",-?\d+\.\d\d$", row) for row in rows)
    arabic = taken_away(reader("Analyst"), "السطور، الأحدث أولاً")
    assert "<a href" not in arabic.text
    assert "JV-" in arabic.text
    assert "filename*=UTF-8''%D8" in arabic.headers["content-disposition"]


def test_backslash_in_a_file_is_one(reader):
    name = uuid.uuid4().hex[:11]
    analyst = reader("Analyst")
    analyst.sql("select 'a\\b' as path, 'say \"so\"' as words", client_id=name)
    text = analyst.get(f"/api/v1/sqllab/export/{name}/").content.decode("utf-8-sig")
    assert text.strip().splitlines()[1] == 'a\\b,"say ""so"""'


@pytest.mark.parametrize(("slug", "language"), [("government", "en"), ("government-ar", "ar")])
@pytest.mark.parametrize("spoken", ["en", "ar"])
def test_page_speaks_the_language_of_its_dashboard(slug, language, spoken, reader):
    person = reader("Executive")
    person.get(f"/lang/{spoken}")
    page = person.get(f"/superset/dashboard/{slug}/").text
    assert f'documentElement.lang = "{language}"' in page
    assert re.search(rf'(&#34;|"|&quot;)locale\1: \1{language}\1', page)


@pytest.mark.parametrize(("slug", "other", "language"), [
    ("workforce", "workforce-ar", "ar"), ("workforce-ar", "workforce", "en"),
])  # fmt: skip
def test_switch_of_the_language_leads_to_the_twin(slug, other, language, reader):
    person = reader("Executive")
    referrer = f"http://{DASHBOARDS}:{person.port}/superset/dashboard/{slug}/"
    answer = person.get(f"/lang/{language}", headers={"Referer": referrer})
    assert answer.status_code == 302
    assert answer.headers["location"].endswith(f"/superset/dashboard/{other}/")


@pytest.mark.parametrize("language", ["xx", "de", "ar-AE"])
def test_language_that_there_is_not_is_not_there(language, reader):
    assert reader("Executive").get(f"/lang/{language}").status_code == 404


@pytest.mark.parametrize("referrer", ["http://evil.example/superset/dashboard/x/", "/sqllab/"])
def test_switch_elsewhere_leads_nowhere_new(referrer, reader):
    answer = reader("Executive").get("/lang/en", headers={"Referer": referrer})
    assert answer.status_code == 302
    assert "/superset/dashboard/" not in answer.headers["location"]


def kept_filters(person: Reader, slug: str, mask: dict) -> str:
    """Keep the state of a dashboard's filters as its page does; return its key."""
    answer = person.post(
        f"/api/v1/dashboard/{dashboard_number(person, slug)}/filter_state",
        json={"value": json.dumps(mask)},
    )
    assert answer.status_code == 201, answer.text[:300]
    return answer.json()["key"]


def dashboard_number(person: Reader, slug: str) -> int:
    return person.get(f"/api/v1/dashboard/{slug}").json()["result"]["id"]


def switched(person: Reader, slug: str, query: str, language: str) -> dict:
    """Return the filters with which a dashboard's twin opens after the language is switched."""
    referrer = f"http://{DASHBOARDS}:{person.port}/superset/dashboard/{slug}/?{query}"
    where = person.get(f"/lang/{language}", headers={"Referer": referrer}).headers["location"]
    if "native_filters_key=" not in where:
        return {}
    twin, key = re.search(r"/superset/dashboard/([\w-]+)/\?native_filters_key=(.*)", where).groups()
    state = person.get(f"/api/v1/dashboard/{dashboard_number(person, twin)}/filter_state/{key}")
    found = json.loads(state.json()["value"])
    return {name.split("-", 1)[1]: one["filterState"]["value"] for name, one in found.items()}


def chosen(slug: str, column: str, *values: str) -> dict:
    name = f"NATIVE_FILTER-{slug}"
    clause = {"col": column, "op": "IN", "val": [*values]}
    state = {"extraFormData": {"filters": [clause]}, "filterState": {"value": [*values]}}
    return {name: {**state, "id": name, "ownState": {}}}


def test_switch_of_the_language_takes_the_filters_along(reader):
    person = reader("Analyst")
    state = chosen("finance-entity", "entity_name_en", "Roads Authority")
    state |= chosen("finance-year", "fiscal_year", "2026")
    key = kept_filters(person, "entity-finance", state)
    there = switched(person, "entity-finance", f"native_filters_key={key}", "ar")
    assert there == {"finance-entity_ar": ["هيئة الطرق"], "finance-year_ar": ["2026"]}
    state = chosen("finance-entity_ar", "entity_name_ar", "هيئة الطرق")
    key = kept_filters(person, "entity-finance-ar", state)
    there = switched(person, "entity-finance-ar", f"native_filters_key={key}", "en")
    assert there == {"finance-entity": ["Roads Authority"]}


def test_filters_of_a_link_are_taken_along_and_nonsense_is_not(reader):
    person = reader("Analyst")
    link = (
        "native_filters=(NATIVE_FILTER-finance-entity:(extraFormData:(filters:!((col:entity_name_en,"
        "op:IN,val:!('Roads Authority')))),filterState:(value:!('Roads Authority'))))"
    )
    assert switched(person, "entity-finance", link, "ar") == {"finance-entity_ar": ["هيئة الطرق"]}
    for query in ("native_filters=((", "native_filters_key=nothing", "native_filters=!(1)", ""):
        assert switched(person, "entity-finance", query, "ar") == {}


def test_names_of_others_rows_are_not_told_by_the_way(reader):
    person = reader("Finance Analyst")
    state = chosen("finance-entity", "entity_name_en", "Roads Authority")
    key = kept_filters(person, "entity-finance", state)
    assert switched(person, "entity-finance", f"native_filters_key={key}", "ar") == {}
