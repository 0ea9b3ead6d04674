"""Which tables a statement reads, by DuckDB's own parser, and which ones its reader may read.

Owns the check that every statement passes, whoever wrote it: Superset checks the dataset of a chart
and the tables of SQL Lab, but a column or a figure of a chart may be written as SQL, and a text
there can go on to another table. Refuses tables of no dataset that the reader was granted, and
functions that read tables, settings or files by their names or tell of the machine.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from typing import Any

import duckdb
from flask import g, has_request_context

from bi.connection import SERVING
from bi.errors import RefusedError
from bi.row_filter import SCHEMA

Table = tuple[str, str]  # schema and name, in small letters
# Functions that stand for a table and make their rows of their arguments alone.
MADE_OF_ARGUMENTS = frozenset({"unnest", "range", "generate_series", "generate_subscripts"})
_TELLS_OF_TABLES = re.compile(
    r"\b(query|query_table|duckdb_\w+|pragma|pragma_\w+|call|show|read_\w+|\w+_scan|glob|sniff_csv"
    r"|information_schema|pg_catalog|sqlite_\w+)\b",
    re.IGNORECASE,
)
# Of the engine and the machine it runs on: folders, settings, versions, other people's connections.
# `pg_typeof` and `current_schema` tell of the query alone.
_TELLS_OF_MACHINE = re.compile(
    r"(current_setting|current_query|current_query_id|current_connection_id|current_transaction_id"
    r"|txid_current|version|getenv|getvariable|write_log|get_block_size|which_secret|pg_(?!typeof)\w+"
    r"|duckdb_\w+|pragma_\w+)",
    re.IGNORECASE,
)
_CALLED = re.compile(rf"\b{_TELLS_OF_MACHINE.pattern}\b", re.IGNORECASE)
_LIKE_A_MART = re.compile(r"(dim|fct|rpt|stg|int|ref|cofog|gfsm)_")
_parser = threading.local()


class TableRefusedError(RefusedError):
    """A statement reads what its reader was not granted; names it."""


def require_granted(sql: str, manager: Any) -> None:
    """Refuse a statement that reads more than the request's user was granted.

    Nothing is asked of a process that serves nobody. Raises: TableRefusedError.
    """
    if manager is None or (SERVING not in os.environ and not has_request_context()):
        return
    granted, known = _granted(manager)
    if granted is None:
        return
    tables = tables_of(sql)
    if tables is None:
        tables = _tables_by_words(sql, known)
    for table in tables - granted:
        raise TableRefusedError(f"You were not granted the table {'.'.join(table)}.")


def tables_of(sql: str) -> set[Table] | None:
    """Return the tables that a text reads, those it defines itself left out; None when DuckDB has
    no tree of it, as of a pivot.

    Raises: TableRefusedError for a function that reads by a name.
    """
    try:
        tree = json.loads(_serialized(sql))
    except duckdb.Error:
        return None
    if tree.get("error"):
        return None
    found: set[Table] = set()
    defined: set[str] = set()
    for node in _nodes(tree):
        defined |= {str(one["key"]).lower() for one in (node.get("cte_map") or {}).get("map", ())}
        if node.get("type") == "BASE_TABLE":
            found.add((str(node["schema_name"]).lower(), str(node["table_name"]).lower()))
        elif node.get("type") == "TABLE_FUNCTION":
            _require_harmless(str(node["function"].get("function_name", "")))
        elif node.get("type") == "FUNCTION":
            _require_of_rows(str(node.get("function_name", "")))
        elif node.get("show_type") == "SHOW_UNQUALIFIED":
            raise TableRefusedError("show is not open to readers.")
    # A name that a text gives to something of its own is no way past the table of that name.
    defined = {name for name in defined if not _LIKE_A_MART.match(name)}
    return {(s or SCHEMA, t) for s, t in found if s or t not in defined}


def _tables_by_words(sql: str, known: frozenset[Table]) -> set[Table]:
    """Return the tables whose names stand anywhere in a text: those of datasets, and
    whatever is named as marts are. Raises: TableRefusedError for what tells of other tables."""
    if found := _TELLS_OF_TABLES.search(sql) or _CALLED.search(sql):
        raise TableRefusedError(f"{found[0]} is not open to readers.")
    words = set(re.findall(r"\w+", sql.lower()))
    marts = {(SCHEMA, word) for word in words if _LIKE_A_MART.match(word)}
    return marts | {table for table in known if table[1] in words}


def _require_harmless(function: str) -> None:
    if function.lower() not in MADE_OF_ARGUMENTS:
        raise TableRefusedError(f"The function {function} is not open to readers.")


def _require_of_rows(function: str) -> None:
    if _TELLS_OF_MACHINE.fullmatch(function):
        raise TableRefusedError(f"The function {function} is not open to readers.")


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for inner in tree.values():
            yield from _nodes(inner)
    elif isinstance(tree, list):
        for inner in tree:
            yield from _nodes(inner)


def _serialized(sql: str) -> str:
    return _own_parser().execute("select json_serialize_sql(?)", [sql]).fetchone()[0]


def _own_parser() -> Any:
    """Return this thread's connection, which holds nothing and only parses."""
    if not hasattr(_parser, "connection"):
        _parser.connection = duckdb.connect()
    return _parser.connection


def _granted(manager: Any) -> tuple[frozenset[Table] | None, frozenset[Table]]:
    """Return the tables of all datasets that the user may read (None: all there are), and those of
    every dataset. Asked once a request."""
    if "diwan_granted" not in g:
        g.diwan_granted = _read_granted(manager)
    return g.diwan_granted


def _read_granted(manager: Any) -> tuple[frozenset[Table] | None, frozenset[Table]]:
    from superset.connectors.sqla.models import SqlaTable

    if manager.is_admin():
        return None, frozenset()
    granted: set[Table] = set()
    known: set[Table] = set()
    for dataset in manager.session.query(SqlaTable):
        tables = _tables_of_dataset(dataset)
        known |= tables
        if manager.can_access_datasource(dataset):
            granted |= tables
    return frozenset(granted), frozenset(known)


def _tables_of_dataset(dataset: Any) -> set[Table]:
    if not dataset.sql:
        return {(str(dataset.schema or SCHEMA).lower(), str(dataset.table_name).lower())}
    try:
        return tables_of(dataset.sql) or set()
    except TableRefusedError:
        return set()
