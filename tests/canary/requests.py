"""Requests drawn at random: every listed method, every route, with every kind of argument."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from tests.canary.grammar import Grammar, Who
from tests.canary.words import FORBIDDEN

METHODS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("methods.yml").read_text("utf-8")
)
PAGES = (
    "/app", "/app/employee", "/printview", "/login", "/update-password", "/message", "/me",
    "/private/files/x", "/files/x", "/api/method/download_file", "/qrcode", "/list",
    "/website_script.js",
)  # fmt: skip
READING, WRITING = ("GET", "POST"), ("POST", "PUT")
KINDS = ("flag", "text", "field", "filters", "json", "fields", "doctype", "name")
# Without these a method says no more than that they are missing.
NEEDED = ("doctype", "doc", "fieldname", "value", "action", "txt", "fields")
# Kinds whose odd values have done harm, so often as odd ones.
WEIGHTS = {
    "document": 30.0,
    "set name": 30.0,
    "chart": 14.0,
    "filters": 5.0,
    "fields": 4.0,
    "field": 3.0,
}
WEIGHT_MAX = 32.0
STRONG = ("fields", "field", "filters", "order", "document", "chart", "json", "set name", "text")
# How often an argument is left out, by kind: flags are what turns checks off.
SHARES = {"text": 0.5, "function": 0.5, "report": 0.7, "flag": 1.3}
EVERYTHING_ODD = 0.12


@dataclass(frozen=True)
class Asked:
    """One request. arguments: sent as a query for GET, as JSON or a form else; guesses: what of
    something closed stands in it."""

    verb: str
    path: str
    arguments: dict[str, Any]
    as_form: bool = False
    guesses: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        return self.verb != "GET"

    @property
    def tells_to_sleep(self) -> bool:
        return "sleep(" in self.text

    @property
    def text(self) -> str:
        return json.dumps(self.arguments, ensure_ascii=False, default=str)

    @property
    def shown(self) -> str:
        return f"{self.verb} {self.path} {self.text[:900]}"

    def with_text(self, text: str, other: str) -> Asked:
        """Return the same request with another text wherever this one stands."""
        return replace(self, arguments=_with_text(self.arguments, text, other))


def _with_text(value: Any, text: str, other: str) -> Any:
    if isinstance(value, str):
        return value.replace(text, other)
    if isinstance(value, dict):
        return {name: _with_text(one, text, other) for name, one in value.items()}
    return [_with_text(one, text, other) for one in value] if isinstance(value, list) else value


class Requests:
    """An endless supply of requests from one seed."""

    def __init__(self, chance: random.Random, grammar: Grammar) -> None:
        self.chance, self.grammar = chance, grammar
        self.methods = sorted(METHODS)
        self.weights = [_weight(METHODS[name]["arguments"]) for name in self.methods]

    def next(self, who: Who) -> Asked:
        """Return what this person asks next."""
        self.grammar.begin(who)
        form = self.chance.random()
        if form < 0.75:
            asked = self.method()
        elif form < 0.96:
            asked = self.resource()
        else:
            asked = self.page()
        return replace(asked, guesses=tuple(dict.fromkeys(self.grammar.guesses)))

    def method(self) -> Asked:
        [name] = self.chance.choices(self.methods, self.weights)
        known = METHODS[name]
        if {"document", "set name"} & set(known["arguments"].values()):
            self.grammar.begin_writing()
        arguments = self._arguments(known["arguments"])
        if self.chance.random() < 0.15:
            extra = self.chance.choice(FORBIDDEN)
            kind = self.chance.choice(KINDS)
            arguments.setdefault(extra, self._value(kind, self.chance.random() < 0.5))
        verbs = WRITING if known["verb"] == "POST" else READING
        return Asked(
            self.chance.choice(verbs) if known["verb"] == "POST" else self._reading_verb(verbs),
            f"/api/method/{name}",
            {a: v for a, v in arguments.items() if v is not None and a != "cmd"},
            self.chance.random() < 0.5,
        )

    def _reading_verb(self, verbs: tuple[str, ...]) -> str:
        return verbs[0] if self.chance.random() < 0.75 else verbs[1]

    def _arguments(self, kinds: dict[str, str]) -> dict[str, Any]:
        """Return arguments: one or two of them odd, seldom all."""
        chance = self.chance
        if chance.random() < EVERYTHING_ODD:
            odd = set(kinds)
        else:
            weights = [_strength(kind) for kind in kinds.values()]
            most = chance.choice((1, 1, 2))
            odd = set(chance.choices(list(kinds), weights, k=most)) if kinds else set()
        share = chance.choice((0.15, 0.5, 0.75))
        return {
            argument: self._value(kind, argument in odd)
            for argument, kind in kinds.items()
            if argument in odd
            or chance.random() < (0.95 if argument in NEEDED else share * SHARES.get(kind, 1))
        }

    def resource(self) -> Asked:
        grammar, chance = self.grammar, self.chance
        doctype = grammar.subject
        name = quote(str(grammar.value("name", False)), safe="")
        form = chance.random()
        if form < 0.5:
            kinds = {"fields": "fields", "filters": "filters", "or_filters": "filters",
                     "order_by": "order", "parent": "doctype", "limit_page_length": "flag",
                     chance.choice(FORBIDDEN): "flag"}  # fmt: skip
            kept = {n: v for n, v in self._arguments(kinds).items() if v is not None}
            return Asked("GET", f"/api/resource/{quote(doctype)}", kept)
        if form < 0.62:
            return Asked("GET", f"/api/resource/{quote(doctype)}/{name}", {})
        if form < 0.72:
            body = grammar.sent.document()
            body.pop("doctype", None)
            return Asked("POST", f"/api/resource/{quote(doctype)}", body)
        if form < 0.94:
            grammar.begin_writing()
            doctype, name = grammar.subject, quote(str(grammar.value("name", False)), safe="")
            body = grammar.sent.changes(doctype)
            return Asked("PUT", f"/api/resource/{quote(doctype)}/{name}", body)
        return Asked("DELETE", f"/api/resource/{quote(doctype)}/{name}", {})

    def page(self) -> Asked:
        grammar, chance = self.grammar, self.chance
        grammar.is_wild = True
        arguments = {
            "doctype": grammar.subject,
            "name": grammar.name(),
            "format": chance.choice(("Standard", "", grammar.text())),
            "key": grammar.text(),
        }
        files = grammar.world.files or ["/x"]
        path = chance.choice(PAGES) if chance.random() < 0.5 else chance.choice(files)
        return Asked("GET", path, arguments if path.startswith("/printview") else {})

    def _value(self, kind: str, is_wild: bool) -> Any:
        if kind.startswith("choice "):
            choices = kind.removeprefix("choice ").split("|")
            return self.chance.choice([*choices, "x"]) if is_wild else choices[0]
        return self.grammar.value(kind, is_wild)


def _strength(kind: str) -> int:
    """Return how likely an argument of a kind is the odd one."""
    if kind in ("document", "set name", "chart"):
        return 20
    return 2 if kind == "text" else 8 if kind in STRONG else 1


def _weight(kinds: dict[str, str]) -> float:
    """Return how often to ask a method: the oftener, the more ways there are to ask it."""
    return 1 + min(WEIGHT_MAX, sum(WEIGHTS.get(kind, 0.3) for kind in kinds.values()))
