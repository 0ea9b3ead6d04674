"""Requests of which one thing is of another type than it should be: an argument, a field, the body.

Everything else in a request is what a screen would send, so that the odd thing is what is answered.
Methods, arguments and rights are those of the allow-list itself: nothing new can be left out.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from erp_app.declarations.reading import load_declarations
from erp_app.guards.allow_list import AllowList, load_allow_list
from erp_app.guards.policy import Policy
from tests.canary.odd_values import TEXTS, WRONG, is_wrong, odd_value
from tests.canary.world import World

GUARDS = Path(__file__).parents[2] / "erp_app" / "guards"
ARGUMENTS: dict[str, dict[str, str]] = yaml.safe_load((GUARDS / "arguments.yml").read_text("utf-8"))
# They end the session, or lock the account of whoever asks.
LEFT_OUT = frozenset({"login", "logout", "web_logout", "frappe.sessions.clear"})
SAVE, INSERT = "frappe.desk.form.save.savedocs", "frappe.client.insert"
BULK = "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs"
# What a report, a chart or a page is asked for by; other names are those of documents.
NAMED = {
    "report_name": ("Trial Balance", "General Ledger"), "report": ("Trial Balance", "General Ledger"),
    "file_type": ("xlsx", "pdf", "csv"), "language": ("en", "ar"), "lang": ("en", "ar"),
    "kind": ("accounts", "employees", "Promotion"), "action": ("Send for Approval", "Approve", "Submit"),
    "items": ('["Workspace"]',), "page": ('{"name": "Finance", "title": "Finance"}',), "stats": ('["owner"]',),
    "routes": ('[{"route": "List/Journal"}]',), "docs": ("[]",), "settings": ("{}",),
}  # fmt: skip
PERIODS = {"fiscal_year": "2026", "from_period": "2026-01", "to_period": "2026-03", "from_date": "2026-01-01",
           "to_date": "2026-03-31", "account": "52101", "cost_centre": "1100", "period": "2026-01"}  # fmt: skip
PAGES = ("/app", "/app/journal", "/app/journal/{}", "/printview", "/login", "/update-password", "/message",
         "/api/resource/{}", "/api/resource/Journal/{}", "/api/method/{}", "/private/files/{}", "/files/{}",
         "/api/v1/resource/{}", "/api/{}", "/{}", "/second-factor", "/website_script.js")  # fmt: skip
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b'{"doctype": "Journal"'), ("application/json", b"["), ("application/json", b"[]"),
    ("application/json", b"null"), ("application/json", b'"x"'), ("application/json", b"5"),
    ("application/json", b"\xff\xfe"), ("application/json", b""), ("application/json", b'{"doctype": "\\ud800"}'),
    ("application/json", b"[" * 5000), ("application/json", b'{"a": 1e999}'), ("application/json", b'{"a": NaN}'),
    ("application/json; charset=nonsense", b"{}"), ("application/json", b'[{"doctype": "Journal"}]'),
    ("application/x-www-form-urlencoded", b"doctype=%ff%fe&doc=%"), ("text/plain", b"doctype=Journal"),
    ("application/x-www-form-urlencoded", b"doc[]=1&doc[a]=2&&&=="), ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"doc\"\r\n\r\nabc"),
    ("multipart/form-data; boundary=x", b"--y"), ("application/xml", b"<a/>"), ("", b"{}"),
)  # fmt: skip


@dataclass(frozen=True)
class OddRequest:
    """One request. body: sent as JSON, as a form when as_form, as a query for GET; raw: (content
    type, bytes) instead of it; is_wrong: success would mean that something else was stored."""

    role: str
    verb: str
    path: str
    body: Mapping[str, Any] = field(default_factory=dict)
    as_form: bool = False
    raw: tuple[str, bytes] | None = None
    is_wrong: bool = False

    @property
    def shown(self) -> str:
        said = self.raw or json.dumps(self.body, default=str)
        return f"{self.role}: {self.verb} {self.path} {str(said)[:700]}{' FORM' * self.as_form}"


class OddRequests:
    """An endless supply of them from one seed. logins: whose accounts stay as they are."""

    def __init__(self, seed: int, world: World, logins: Mapping[str, str]) -> None:
        self.chance, self.world, self.logins = random.Random(seed), world, logins
        self.policies = {role: self.allow_list.policy_for(_held(role)) for role in logins}

    @cached_property
    def allow_list(self) -> AllowList:
        texts = ((GUARDS / name).read_text("utf-8") for name in ("allowed.yml", "arguments.yml"))
        return load_allow_list(*texts)

    def __iter__(self) -> Iterator[OddRequest]:
        while True:
            yield self.next()

    def next(self) -> OddRequest:
        role, form = self.chance.choice(sorted(self.policies)), self.chance.random()
        if form < 0.40:
            return self.method(role)
        if form < 0.85:
            return self.document(role)
        return self.page(role) if form < 0.93 else self.raw(role)

    def method(self, role: str) -> OddRequest:
        """Return a call of a listed method, of which one argument is odd, sometimes all."""
        policy = self.policies[role]
        name = self.chance.choice(sorted((policy.get | policy.post) - LEFT_OUT))
        kinds = {n: words for n, words in ARGUMENTS[name].items() if n != "*"}
        subject = self._subject(policy, name)
        body = {
            argument: self._plain(argument, words, subject, policy)
            for argument, words in kinds.items()
            if words.endswith("!") or self.chance.random() < 0.5
        }
        everything = self.chance.random() < 0.05
        for argument in (
            kinds if everything else self.chance.sample(sorted(kinds), min(1, len(kinds)))
        ):
            body[argument] = self._odd_argument(argument, kinds[argument])
        verb = "POST" if name in policy.post else self.chance.choice(("GET", "POST"))
        as_form = verb == "POST" and self.chance.random() < 0.4
        return OddRequest(role, verb, f"/api/method/{name}", body, as_form)

    def _subject(self, policy: Policy, method: str) -> str:
        """Return a type on which the role holds the right that the method asks for."""
        rights = {
            w.split()[1].rstrip("!")
            for w in ARGUMENTS[method].values()
            if w.startswith("doc") and " " in w
        }
        wanted = next(iter(sorted(rights - {"read"})), "read")
        held = [
            d
            for d, r in policy.documents.items()
            if wanted in r or (wanted == "save" and {"create", "write"} & r)
        ]
        stored = [d for d in held if self.world.documents.get(d)]
        return self.chance.choice(sorted(stored or held) or ["Journal"])

    def _plain(self, argument: str, words: str, subject: str, policy: Policy) -> Any:
        """Return what a screen would send."""
        kind, _space, rest = words.rstrip("!").partition(" ")
        if argument in NAMED and kind not in ("doctype", "document"):
            return self.chance.choice(NAMED[argument])
        names = self.world.documents.get(subject) or ["x"]
        columns = self.world.columns(subject, hidden=False) or ["name"]
        if argument == "filters" and kind in ("json", "object"):
            return json.dumps(PERIODS)
        made = {
            "doctype": lambda: subject, "name": lambda: self.chance.choice(names),
            "names": lambda: json.dumps([self.chance.choice(names)]), "flag": lambda: self.chance.choice((0, 1)),
            "name-or-names": lambda: self.chance.choice(names), "number": lambda: self.chance.choice((0, 1, 20)),
            "date": lambda: "2026-03-05", "choice": lambda: self.chance.choice(rest.split("|")),
            "fields": lambda: json.dumps(["name", self.chance.choice(columns)]), "filters": lambda: "[]",
            "filters-or-name": lambda: self.chance.choice(names), "order": lambda: "modified desc",
            "group": lambda: self.chance.choice(columns), "column": lambda: self.chance.choice(columns),
            "document": lambda: json.dumps(self._sent(subject)), "documents": lambda: json.dumps([self._sent(subject)]),
            "doctype-or-document": lambda: json.dumps(self._sent(subject)),
            "values": lambda: self.chance.choice(columns), "json": lambda: "{}", "object": lambda: "{}",
            "objects": lambda: "[]",
        }  # fmt: skip
        return made.get(kind, lambda: self.chance.choice(("a", "1", *self.logins.values())))()

    def _odd_argument(self, argument: str, words: str) -> Any:
        """Return an odd value, or an odd one within what the argument holds."""
        value, kind = odd_value(self.chance), words.split()[0].rstrip("!")
        if self.chance.random() < 0.45:
            return value
        if argument == "filters" and kind in ("json", "object"):
            return json.dumps({**PERIODS, self.chance.choice(sorted(PERIODS)): value})
        if kind in ("filters", "filters-or-name"):
            column = self.chance.choice(
                ("name", "docstatus", "modified", "creation", "posting_date", "status")
            )
            operator = self.chance.choice(
                ("=", ">", "like", "in", "between", "is", "timespan", "descendants of", value)
            )
            return json.dumps(
                self.chance.choice(
                    ([[column, operator, value]], {column: value}, {column: [operator, value]})
                )
            )
        if kind in (
            "json",
            "object",
            "objects",
            "values",
            "document",
            "documents",
            "doctype-or-document",
        ):
            one = {self.chance.choice(("name", "doctype", "title", "a", "route", "lines")): value}
            return json.dumps(
                self.chance.choice((one, [one], [value], {"doctype": "Journal", **one}))
            )
        return json.dumps([value]) if "name" in kind or kind == "fields" else value

    def document(self, role: str) -> OddRequest:
        """Return a document that is written, of which one field is odd."""
        policy = self.policies[role]
        written = sorted(d for d, r in policy.documents.items() if {"create", "write"} & r)
        if not written:
            return self.method(role)
        doctype = self.chance.choice(written)
        rights, sent = policy.documents[doctype], self._sent(doctype)
        is_new = "create" in rights and ("write" not in rights or self.chance.random() < 0.5)
        if is_new or not sent.get("name"):
            sent, is_new = {**self._example(doctype), "doctype": doctype}, True
        is_wrong = self._make_odd(doctype, sent)
        return self._way(role, doctype, sent, is_new, is_wrong)

    def _make_odd(self, doctype: str, sent: dict[str, Any]) -> bool:
        """Put an odd value into one field. Returns True when no field of the kind can hold it."""
        fields = self.world.fields.get(doctype) or [
            {"fieldname": "name", "fieldtype": "Data", "options": ""}
        ]
        chosen = self.chance.choice(fields)
        rows = [f for f in fields if f["fieldtype"] == "Table" and sent.get(f["fieldname"])]
        if rows and self.chance.random() < 0.4:
            table = self.chance.choice(rows)
            row = dict(self.chance.choice(sent[table["fieldname"]]))
            self._make_odd(table["options"], row)
            sent[table["fieldname"]] = [row, *sent[table["fieldname"]][1:]]
            return False
        if self.chance.random() < 0.06:
            chosen = {"fieldname": self.chance.choice(
                ("name", "owner", "modified", "creation", "docstatus", "idx", "parent", "parentfield", "doctype",
                 "__islocal", "__newname", "amended_from", "workflow_state", "_user_tags", "no_such_field")),
                "fieldtype": ""}  # fmt: skip
        if self.chance.random() < 0.1:
            sent.pop(chosen["fieldname"], None)
            return False
        value = odd_value(self.chance)
        if self.chance.random() < 0.5 and chosen["fieldtype"] in WRONG:
            value = self.chance.choice(WRONG[chosen["fieldtype"]])
        sent[chosen["fieldname"]] = value
        return is_wrong(chosen["fieldtype"], value)

    def _way(
        self, role: str, doctype: str, sent: dict[str, Any], is_new: bool, is_wrong: bool
    ) -> OddRequest:
        name, form = (
            quote(str(sent.get("name") or "x"), safe="", errors="replace"),
            self.chance.random(),
        )
        bare = {
            k: v
            for k, v in sent.items()
            if k not in ("doctype", "name") or (k == "name" and is_new)
        }
        if form < 0.35:
            verb, path = ("POST", "") if is_new else ("PUT", f"/{name}")
            return OddRequest(
                role, verb, f"/api/resource/{quote(doctype)}{path}", bare, is_wrong=is_wrong
            )
        if form < 0.75:
            action = self.chance.choice(("Save", "Save", "Save", "Submit", "Update"))
            body = {
                "doc": json.dumps({**sent, "__islocal": 1} if is_new else sent),
                "action": action,
            }
            return OddRequest(
                role,
                "POST",
                f"/api/method/{SAVE}",
                body,
                self.chance.random() < 0.7,
                is_wrong=is_wrong,
            )
        if form < 0.85 or is_new:
            method = (
                INSERT
                if is_new
                else self.chance.choice(("frappe.client.save", "frappe.client.submit"))
            )
            return OddRequest(
                role, "POST", f"/api/method/{method}", {"doc": sent}, is_wrong=is_wrong
            )
        field, value = self.chance.choice(sorted(bare.items(), key=str)) if bare else ("title", 1)
        if form < 0.95:
            body = {
                "doctype": doctype,
                "name": sent.get("name"),
                "fieldname": field,
                "value": odd_value(self.chance),
            }
            return OddRequest(role, "POST", "/api/method/frappe.client.set_value", body)
        body = {"doctype": doctype, "docnames": json.dumps([sent.get("name")]), "action": "update",
                "data": json.dumps({field: odd_value(self.chance)})}  # fmt: skip
        return OddRequest(role, "POST", f"/api/method/{BULK}", body)

    def _sent(self, doctype: str) -> dict[str, Any]:
        """Return a stored document; nobody's account of those who ask."""
        known = [
            d for d in self.world.stored.get(doctype, ()) if d["name"] not in self.logins.values()
        ]
        if known:
            return dict(self.chance.choice(known))
        return {"doctype": doctype, **self._example(doctype)}

    def _example(self, doctype: str) -> dict[str, Any]:
        """Return what the declaration gives as an example, with what it links to filled in."""
        declared = load_declarations().get(doctype)
        if not declared:
            return {
                "description": "x",
                "content": "x",
                "filter_name": "x",
                "user": "x",
                "allow": "Journal",
            }
        linked = {f["fieldname"]: f.get("options") for f in declared.doctype["fields"]}
        found = {}
        for name, value in declared.sheet.example.items():
            if isinstance(value, str) and "{" in value:
                others = self.world.documents.get(linked.get(name) or "") or ["x"]
                value = (
                    others[0] if value == "{new}" else value.replace("{letters}", self._letters())
                )
                value = value.replace("{digits}", str(self.chance.randint(1000, 9999)))
                value = value.replace("{today}", "2026-03-05").replace("{site}", "x.example")
            found[name] = [dict(row) for row in value] if isinstance(value, list) else value
        return found

    def _letters(self) -> str:
        return "".join(self.chance.choices("ABCDEFGHKLMNPQRSTUVWXYZ", k=4))

    def page(self, role: str) -> OddRequest:
        """Return a page, a list or a document asked for with odd names and arguments."""
        odd = [str(v) for v in TEXTS if len(v) < 400 and v.isprintable()]
        path = self.chance.choice(PAGES).format(quote(self.chance.choice(odd), safe=""))
        names = ("doctype", "name", "fields", "filters", "limit", "limit_start", "order_by", "format", "settings",
                 "_lang", "key", "cmd", "sid", "redirect-to", "parent", "as_dict", "run_method", "data")  # fmt: skip
        asked = {
            n: self.chance.choice((*odd, "Journal", "1", "[1]", '{"a": [1]}'))
            for n in self.chance.sample(names, 2)
        }
        return OddRequest(role, self.chance.choice(("GET", "GET", "POST", "HEAD")), path, asked)

    def raw(self, role: str) -> OddRequest:
        """Return a body that is not what its header says, or nothing that can be read."""
        policy = self.policies[role]
        methods = sorted(policy.post - LEFT_OUT)
        paths = [f"/api/method/{self.chance.choice(methods)}", "/api/resource/Journal",
                 "/api/resource/ToDo/x", "/", "/api/method/upload_file", "/app"]  # fmt: skip
        verb = self.chance.choice(("POST", "POST", "PUT", "GET", "DELETE", "PATCH"))
        return OddRequest(role, verb, self.chance.choice(paths), raw=self.chance.choice(BODIES))


def _held(role: str) -> list[str]:
    return [role, "Guest"] if role == "Guest" else [role, "All", "Guest"]
