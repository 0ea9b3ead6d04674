"""Nobody reads a row of an entity they may not see: charts, filters, samples, files, caches."""

from __future__ import annotations

import itertools
import json
import time

import pytest

from tests.bi.conftest import BOUNDED, EVERYTHING, WHOLE
from tests.bi.reader import COUNT, Reader, total

pytestmark = pytest.mark.platform
FRESH = itertools.count(time.time_ns() % 1_000_000)
OTHER = "select min(entity_code) from marts.fct_ledger_line where entity_code <> 'roads'"


def assert_nothing_of(code: str, text: str) -> None:
    """Fail when the answer's rows hold a value of another entity."""
    assert f'"{code}"' not in text, text[:600]


def with_entities(administrator: Reader, datasets: dict[str, int]) -> dict[str, int]:
    found = {}
    for name, number in datasets.items():
        columns = administrator.get(f"/api/v1/dataset/{number}").json()["result"]["columns"]
        if "entity_code" in {column["column_name"] for column in columns}:
            found[name] = number
    return found


@pytest.mark.parametrize("role", BOUNDED)
def test_every_dataset_shows_own_entities_only(role, reader, administrator):
    own, _ = BOUNDED[role]
    filtered = with_entities(administrator, reader(role).datasets())
    assert len(filtered) >= 6
    for name, number in filtered.items():
        assert reader(role).entities_in(number, force=True) <= own, name
    assert reader(role).entities_in(filtered["fct_ledger_line"], force=True) == own


@pytest.mark.parametrize("role", WHOLE)
def test_central_roles_see_every_entity(role, reader, datasets):
    assert reader(role).entities_in(datasets["fct_ledger_line"]) >= EVERYTHING


def test_dataset_of_no_entity_is_the_same_for_everybody(reader, datasets):
    def days(role: str) -> int:
        answer = reader(role).chart(datasets["dim_date"], columns=[], metrics=[COUNT])
        return answer.json()["result"][0]["data"][0]["rows"]

    assert days("Roads Analyst") == days("Analyst") == days("Pair") > 1000


TRICKS = {
    "where that would be true": {"extras": {"where": "1 = 1) or (1 = 1"}},
    "where in other letters": {"extras": {"where": "ENTITY_CODE = 'finance' or TRUE"}},
    "having": {"extras": {"having": "1 = 1) or (count(*) > 0"}},
    "comment": {"extras": {"where": "1 = 1) -- "}},
    "filter on another": {"filters": [{"col": "entity_code", "op": "==", "val": "finance"}]},
    "filter that is not": {"filters": [{"col": "entity_code", "op": "!=", "val": "roads"}]},
    "subquery as a metric": {
        "metrics": [{"expressionType": "SQL", "sqlExpression": f"({OTHER})", "label": "rows"}]
    },
    "subquery as a column": {
        "columns": [{"expressionType": "SQL", "sqlExpression": f"({OTHER})", "label": "c"}]
    },
    "Jinja": {"extras": {"where": "{{ rows_of_reader() }} or 1 = 1"}},
    "Jinja that sets": {"extras": {"where": "{% set rows_of_reader = '1 = 1' %} 1 = 1"}},
    "order by a subquery": {
        "orderby": [[{"expressionType": "SQL", "sqlExpression": f"({OTHER})", "label": "o"}, True]]
    },
    "totals": {"metrics": [COUNT, total("debit_amount")], "columns": ["entity_code"]},
}


@pytest.mark.parametrize("role", BOUNDED)
@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("kind", ["full", "samples", "drill_detail"])
def test_no_query_of_a_chart_reaches_another_entity(trick, kind, role, reader, datasets):
    query = {"columns": ["entity_code"], "metrics": [COUNT], **TRICKS[trick], "result_type": kind}
    answer = reader(role).chart(datasets["fct_ledger_line"], force=True, **query)
    if answer.status_code == 200:
        for result in answer.json()["result"]:
            rows = json.dumps(result.get("data") or [])
            assert_nothing_of(BOUNDED[role][1], rows)


@pytest.mark.parametrize("role", BOUNDED)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_file_of_a_chart_holds_own_rows_only(role, kind, reader, datasets):
    answer = reader(role).chart(
        datasets["fct_ledger_line"],
        columns=["entity_code"],
        metrics=[COUNT],
        result_format=kind,
    )
    assert answer.status_code == 200, answer.text[:300]
    own, other = BOUNDED[role]
    if kind == "csv":
        assert other not in answer.text
        assert all(code in answer.text for code in own)
    else:
        from io import BytesIO

        from openpyxl import load_workbook

        cells = [c.value for row in load_workbook(BytesIO(answer.content)).active for c in row]
        assert other not in cells
        assert own <= set(cells)


@pytest.mark.parametrize("role", BOUNDED)
def test_values_of_a_filter_are_own(role, reader, datasets):
    address = f"/api/v1/datasource/table/{datasets['fct_ledger_line']}/column/entity_code/values/"
    answer = reader(role).get(address)
    assert answer.status_code == 200, answer.text[:300]
    assert set(answer.json()["result"]) == BOUNDED[role][0]


@pytest.mark.parametrize("role", BOUNDED)
def test_samples_are_own(role, reader, datasets):
    address = (
        f"/datasource/samples?datasource_id={datasets['fct_ledger_line']}&datasource_type=table"
        "&force=true&per_page=1000&page=1"
    )
    answer = reader(role).post(address, json={"filters": []})
    assert answer.status_code == 200, answer.text[:300]
    rows = answer.json()["result"]["data"]
    assert {row["entity_code"] for row in rows} <= BOUNDED[role][0]
    assert rows


@pytest.mark.parametrize("order", [("Analyst", "Roads Analyst"), ("Roads Analyst", "Analyst")])
@pytest.mark.parametrize("second", ["Finance Analyst", "Pair"])
def test_cached_rows_reach_nobody_else(order, second, reader, datasets):
    """The same question by several people, one after the other, in both orders."""
    own = {role: codes for role, (codes, _) in BOUNDED.items()}
    # A question nobody has asked before, and that every line answers.
    limit = -1 - next(FRESH)
    question = {"filters": [{"col": "debit_amount", "op": ">=", "val": limit}]}
    for role in (*order, second, *order):
        found = reader(role).entities_in(datasets["fct_ledger_line"], **question)
        if role in own:
            assert found == own[role], role
        else:  # other suites post in further entities
            assert found >= EVERYTHING, role


def test_second_answer_comes_from_the_cache(reader, datasets):
    question = {"columns": ["entity_code"], "metrics": [COUNT], "row_limit": 77}
    reader("Roads Analyst").chart(datasets["fct_ledger_line"], **question)
    again = reader("Roads Analyst").chart(datasets["fct_ledger_line"], **question)
    assert again.json()["result"][0]["is_cached"] is True


def test_dataset_without_the_filter_is_closed(administrator, reader, run_bi, datasets):
    """Somebody takes the filter off a dataset: it closes, and the next sync puts it back."""
    number = datasets["rpt_entity_freshness"]
    take_off = (
        "from superset.app import create_app\n"
        "with create_app().app_context():\n"
        "    from superset import db\n"
        "    from superset.connectors.sqla.models import RowLevelSecurityFilter as Rule\n"
        "    rule = db.session.query(Rule).one()\n"
        f"    rule.tables = [table for table in rule.tables if table.id != {number}]\n"
        "    db.session.commit()\n"
    )
    run_bi(take_off)
    for role in BOUNDED:
        answer = reader(role).chart(number, columns=["entity_code"], metrics=[COUNT], force=True)
        assert answer.status_code != 200
        assert "has no row filter yet" in answer.text
    run_bi("sync")
    assert reader("Pair").entities_in(number, force=True) == {"roads", "courts"}


# Tables of no dataset that an analyst of an entity was granted, with a column of each.
CLOSED = {"dim_employee": "person_key", "rpt_nightly_entity": "entity_code"}
BEYOND = "marts.TABLE"
FURTHER_TABLES = {
    "column that goes on": {"columns": [f"1 union select COLUMN from {BEYOND}"]},
    "figure that goes on": {"metrics": [f"count(*) from {BEYOND} union select 7"]},
    "what there is": {"columns": ["1 union select table_name from information_schema.tables"]},
    "settings": {"columns": ["1 union select name from duckdb_settings()"]},
    "query by text": {"columns": ["1 union select * from query('select 42')"]},
    "table by text": {"columns": [f"1 union select COLUMN from query_table('{BEYOND}')"]},
    "in a pivot": {"columns": [f"1 union from (pivot {BEYOND} on COLUMN using count(*))"]},
    "with the table's name for its own": {
        "columns": ["1 union select COLUMN from TABLE, (with TABLE as (select 1) from TABLE) t"]
    },
    "with a name of its own": {
        "columns": [f"(with x as (select COLUMN from {BEYOND}) select max(COLUMN) from x)"]
    },
}


@pytest.mark.parametrize("asked", FURTHER_TABLES)
def test_text_of_a_chart_reads_no_table_that_was_not_granted(asked, reader, datasets):
    """A column written as SQL went on to tables of no dataset that its reader has."""
    analyst = reader("Roads Analyst")
    own = analyst.datasets()
    table, column = next((t, c) for t, c in CLOSED.items() if t not in own)
    query = {"columns": [], "metrics": [COUNT]}
    for kind, texts in FURTHER_TABLES[asked].items():
        query[kind] = [
            {
                "expressionType": "SQL",
                "sqlExpression": text.replace("TABLE", table).replace("COLUMN", column),
                "label": "x",
            }
            for text in texts
        ]
    for result_format in ("json", "csv"):
        answer = analyst.chart(own["dim_date"], force=True, result_format=result_format, **query)
        assert answer.status_code >= 400, answer.text[:300]
