"""What a failing test says: of which entity, in words for a person.

Every test declares in its meta whom it speaks of and what it says:

    speaks_of: entity   its rows have entity_code, and block the entities they name
               all      it is about no single entity; when it fails nothing is published
               rows     one or the other, as the rows of its model have an entity or not
    says: "Ledger line {ledger_line_number} is ..."   a sentence over the columns of a failing row;
          {table} and {column} are what the test is attached to, {record} the row's name

Refuses a test that says neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

ENTITY, ALL, ROWS = "entity", "all", "rows"
# Which of a row's columns names it, when its test gives no `record`: the first that is there.
_NAMING = ("_code", "_number", "_key")
_PREFIXES = ("stg_erp__", "fct_", "dim_", "rpt_", "int_")


class TestUndeclaredError(Exception):
    """A test does not say whom it speaks of, or fails for rows that name nobody."""


def spoken_by(test: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]]) -> str:
    """Return whom a test speaks of. nodes: of dbt's manifest. Raises: TestUndeclaredError."""
    meta = test.get("config", {}).get("meta", {})
    found = meta.get("speaks_of")
    if found not in (ENTITY, ALL, ROWS) or not meta.get("says"):
        raise TestUndeclaredError(f"{test['name']} does not declare speaks_of and says")
    if found == ROWS:
        model = nodes.get(test.get("attached_node") or "", {})
        return ENTITY if "entity_code" in model.get("columns", {}) else ALL
    return str(found)


def order_of(test: Mapping[str, Any]) -> int:
    """Return a test's place among others: the ERP's rows, then rules, then what follows of them."""
    attached = test.get("attached_node") or ""
    if ".stg_erp__" in attached:
        return 0
    return 2 if attached else 1


def sentences(
    connection: duckdb.DuckDBPyConnection, test: Mapping[str, Any], failing_rows: str
) -> dict[str, str]:
    """Return entity -> what the test says of its first failing row, and how many more there are.

    failing_rows: the test's SQL. Raises: duckdb.Error; TestUndeclaredError for rows of nobody.
    """
    found = connection.execute(
        f"with failing as ({failing_rows}), numbered as (select *,"
        " count(*) over (partition by entity_code) as failing_count, row_number() over"
        " (partition by entity_code order by cast(failing as varchar)) as failing_number"
        " from failing) select * exclude (failing_number) from numbered where failing_number = 1"
    )
    names = [column[0] for column in found.description or ()]
    said = {}
    for values in found.fetchall():
        row = dict(zip(names, values, strict=True))
        if not row["entity_code"]:
            raise TestUndeclaredError(f"{test['name']} fails for rows that name no entity")
        said[row["entity_code"]] = say(test, row)
    return said


def say(test: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """Return a test's sentence of a failing row. row: its columns, and failing_count."""
    facts = {
        "table": plain(_table_of(test)),
        "column": plain(test.get("column_name") or ""),
        **row,
        "record": _own(row, row["record"] if "record" in row else _name_of(row)),
    }
    sentence: str = test["config"]["meta"]["says"].format_map(facts)
    more = row["failing_count"] - 1
    return f"{sentence} And {more:,} more like it." if more else sentence


def _table_of(test: Mapping[str, Any]) -> str:
    return (test.get("attached_node") or "").rpartition(".")[2]


def plain(name: str) -> str:
    """Return a model's or a column's name as words."""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name.removesuffix("_key").removesuffix("_code").replace("_", " ")


def _own(row: Mapping[str, Any], value: object) -> str:
    """Return a value as its entity writes it: a key without the entity's code before it."""
    return str(value).removeprefix(f"{row['entity_code']}|")


def _name_of(row: Mapping[str, Any]) -> str:
    """Return the columns that name a row, with their values; the row when none does."""
    others = {k: v for k, v in row.items() if k not in ("entity_code", "failing_count")}
    naming = {k: v for k, v in others.items() if k.endswith(_NAMING) and v is not None} or others
    return ", ".join(
        f"{plain(name)} {_own(row, value)}" for name, value in list(naming.items())[:3]
    )
