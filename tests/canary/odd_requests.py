"""Requests of which one thing is of another type than it should be: an argument, a field, the body.

Everything else in a request is what a screen would send, so that the odd thing is what is answered.
Methods, arguments and rights are those of the allow-list itself: nothing new can be left out.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from erp_app.guards.allow_list import load_allow_list
from erp_app.guards.policy import Policy
from tests.canary.odd_documents import OddDocuments
from tests.canary.odd_values import TEXTS, odd_value
from tests.canary.odd_words import ASKED_OF_PAGES, BODIES, NAMED, PAGES, REPORTED
from tests.canary.world import World

GUARDS = Path(__file__).parents[2] / "erp_app" / "guards"
ARGUMENTS: dict[str, dict[str, str]] = yaml.safe_load((GUARDS / "arguments.yml").read_text("utf-8"))
# They end the session, or lock the account of whoever asks.
LEFT_OUT = frozenset({"login", "logout", "web_logout", "frappe.sessions.clear"})
SAVE = "frappe.desk.form.save.savedocs"
BULK = "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs"
SHORT = 400  # letters: what fits into an address
WHOLE = (
    "json",
    "list",
    "object",
    "objects",
    "values",
    "document",
    "documents",
    "doctype-or-document",
)
FILTERED = ("name", "docstatus", "modified", "creation", "posting_date", "status")
OPERATORS = ("=", ">", "like", "in", "between", "is", "timespan", "descendants of")


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
    """An endless supply of them from one seed. logins: by role; their accounts are not touched."""

    def __init__(self, seed: int, world: World, logins: Mapping[str, str]) -> None:
        self.chance, self.world, self.logins = random.Random(seed), world, logins
        self.documents = OddDocuments(self.chance, world, logins)
        texts = ((GUARDS / name).read_text("utf-8") for name in ("allowed.yml", "arguments.yml"))
        allow_list = load_allow_list(*texts)
        self.policies = {role: allow_list.policy_for([role, "All", "Guest"]) for role in logins}

    def next(self) -> OddRequest:
        role, form = self.chance.choice(sorted(self.policies)), self.chance.random()
        if form < 0.40:
            return self.method(role)
        if form < 0.85:
            return self.document(role)
        return self.page(role) if form < 0.93 else self.unreadable(role)

    def method(self, role: str) -> OddRequest:
        """Return a call of a listed method, of which one argument is odd, sometimes all."""
        policy, chance = self.policies[role], self.chance
        name = chance.choice(sorted((policy.get | policy.post) - LEFT_OUT))
        kinds = {n: words for n, words in ARGUMENTS[name].items() if n != "*"}
        subject = self._subject(policy, name)
        body = {
            argument: self._plain(argument, words, subject)
            for argument, words in kinds.items()
            if words.endswith("!") or chance.random() < 0.5
        }
        odd = sorted(kinds) if chance.random() < 0.05 or not kinds else [chance.choice([*kinds])]
        for argument in odd:
            body[argument] = self._odd(argument, kinds[argument])
        verb = "POST" if name in policy.post else chance.choice(("GET", "POST"))
        as_form = verb == "POST" and chance.random() < 0.4
        return OddRequest(role, verb, f"/api/method/{name}", body, as_form)

    def _subject(self, policy: Policy, method: str) -> str:
        """Return a type on which the role holds the right that the method asks for."""
        kinds = [words.rstrip("!").split() for words in ARGUMENTS[method].values()]
        rights = {words[1] for words in kinds if words[0].startswith("doc") and len(words) > 1}
        [wanted, *_others] = [*sorted(rights - {"read"}), "read"]
        any_of = {"create", "write"} if wanted == "save" else {wanted}
        held = [doctype for doctype, rights in policy.documents.items() if any_of & rights]
        stored = [doctype for doctype in held if self.world.documents.get(doctype)]
        return self.chance.choice(sorted(stored or held) or ["Journal"])

    def _plain(self, argument: str, words: str, subject: str) -> Any:
        """Return what a screen would send."""
        chance = self.chance
        kind, _space, rest = words.rstrip("!").partition(" ")
        if argument in NAMED and not kind.startswith("doc"):
            return chance.choice(NAMED[argument])
        if argument == "filters" and kind in ("json", "object"):
            return json.dumps(REPORTED)
        if kind.startswith("doc"):
            sent = self.documents.stored_or_new(subject)
            return {
                "doctype": subject,
                "documents": json.dumps([sent]),
            }.get(kind, json.dumps(sent))
        name = chance.choice(self.world.documents.get(subject) or ["x"])
        column = chance.choice(self.world.columns(subject, hidden=False) or ["name"])
        return {
            "name": name,
            "names": json.dumps([name]),
            "name-or-names": name,
            "filters-or-name": name,
            "flag": chance.choice((0, 1)),
            "number": chance.choice((0, 1, 20)),
            "date": "2026-03-05",
            "choice": chance.choice(rest.split("|")),
            "fields": json.dumps(["name", column]),
            "filters": "[]",
            "order": "modified desc",
            "group": column,
            "column": column,
            "values": column,
            "json": "{}",
            "list": "[]",
            "object": "{}",
            "objects": "[]",
        }.get(kind, chance.choice(("a", "1", *self.logins.values())))

    def _odd(self, argument: str, words: str) -> Any:
        """Return an odd value, or an odd one within what the argument holds."""
        chance, kind = self.chance, words.split()[0].rstrip("!")
        value = odd_value(chance)
        if chance.random() < 0.45:
            return value
        if argument == "filters" and kind in ("json", "object"):
            return json.dumps({**REPORTED, chance.choice(sorted(REPORTED)): value})
        if kind.startswith("filters"):
            column, operator = chance.choice(FILTERED), chance.choice((*OPERATORS, value))
            forms = ([[column, operator, value]], {column: value}, {column: [operator, value]})
            return json.dumps(chance.choice(forms))
        if kind in WHOLE:
            one = {chance.choice(("name", "doctype", "title", "a", "route", "lines")): value}
            return json.dumps(chance.choice((one, [one], [value], {"doctype": "Journal", **one})))
        return json.dumps([value]) if "name" in kind or kind == "fields" else value

    def document(self, role: str) -> OddRequest:
        """Return a document that is written, of which one field is odd."""
        rights = self.policies[role].documents
        written = sorted(d for d, held in rights.items() if {"create", "write"} & held)
        if not written:
            return self.method(role)
        doctype = self.chance.choice(written)
        sent, is_new, is_wrong = self.documents.odd(doctype, rights[doctype])
        made = self._new(doctype, sent) if is_new else self._changed(doctype, sent)
        as_form = self.chance.random() < 0.4
        # Others send another value, or a form's text of this one.
        is_whole = "doc" in made[2] or (made[1].startswith("/api/resource/") and not as_form)
        return OddRequest(role, *made, as_form, is_wrong=is_wrong and is_whole)

    def _new(self, doctype: str, sent: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        form = self.chance.random()
        if form < 0.35:
            bare = {name: value for name, value in sent.items() if name != "doctype"}
            return "POST", f"/api/resource/{quote(doctype)}", bare
        if form < 0.75:
            return self._saved({**sent, "__islocal": 1})
        return "POST", "/api/method/frappe.client.insert", {"doc": sent}

    def _changed(self, doctype: str, sent: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        chance, form, name = self.chance, self.chance.random(), sent.get("name")
        bare = {n: value for n, value in sent.items() if n not in ("doctype", "name")}
        if form < 0.35:
            place = quote(str(name or "x"), safe="", errors="replace")
            return "PUT", f"/api/resource/{quote(doctype)}/{place}", bare
        if form < 0.75:
            return self._saved(sent)
        if form < 0.85:
            method = chance.choice(("frappe.client.save", "frappe.client.submit"))
            return "POST", f"/api/method/{method}", {"doc": sent}
        changed, value = chance.choice(sorted(bare) or ["title"]), odd_value(chance)
        if form < 0.95:
            body = {"doctype": doctype, "name": name, "fieldname": changed, "value": value}
            return "POST", "/api/method/frappe.client.set_value", body
        data, names = json.dumps({changed: value}), json.dumps([name])
        body = {"doctype": doctype, "docnames": names, "action": "update", "data": data}
        return "POST", f"/api/method/{BULK}", body

    def _saved(self, sent: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        action = self.chance.choice(("Save", "Save", "Save", "Submit", "Update"))
        return "POST", f"/api/method/{SAVE}", {"doc": json.dumps(sent), "action": action}

    def page(self, role: str) -> OddRequest:
        """Return a page, a list or a document asked for with odd names and arguments."""
        chance = self.chance
        odd = [str(text) for text in TEXTS if len(text) < SHORT and text.isprintable()]
        path = chance.choice(PAGES).format(quote(chance.choice(odd), safe=""))
        values = (*odd, "Journal", "1", "[1]", '{"a": [1]}')
        asked = {name: chance.choice(values) for name in chance.sample(ASKED_OF_PAGES, 2)}
        return OddRequest(role, chance.choice(("GET", "GET", "POST", "HEAD")), path, asked)

    def unreadable(self, role: str) -> OddRequest:
        """Return a body that is not what its header says, or nothing that can be read."""
        methods = sorted(self.policies[role].post - LEFT_OUT)
        paths = [
            f"/api/method/{self.chance.choice(methods)}", "/api/method/upload_file", "/app", "/",
            "/api/resource/Journal", "/api/resource/ToDo/x",
        ]  # fmt: skip
        verb = self.chance.choice(("POST", "POST", "PUT", "GET", "DELETE", "PATCH"))
        return OddRequest(role, verb, self.chance.choice(paths), raw=self.chance.choice(BODIES))
