"""Requests to Superset drawn at random: charts, SQL, lists, single things, and everything else."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from typing import Any

from tests.canary import dashboards_odd as odd
from tests.canary.dashboards_planting import Known
from tests.canary.planting import Secret
from tests.canary.requests import Asked
from tests.canary.rison import rison

MARTS = (
    "fct_ledger_line", "fct_headcount_month", "dim_employee", "dim_position", "dim_account",
    "dim_entity", "dim_date", "rpt_entity_freshness", "rpt_nightly_entity", "dim_org_unit",
    "rpt_trial_balance", "fct_ledger_balance_month",
)  # fmt: skip
NOWHERE = "nowhere"  # the other entity of those who see every one
KEYS = (
    "entity_code",
    "entity_code",
    "account_key",
    "person_key",
    "employee_key",
    "cost_centre_key",
)
OTHER_TABLES = (
    "information_schema.tables", "duckdb_settings()", "duckdb_databases()", "pg_catalog.pg_tables",
    "read_text('/etc/passwd')", "read_csv('/etc/passwd', header=false)", "glob('/etc/*')",
    "read_text('{root}/secrets.json')", "read_blob('{root}/superset/superset.db')",
    "'{root}/warehouse/current/by_entity/{other}.duckdb'", "query('select 42')",
    "query_table('marts.dim_employee')", "sqlite_master", "(summarize marts.fct_ledger_line)",
)  # fmt: skip
# What a text may be put into, where a column, a figure or a condition is asked for.
TEXTS = (
    "{c}", "min({c})", "count(distinct {c})", "(select string_agg(distinct {c}, ' ') from {t})",
    "{c} union select {c} from {t}", "count(*) from {t} union select 7", "1 = 1) or (1 = 1",
    "{c} = '{o}' or true", "exists(select 1 from {t} where {c} like '{g}%')", "1 = 1) -- ",
    "(with x as (select {c} from {t}) select max({c}) from x)", "{{{{ current_username() }}}}",
    "{{{{ rows_of_reader() }}}} or 1 = 1", "{{% set rows_of_reader = '1 = 1' %}} 1 = 1",
    "{{{{ url_param('x') }}}}", "{{{{ dataset(1) }}}}", "(from (pivot {t} on {c} using count(*)))",
    "getenv('HOME')", "current_setting('secret_directory')", "(select max({c}) from {x})",
)  # fmt: skip
STATEMENTS = (
    "select {c}, count(*) from {t} group by 1", "select * from {t} limit 50", "summarize {t}",
    "select * from {x}", "pivot {t} on {c} using count(*)", "from {t} select distinct {c}",
    "select count(*) from {t} where {c} = '{o}'", "describe {t}", "show all tables",
    "select '{{{{ current_username() }}}}' as x", "select * from ({{{{ dataset(1) }}}}) d",
    "attach '{{root}}/warehouse/current/by_entity/{o}.duckdb' as w (read_only)", "{n}",
    "select 1; select {n} as x from {t}", "with a as (select {n} as x from {t}) select * from a",
    "copy {t} to '/tmp/canary-loot.csv'", "set enable_external_access = true",
    "explain analyze select {c} from {t}", "update marts.dim_entity set entity_code = 'x'",
)  # fmt: skip
# Kinds of things as the API names them -> their table; and what may be asked of each.
THINGS = {
    "chart": "slices", "dashboard": "dashboards", "dataset": "tables", "database": "dbs",
    "saved_query": "saved_query", "query": "query", "report": "report_schedule", "theme": "themes",
    "annotation_layer": "annotation_layer", "css_template": "slices", "tag": "slices",
    "rowlevelsecurity": "row_level_security_filters", "log": "logs", "security/users": "ab_user",
    "security/roles": "ab_role", "security/permissions": "ab_role", "user": "ab_user",
}  # fmt: skip
OF_ONE = (
    "", "", "", "/charts", "/datasets", "/tabs", "/related_objects", "/connection", "/schemas/",
    "/tables/?q=(schema_name:marts)", "/table_metadata/?name=dim_employee&schema=marts",
    "/select_star/dim_employee/marts/", "/table/dim_employee/marts/", "/data/", "/embedded",
    "/function_names/", "/drill_info/", "/avatar.png", "/log/", "/annotation/", "/permissions/",
    "/catalogs/", "/validate_sql/", "/favorites/", "/thumbnail/x/", "/screenshot/x/",
)  # fmt: skip
OF_ALL = (
    "", "", "", "_info", "related/owners", "related/created_by", "related/changed_by",
    "related/roles", "related/user", "related/database", "distinct/schema", "distinct/owners",
    "distinct/table_name", "distinct/email", "export/", "favorite_status/", "recent_activity/",
    "warm_up_cache", "related/filters", "updated_since",
)  # fmt: skip
COLUMNS = (
    "id", "slice_name", "dashboard_title", "table_name", "sql", "label", "params", "query_context",
    "owners.email", "owners.password", "owners.username", "created_by.email", "changed_by.password",
    "created_by.username", "user.email", "user.password", "database.sqlalchemy_uri", "description",
    "database.password", "json_metadata", "executed_sql", "email", "password", "username", "roles",
    "changed_by.first_name", "user_id", "extra", "perm", "clause", "json", "value",
)  # fmt: skip
OPERATORS = ("eq", "sw", "ct", "neq", "gt", "rel_o_m", "rel_m_m", "in", "chart_all_text",
             "dashboard_all_text", "title_or_slug", "all_text", "name_or_description")  # fmt: skip
PAGES = (
    "/api/v1/me/", "/api/v1/me/roles/", "/api/v1/menu/", "/superset/welcome/", "/sqllab/",
    "/users/list/", "/roles/list/", "/api/v1/assets/export/", "/swagger/v1", "/api/v1/_openapi",
    "/chart/list/", "/dashboard/list/", "/tablemodelview/list/", "/databaseview/list/",
    "/healthcheck",
    "/api/v1/available_domains/", "/api/v1/async_event/", "/api/v1/log/recent_activity/",
    "/logmodelview/list/", "/user_info/", "/superset/sqllab/history/", "/actionlogview/api/read",
    "/static/../superset.db", "/api/v1/sqllab/", "/lang/en", "/api/v1/security/csrf_token/",
)  # fmt: skip


class DashboardRequests:
    """An endless supply of requests to Superset. root: the installation's folder, for texts that
    try to read its files."""

    def __init__(self, chance: random.Random, known: Known, root: str) -> None:
        self.chance, self.known, self.root = chance, known, root
        self.other, self.guess = "finance", "x"

    def next(self, closed: list[Secret], others: list[str]) -> Asked:
        """Return one. closed: what this person may not see; others: entities likewise."""
        self.other = self.chance.choice(others or [NOWHERE])
        token = self.chance.choice(closed).token
        self.guess = token[: self.chance.choice((5, 8, len(token)))]
        kinds: list[tuple[Callable[[], Asked], int]] = [
            (self.chart_data, 32), (self.statement, 14), (self.listing, 20), (self.one, 16),
            (self.elsewhere, 10), (self.changing, 8),
        ]  # fmt: skip
        [ask] = self.chance.choices([k for k, _ in kinds], [weight for _, weight in kinds])
        return ask()

    def number(self, table: str) -> int:
        return self.chance.choice([*self.known.numbers[table], 1])

    def column(self, dataset: int) -> str:
        names = [name for name, number in self.known.datasets.items() if number == dataset]
        own = self.known.columns.get(names[0], []) if names else []
        return self.chance.choice([*own, "entity_code"])

    def filled(self, text: str) -> str:
        chance = self.chance
        other = chance.choice(OTHER_TABLES).replace("{root}", self.root)
        named = {
            "c": chance.choice(KEYS), "t": f"marts.{chance.choice(MARTS)}", "o": self.other,
            "g": chance.choice((self.guess, self.other)), "x": other.replace("{other}", self.other),
            "n": chance.choice(TEXTS),
        }  # fmt: skip
        if "{n}" in text:
            text = text.replace("{n}", named["n"])
        return text.format(**named).replace("{root}", self.root)

    def text(self) -> str:
        """Return a text for the place of a column, a figure or a condition."""
        return self.filled(self.chance.choice(odd.REFUSED if self.chance.random() < 0.4 else TEXTS))

    def wild(self) -> dict[str, str]:
        """Return a column or figure written as SQL."""
        text = self.text()
        return {"expressionType": "SQL", "sqlExpression": text, "label": "x"}

    def query(self, dataset: int) -> dict[str, Any]:
        """Return one question of a chart: sound but for one part, as a rule."""
        chance = self.chance
        columns: list[Any] = [self.column(dataset) for _ in range(chance.randint(0, 2))]
        count = {"expressionType": "SQL", "sqlExpression": "count(*)", "label": "rows"}
        asked: dict[str, Any] = {"columns": columns, "metrics": [count], "row_limit": 200,
                                 "filters": [], "extras": {}}  # fmt: skip
        form = chance.choice(("none", "column", "metric", "where", "having", "order", "filter",
                              "entity", "series", "process", "value", "time", "part"))  # fmt: skip
        text = self.text()
        if form == "column":
            asked["columns"] = [self.wild()]
        elif form == "metric":
            asked["metrics"] = [self.wild()]
        elif form in ("where", "having"):
            asked["extras"] = {form: text}
        elif form == "order":
            asked["orderby"] = [[self.wild(), chance.random() < 0.5]]
        elif form == "filter":
            one = {"col": self.wild(), "op": chance.choice(("==", "IN", "LIKE")), "val": text}
            asked["filters"] = [one]
        elif form == "entity":
            one = {
                "col": "entity_code",
                "op": chance.choice(("==", "!=", "LIKE")),
                "val": self.other,
            }
            asked["filters"] = [one]
        elif form == "series":
            asked |= {"is_timeseries": True, "series_limit": 5, "series_limit_metric": self.wild()}
        elif form == "process":
            asked["post_processing"] = [odd.step(chance, columns) for _ in range(2)]
        elif form == "value":
            asked["filters"] = [odd.condition(chance, self.column(dataset))]
        elif form == "time":
            asked |= odd.time(chance, self.column(dataset))
        elif form == "part":
            asked[chance.choice((*asked, "time_offsets", "datasource", "annotation_layers"))] = (
                chance.choice(odd.VALUES)
            )
        return asked

    def chart_data(self) -> Asked:
        chance = self.chance
        dataset = self.number("tables")
        kind = chance.choice(
            ("table", "table", "table", "table", "query", "saved_query", "dataset")
        )
        number = dataset if kind in ("table", "dataset") else self.number(kind)
        result = chance.choice(("full", "full", "samples", "drill_detail", "query", "results",
                                "columns", "timegrains", "post_processed"))  # fmt: skip
        body = {
            "datasource": {"id": number, "type": kind},
            "force": chance.random() < 0.5,
            "queries": [self.query(dataset)],
            "result_format": chance.choice(("json", "json", "json", "csv", "xlsx")),
            "result_type": result,
        }
        if chance.random() < 0.2:
            body["form_data"] = {"slice_id": self.number("slices"),
                                 "viz_type": chance.choice(("table", "pivot_table_v2", "x")),
                                 "row_limit": chance.choice((100, 200_000, "x")),
                                 "dashboardId": self.number("dashboards")}  # fmt: skip
        if chance.random() < 0.04:
            part = chance.choice((*body, "form_data", "custom_cache_timeout"))
            body[part] = chance.choice(odd.VALUES)
        return self._asked("POST", "/api/v1/chart/data", body)

    def statement(self) -> Asked:
        chance = self.chance
        text = self.filled(chance.choice(STATEMENTS))
        database = self.number("dbs")
        if chance.random() < 0.75:
            body = {"client_id": uuid.UUID(int=chance.getrandbits(128)).hex[:11], "sql": text,
                    "database_id": database, "runAsync": False, "schema": "marts", "tab": "x",
                    "expand_data": True, "queryLimit": 100}  # fmt: skip
            return self._asked("POST", "/api/v1/sqllab/execute/", body)
        other = chance.choice(("export_streaming/", "estimate/", "format_sql/", "permalink"))
        body = {"sql": text, "database_id": database, "client_id": self.known.client}
        return self._asked("POST", f"/api/v1/sqllab/{other}", body)

    def listing(self) -> Asked:
        chance = self.chance
        kind = chance.choice(list(THINGS))
        asked: dict[str, Any] = {"page_size": chance.choice((25, 200, -1)), "page": 0}
        if chance.random() < 0.5:
            asked["columns"] = [chance.choice(COLUMNS) for _ in range(chance.randint(1, 3))]
        if chance.random() < 0.5:
            value = chance.choice((self.guess, self.number("ab_user"), [1, 2], True))
            asked["filters"] = [{"col": chance.choice(COLUMNS), "opr": chance.choice(OPERATORS),
                                 "value": value}]  # fmt: skip
        if chance.random() < 0.3:
            asked |= {"order_column": chance.choice(COLUMNS), "order_direction": "asc"}
        if chance.random() < 0.2:
            asked["keys"] = [chance.choice(("list_columns", "none", "show_columns", "permissions"))]
        what = chance.choice(OF_ALL)
        sent: Any = asked if what != "export/" else [self.number(THINGS[kind])]
        if what.startswith("related") and chance.random() < 0.6:
            sent = {"filter": self.guess, "page_size": 200, "include_ids": [1, 2, 3]}
        return self._asked("GET", f"/api/v1/{kind}/{what}", {"q": rison(sent)})

    def one(self) -> Asked:
        kind = self.chance.choice(list(THINGS))
        part = self.chance.choice(OF_ONE)
        return self._asked("GET", f"/api/v1/{kind}/{self.number(THINGS[kind])}{part}", {})

    def elsewhere(self) -> Asked:
        chance, number = self.chance, self.number
        dataset = number("tables")
        explored = {"datasource_id": dataset, "datasource_type": chance.choice(("table", "query")),
                    "slice_id": number("slices"), "form_data_key": "x"}  # fmt: skip
        column = chance.choice((self.column(dataset), *KEYS))
        forms: list[tuple[str, str, dict[str, Any]]] = [
            ("GET", "/api/v1/explore/", explored),
            ("GET", f"/api/v1/datasource/table/{dataset}/column/{column}/values/", {}),
            ("GET", f"/api/v1/datasource/query/{number('query')}/column/note/values/", {}),
            ("GET", f"/superset/slice/{number('slices')}/", {}),
            ("GET", f"/superset/dashboard/{number('dashboards')}/", {}),
            ("GET", f"/tabstateview/{number('tab_state')}", {}),
            ("GET", f"/api/v1/sqllab/export/{self.known.client}/", {}),
            ("GET", "/api/v1/sqllab/results/", {"q": rison({"key": "x", "rows": 10})}),
            ("GET", "/datasource/get/table/" + str(dataset), {}),
            ("GET", "/datasource/external_metadata/table/" + str(dataset), {}),
            ("GET", "/superset/fetch_datasource_metadata", {"datasourceKey": f"{dataset}__table"}),
            ("GET", f"/users/show/{number('ab_user')}", {}),
            ("GET", f"/users/userinfo/{number('ab_user')}", {}),
            ("POST", f"/superset/explore_json/table/{dataset}/",
             {"form_data": json.dumps({"viz_type": "table", "datasource": f"{dataset}__table",
                                       "all_columns": [column], "query_mode": "raw"})}),
            ("POST", f"/datasource/samples?datasource_id={dataset}&datasource_type="
             f"{chance.choice(('table', 'query'))}&force=true&per_page=100&page=1",
             {"filters": [{"col": "entity_code", "op": "==", "val": self.other}]}),
        ]  # fmt: skip
        if chance.random() < 0.35:
            return self._asked("GET", chance.choice(PAGES), {})
        return self._asked(*chance.choice(forms))

    def changing(self) -> Asked:
        """Return a change of something that is somebody else's, or of what rules the rest."""
        chance, number = self.chance, self.number
        kind = chance.choice(list(THINGS))
        body = chance.choice(
            (
                {"owners": [1, number("ab_user")]}, {"slice_name": "mine"}, {"published": True},
                {"dashboard_title": "mine", "owners": [number("ab_user")]}, {"sql": "select 1"},
                {"clause": "1=1", "name": "open", "tables": [1], "roles": [1],
                 "filter_type": "Base"},
                {"sqlalchemy_uri": "duckdb:///:memory:", "database_name": "x"}, {"roles": [1]},
                {"label": "mine", "sql": "select 2"}, {"password": "Quiet-water-7421!"},
                {"datasource_id": number("tables"), "datasource_type": "table", "params": "{}",
                 "slice_name": "x", "viz_type": "table"}, {"extra": "{}"}, {"email": "a@b.example"},
            )
        )  # fmt: skip
        verb = chance.choice(("PUT", "PUT", "DELETE", "POST"))
        path = f"/api/v1/{kind}/" + ("" if verb == "POST" else str(number(THINGS[kind])))
        return self._asked(verb, path, {} if verb == "DELETE" else body)

    def _asked(self, verb: str, path: str, arguments: dict[str, Any]) -> Asked:
        sent = json.dumps(arguments)
        entity = () if self.other == NOWHERE else (f"'{self.other}'", self.other)
        guesses = tuple(g for g in (self.guess, *entity) if g in sent)
        return Asked(verb, path, arguments, False, guesses[:1])
