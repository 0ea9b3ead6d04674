"""What a request may look like: arguments drawn from a grammar, by a seeded generator.

It knows the kinds of arguments there are (names, fields, filters, documents, flags, texts) and ways
in which such have been abused; it does not know which method is weak, or where a secret stands.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

TYPES = (
    "Employee", "Journal", "Journal Line", "Position", "Appointment", "User", "File", "Account",
    "Cost Centre", "Import Batch", "ToDo", "Comment", "Version", "Role", "DocType", "Report",
    "Notification Log", "Access Log", "Activity Log", "Approval Limit", "Step Role", "Delegation",
    "Document Step", "Ledger Line", "Opening Balances", "Org Unit", "Grade", "Has Role",
    "User Permission", "Error Log", "Sessions", "Access Refusal Log", "Journal Template",
    "Policy Value", "System Settings", "Print Format", "Dashboard Chart", "Number Card",
    "Workspace", "List Filter", "Note", "DocShare", "OAuth Client", "OAuth Bearer Token",
    "Notification Settings", "Inbox Item", "Role Grant",
)  # fmt: skip
COLUMNS = (
    "name", "owner", "modified", "docstatus", "iban", "identity_number", "birth_date", "user",
    "employee_name", "title", "description", "api_key", "api_secret", "reset_password_key",
    "mobile_no", "file_url", "content", "subject", "sid", "sessiondata", "password", "reason",
    "preparer", "email", "account", "debit", "lines.account", "incumbent.birth_date",
    "incumbent.iban", "employee.iban", "user.api_key", "owner.reset_password_key", "parent",
    "data", "filters", "error", "_comments", "_assign", "_user_tags", "lft", "amount",
)  # fmt: skip
TABLES = (
    "tabSessions", "__Auth", "tabUser", "tabEmployee", "tabFile", "__UserSettings",
    "tabSingles", "tabAccess Log", "tabComment", "tabOAuth Bearer Token", "tabDefaultValue",
)  # fmt: skip
READS_OF = {
    "tabSessions": "sid", "__Auth": "password", "tabUser": "reset_password_key",
    "tabEmployee": "iban", "tabFile": "file_name", "__UserSettings": "data",
    "tabSingles": "value", "tabAccess Log": "filters", "tabComment": "content",
    "tabOAuth Bearer Token": "access_token", "tabDefaultValue": "defvalue",
}  # fmt: skip
OPERATORS = (
    "=", "!=", ">", "<", "like", "not like", "in", "not in", "is", "between", "descendants of",
    "= 1 or 1", "regexp", "timespan", "in (select 1) or",
)  # fmt: skip
FLAGS = (1, 0, "1", "0", "true", "false", True, "", "2", "-1", None)
ODD = (
    "", " ", "%", "_", "'", "\"", "`", "\\", ";", "--", "/*", "\x00", "../../site_config.json",
    "/private/files/", "{{ 7*7 }}", "<script>x</script>", "١٢٣", "\u202e", "A" * 3000, "-1",
    "1e309", "NaN", "null", "[]", "{}", "[[", "0x41", "%00", "None", "2026-13-45",
)  # fmt: skip
# Arguments that no schema may know: each has turned off a check somewhere.
FORBIDDEN = (
    "ignore_permissions", "ignore_user_permissions", "flags", "user", "join", "as_list", "pluck",
    "strict", "run", "parent_doctype", "query", "searchfield", "filter_fields", "value_based_on",
    "chart", "aggregate_function", "aggregate_on_field", "aggregate_on_doctype", "with_childnames",
    "reference_doctype", "custom_columns", "debug", "method", "tree_method", "order_by", "group_by",
    "fields", "filters", "or_filters", "having", "distinct", "_lang", "sid", "cmd", "update",
)  # fmt: skip


@dataclass
class World:
    """What the generator may name. documents: DocType -> names; people: log-ins; files: addresses;
    values: what hidden fields really hold, to be guessed at."""

    documents: dict[str, list[str]] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)


class Grammar:
    """Arguments by kind, drawn with one generator of chance."""

    def __init__(self, chance: random.Random, world: World) -> None:
        self.chance, self.world = chance, world
        self.kinds: dict[str, Callable[[], Any]] = {
            "doctype": self.doctype,
            "document": self.document,
            "fields": lambda: json.dumps([self.field() for _ in range(chance.randint(1, 3))]),
            "field": self.field,
            "filters": self.filters,
            "flag": lambda: chance.choice(FLAGS),
            "name": self.name,
            "names": lambda: json.dumps([self.name() for _ in range(chance.randint(1, 4))]),
            "order": lambda: f"{self.field()} {chance.choice(('asc', 'desc', '', ', name'))}",
            "person": lambda: chance.choice([*self.world.people, "Administrator", "Guest"]),
            "report": lambda: chance.choice([*self.world.reports, "x"]),
            "text": self.text,
            "json": self.json,
        }

    def value(self, kind: str) -> Any:
        """Return a value of a kind; now and then of another one."""
        if self.chance.random() < 0.08:
            kind = self.chance.choice(sorted(self.kinds))
        return self.kinds[kind]()

    def doctype(self) -> str:
        return self.chance.choice(TYPES)

    def name(self) -> str:
        """Return a document's name, anybody's."""
        if self.chance.random() < 0.15:
            return self.chance.choice([*ODD, *self.world.people])
        known = self.world.documents
        return self.chance.choice(known[self.chance.choice(sorted(known))]) if known else "x"

    def column(self) -> str:
        plain = self.chance.choice(COLUMNS)
        form = self.chance.random()
        if form < 0.6 or "." in plain:
            return plain
        return f"`tab{self.doctype()}`.`{plain}`"

    def field(self) -> str:
        """Return a field as lists ask for it, or what becomes SQL where it is believed."""
        form = self.chance.random()
        if form < 0.5:
            return self.column()
        table = self.chance.choice(TABLES)
        wanted = READS_OF[table]
        inner = f"(select group_concat({wanted}) from `{table}`)"
        if form < 0.75:
            shape = self.chance.choice(
                ("{c} as x", "max({c})", "count({c})", "count(distinct {c})", "ifnull({c}, 1)",
                 "concat({c}, 1)", "count(*) as n, {c}", "cast({c} as char)", "group_concat({c})")
            )  # fmt: skip
            return shape.format(c=self.column())
        return self.chance.choice(
            (
                f"{inner} as x",
                f"name` , {inner} as `x",
                f"name`, {inner} as x, `name",
                f"name, {inner}",
                f"count(*) as n, {inner} as x",
                f"if(1, {inner}, 1) as x",
                f"sum({inner})",
                f"`name` from tabUser union {inner} -- ",
                f"{inner}",
                "sleep(2)",
                "name` = 1 or sleep(2) or `name",
            )
        )

    def condition(self) -> Any:
        operator = self.chance.choice(OPERATORS)
        value: Any = self.chance.choice(
            (self.text(), self.guess(), [self.guess(), self.guess()], 1, "set", None, "%")
        )
        form = self.chance.random()
        if form < 0.45:
            return [self.field(), operator, value]
        if form < 0.85:
            return [self.doctype(), self.column(), operator, value]
        return self.chance.choice(("1=1 or sleep(2)", [self.field(), value], {self.field(): value}))

    def filters(self) -> str:
        if self.chance.random() < 0.3:
            return json.dumps({self.column(): self.chance.choice((self.guess(), ["like", "%"]))})
        return json.dumps([self.condition() for _ in range(self.chance.randint(1, 2))])

    def guess(self) -> str:
        """Return a part of something that is hidden, or of nothing."""
        if not self.world.values:
            return "x%"
        known = self.chance.choice(self.world.values)
        return known[: self.chance.randint(1, len(known))] + self.chance.choice(("", "%"))

    def text(self) -> str:
        return str(self.chance.choice([*ODD, self.guess(), self.name(), self.field()]))

    def document(self) -> str:
        """Return a document as a form sends it: somebody's, with fields of somebody else's."""
        doctype = self.doctype()
        names = self.world.documents.get(doctype) or ["new-x-1"]
        sent: dict[str, Any] = {"doctype": doctype, "name": self.chance.choice(names)}
        for _ in range(self.chance.randint(1, 6)):
            sent[self.chance.choice(SENT)] = self.sent_value()
        if self.chance.random() < 0.3:
            sent["__islocal"] = 1
        if self.chance.random() < 0.2:
            rows = self.world.documents.get("Journal Line") or ["x"]
            sent["lines"] = [
                {"doctype": "Journal Line", "name": self.chance.choice(rows), "account": "52201"}
            ]
        return json.dumps(sent)

    def sent_value(self) -> Any:
        return self.chance.choice(
            (self.name(), self.doctype(), self.chance.choice(self.world.people or ["x"]), 1, 0,
             self.chance.choice(self.world.files or ["x"]), self.text(), {"ignore_permissions": 1},
             {"read": [0, 1, 9], "write": [0, 1, 9]}, [], None)
        )  # fmt: skip

    def json(self) -> str:
        """Return JSON that a method reads into something of its own."""
        return self.chance.choice(
            (
                json.dumps({"doctype": self.doctype(), "name": self.name()}),
                json.dumps({"document_type": self.doctype(), "name": self.name(),
                            "function": "Count", "chart_type": "Heatmap", "type": "Heatmap",
                            "value_based_on": self.field(), "based_on": self.column(),
                            "group_by_based_on": self.field(), "aggregate_function_based_on":
                            self.field(), "timeseries": 1, "filters_json": self.filters()}),
                self.filters(),
                json.dumps([self.name()]),
                json.dumps({self.column(): self.text()}),
            )
        )  # fmt: skip


SENT = (
    "attached_to_doctype", "attached_to_name", "file_url", "is_private", "content_hash", "owner",
    "kind", "import_file", "allocated_to", "assigned_by", "reference_type", "reference_name",
    "reference_doctype", "docstatus", "workflow_state", "status", "roles", "enabled", "api_key",
    "api_secret", "new_password", "user", "approver", "preparer", "flags", "_has_access_to",
    "_doc_before_save", "modified", "creation", "parent", "parenttype", "title", "description",
    "iban", "role", "limit_amount", "ignore_permissions", "user_type", "reset_password_key",
    "for_user", "share_doctype", "share_name", "everyone", "script", "json", "posted_by",
)  # fmt: skip
