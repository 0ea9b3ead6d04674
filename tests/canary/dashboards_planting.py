"""Secrets in Superset's own tables: another person's account, queries, charts, and who is known.

Written into the file that a throw-away installation keeps them in, past the application. All of it
belongs to somebody who is nobody else's colleague, on datasets that nobody else was granted: it is
closed to everybody who signs in. E-mails of the others are closed to each but their own.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.canary.planting import Secret

SITE = "dashboards"
NOW = "2026-11-01 08:00:00.000000"
# Of each table: columns that get a token of their own, and what else a row of it must have.
PLANTED: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "tables": (("table_name", "description", "sql"), {"schema": "marts", "database_id": 1,
               "is_managed_externally": 0, "is_sqllab_view": 1, "filter_select_enabled": 1,
               "perm": "[warehouse].[theirs](id:0)"}),
    "saved_query": (("label", "description", "sql"), {"schema": "marts", "db_id": 1}),
    "query": (("sql", "executed_sql", "select_sql", "tab_name", "error_message"),
              {"database_id": 1, "schema": "marts",
               "status": "success", "rows": 1, "progress": 100, "start_time": 1.0,
               "end_time": 2.0}),
    "tab_state": (("label", "sql"), {"active": 1, "autorun": 0, "hide_left_bar": 0,
                                     "database_id": 1, "schema": "marts"}),
    "slices": (("slice_name", "description", "params", "query_context"),
               {"datasource_type": "table", "viz_type": "table", "is_managed_externally": 0,
                "perm": "[warehouse].[theirs](id:0)"}),
    "dashboards": (("dashboard_title", "description", "slug", "css"),
                   {"published": 0, "is_managed_externally": 0, "json_metadata": "{}",
                    "position_json": "{}"}),
    "logs": (("json", "referrer"), {"action": "theirs", "dttm": NOW}),
    "annotation_layer": (("name", "descr"), {}),
    "report_schedule": (("name", "description", "sql"),
                        {"type": "Report", "crontab": "0 9 * * *", "active": 0, "timezone": "UTC",
                         "extra_json": "{}"}),
    "key_value": (("value",), {"resource": "app"}),
}  # fmt: skip
OWNED = {"tables": "sqlatable_user table_id", "slices": "slice_user slice_id",
         "dashboards": "dashboard_user dashboard_id"}  # fmt: skip


@dataclass
class Known:
    """What may be named in a request: numbers by kind, datasets by name, people's addresses."""

    numbers: dict[str, list[int]] = field(default_factory=dict)
    datasets: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    client: str = ""


@dataclass
class Tables:
    """Superset's own tables of an installation whose folder is `root`."""

    root: Path

    def rows(self, statement: str, *values: Any) -> list[tuple]:
        with closing(sqlite3.connect(self.root / "superset" / "superset.db", timeout=30)) as found:
            rows = found.execute(statement, values).fetchall()
            found.commit()
        return rows

    def insert(self, table: str, values: dict[str, Any]) -> int:
        """Insert a row with what of the values the table has; return its number."""
        known = [row[1] for row in self.rows(f"pragma table_info({table})")]
        common = {"created_on": NOW, "changed_on": NOW, "uuid": uuid.uuid4().bytes}
        given = {k: v for k, v in {**common, **values}.items() if k in known}
        names, marks = ", ".join(f'"{name}"' for name in given), ", ".join("?" * len(given))
        statement = f'insert into "{table}" ({names}) values ({marks}) returning id'
        return self.rows(statement, *given.values())[0][0]


def plant(tables: Tables, own: dict[str, str]) -> list[Secret]:
    """Plant a stranger's belongings; return them with what is secret anyway. own: e-mail -> itself,
    of those who sign in."""
    found: list[Secret] = []

    def token(table: str, column: str) -> str:
        value = "cn" + secrets.token_hex(11)
        found.append(Secret(value, SITE, table, "", column, frozenset()))
        return value

    names = ("first_name", "last_name", "username", "password", "email")
    user = tables.insert(
        "ab_user", {name: token("ab_user", name) for name in names} | {"active": 1}
    )
    theirs = {"user_id": user, "created_by_fk": user, "changed_by_fk": user}
    numbers: dict[str, int] = {}
    for table, (columns, rest) in PLANTED.items():
        tokens: dict[str, Any] = {column: token(table, column) for column in columns}
        if "sql" in tokens:
            tokens["sql"] = f"select '{tokens['sql']}' as note"
        if table in ("logs", "key_value"):
            first = columns[0]
            tokens[first] = json.dumps({"canary": tokens[first]})
        more = {
            "client_id": f"cn{secrets.token_hex(4)}",
            "datasource_id": numbers.get("tables"),
            "tab_state_id": numbers.get("tab_state"),
        }
        numbers[table] = tables.insert(table, {**more, **theirs, **rest, **tokens})
        if table in OWNED:
            link, column = OWNED[table].split()
            tables.insert(link, {"user_id": user, column: numbers[table]})
    return [*found, *_secret_anyway(tables, own)]


def _secret_anyway(tables: Tables, own: dict[str, str]) -> Iterator[Secret]:
    """Yield password hashes, addresses of other people, and the installation's secrets."""
    for email, password in tables.rows("select email, password from ab_user"):
        if password and len(password) > 12:
            yield Secret(password, SITE, "ab_user", email, "password", frozenset())
        if email in own:
            people = frozenset({email})
            yield Secret(email, SITE, "ab_user", email, "email", frozenset(), people)
    for name in ("secrets.json", "etc/superset-secrets.json"):
        for key, value in json.loads((tables.root / name).read_text()).items():
            if len(str(value)) > 12 and "url" not in key and "uri" not in key:
                yield Secret(str(value), SITE, name, "", key, frozenset())
    yield Secret("root:x:0:0:root", SITE, "/etc/passwd", "", "its first line", frozenset())


def learn(tables: Tables) -> Known:
    """Return what may be named."""
    known = Known()
    for kind in ("slices", "dashboards", "tables", "dbs", "saved_query", "query", "tab_state",
                 "ab_user", "ab_role", "row_level_security_filters", "report_schedule", "themes",
                 "annotation_layer", "logs", "key_value"):  # fmt: skip
        rows = tables.rows(f'select id from "{kind}" order by id desc limit 40')
        known.numbers[kind] = [row[0] for row in rows] or [1]
    for number, name in tables.rows("select id, table_name from tables where sql is null"):
        known.datasets[name] = number
        columns = tables.rows("select column_name from table_columns where table_id = ?", number)
        known.columns[name] = [row[0] for row in columns]
    [[known.client]] = tables.rows("select client_id from query order by id desc limit 1")
    known.people = [row[0] for row in tables.rows("select email from ab_user")]
    return known


# What nobody who signs in may change, by the rows that were there: figures before and after.
GUARDED = {
    "users": "select id, username, email, password, active, first_name from ab_user "
    "where id <= {user}",
    "roles of users": "select user_id, role_id from ab_user_role where user_id <= {user}",
    "rights": "select permission_view_id, role_id from ab_permission_view_role",
    "databases": "select id, database_name, sqlalchemy_uri, extra, expose_in_sqllab from dbs",
    "row filters": "select id, clause, filter_type, name from row_level_security_filters",
    "filtered tables": "select table_id, rls_filter_id from rls_filter_tables",
    "datasets": "select id, table_name, sql, perm, database_id from tables "
    "where id <= {tables} and {theirs}",
    "charts": "select id, slice_name, params, datasource_id from slices "
    "where id <= {slices} and {theirs}",
    "dashboards": "select id, dashboard_title, json_metadata, published from dashboards "
    "where id <= {dashboards} and {theirs}",
    "saved queries": "select id, label, sql, user_id from saved_query "
    "where id <= {saved_query} and {theirs}",
    "tabs": "select id, label, sql, user_id from tab_state where id <= {tab_state} and {theirs}",
}


def figures(tables: Tables, highest: dict[str, int], emails: list[str]) -> dict[str, list[tuple]]:
    """Return the guarded rows, sorted. highest: the last number of each kind at the start; emails:
    whose own things are theirs to change."""
    named = ", ".join(f"'{email}'" for email in emails)
    mine = f"(select id from ab_user where email in ({named}))"
    facts = {**highest, "theirs": f"coalesce(created_by_fk, 0) not in {mine}"}
    filled = {name: query.format(**facts) for name, query in GUARDED.items()}
    return {name: sorted(map(str, tables.rows(query))) for name, query in filled.items()}


def highest_numbers(tables: Tables) -> dict[str, int]:
    """Return the last number of each guarded kind."""
    kinds = {"user": "ab_user", "tables": "tables", "slices": "slices", "dashboards": "dashboards",
             "saved_query": "saved_query", "tab_state": "tab_state"}  # fmt: skip
    return {
        name: tables.rows(f"select coalesce(max(id), 0) from {table}")[0][0]
        for name, table in kinds.items()
    }
