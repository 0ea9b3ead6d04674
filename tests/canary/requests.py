"""Requests drawn at random: every listed method, every route, with every kind of argument."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from tests.canary.grammar import FORBIDDEN, Grammar

METHODS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("methods.yml").read_text("utf-8")
)
PAGES = (
    "/app", "/app/employee", "/printview", "/login", "/update-password", "/message", "/me",
    "/private/files/x", "/files/x", "/api/method/download_file", "/qrcode", "/list", 
    "/website_script.js",
)  # fmt: skip
READING, WRITING = ("GET", "POST"), ("POST", "PUT")


@dataclass(frozen=True)
class Asked:
    """One request. arguments: sent as a query for GET, as JSON or a form else."""

    verb: str
    path: str
    arguments: dict[str, Any]
    as_form: bool = False

    @property
    def writes(self) -> bool:
        return self.verb != "GET"

    @property
    def shown(self) -> str:
        sent = json.dumps(self.arguments, ensure_ascii=False, default=str)
        return f"{self.verb} {self.path} {sent[:600]}"

    def with_text(self, text: str, other: str) -> Asked:
        """Return the same request with another text wherever this one stands."""
        changed = {
            name: value.replace(text, other) if isinstance(value, str) else value
            for name, value in self.arguments.items()
        }
        return replace(self, arguments=changed)


class Requests:
    """An endless supply of requests from one seed."""

    def __init__(self, chance: random.Random, grammar: Grammar) -> None:
        self.chance, self.grammar = chance, grammar
        self.methods = sorted(METHODS)

    def next(self) -> Asked:
        form = self.chance.random()
        if form < 0.72:
            return self.method()
        if form < 0.95:
            return self.resource()
        return self.page()

    def method(self) -> Asked:
        name = self.chance.choice(self.methods)
        known = METHODS[name]
        arguments = {
            argument: self._value(kind)
            for argument, kind in known["arguments"].items()
            if self.chance.random() < 0.8
        }
        if self.chance.random() < 0.25:
            extra = self.chance.choice(FORBIDDEN)
            arguments.setdefault(extra, self._value(self.chance.choice(KINDS)))
        verbs = WRITING if known["verb"] == "POST" else READING
        return Asked(
            self.chance.choice(verbs),
            f"/api/method/{name}",
            {a: v for a, v in arguments.items() if v is not None and a != "cmd"},
            self.chance.random() < 0.5,
        )

    def resource(self) -> Asked:
        grammar, chance = self.grammar, self.chance
        doctype = grammar.doctype()
        names = grammar.world.documents.get(doctype) or ["x"]
        name = quote(chance.choice(names), safe="")
        form = chance.random()
        if form < 0.45:
            arguments = {
                "fields": grammar.kinds["fields"](),
                "filters": grammar.filters() if chance.random() < 0.6 else None,
                "or_filters": grammar.filters() if chance.random() < 0.2 else None,
                "order_by": grammar.kinds["order"]() if chance.random() < 0.4 else None,
                "parent": grammar.doctype() if chance.random() < 0.4 else None,
                chance.choice(FORBIDDEN): chance.choice((1, "1", "x")),
                "limit_page_length": chance.choice((0, 5, "20", "x")),
            }
            kept = {n: v for n, v in arguments.items() if v is not None}
            return Asked("GET", f"/api/resource/{quote(doctype)}", kept)
        if form < 0.6:
            return Asked("GET", f"/api/resource/{quote(doctype)}/{name}", {})
        body = json.loads(grammar.document())
        body.pop("doctype", None)
        if form < 0.75:
            return Asked("POST", f"/api/resource/{quote(doctype)}", body)
        body.pop("name", None)
        if form < 0.93:
            return Asked("PUT", f"/api/resource/{quote(doctype)}/{name}", body)
        return Asked("DELETE", f"/api/resource/{quote(doctype)}/{name}", {})

    def page(self) -> Asked:
        grammar, chance = self.grammar, self.chance
        arguments = {
            "doctype": grammar.doctype(),
            "name": grammar.name(),
            "format": chance.choice(("Standard", "", grammar.text())),
            "key": grammar.text(),
        }
        path = chance.choice((*PAGES, *(grammar.world.files or ["/x"])))
        return Asked("GET", path, arguments if path.startswith("/printview") else {})

    def _value(self, kind: str) -> Any:
        if kind.startswith("choice "):
            return self.chance.choice([*kind.removeprefix("choice ").split("|"), "x"])
        return self.grammar.value(kind)


KINDS = ("flag", "text", "field", "filters", "json", "fields", "doctype", "name")
