"""What a request may look like: arguments drawn from a grammar, by a seeded generator.

It knows the kinds of arguments there are (names, fields, filters, documents, flags, texts) and ways
in which such have been abused; it does not know which method is weak. A request is about one type
of document. Most of its arguments are what a screen would send, one or two are not: a request that
is odd everywhere is refused for its first oddity and never shows what the others would have done.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.canary import sql
from tests.canary.documents import Documents
from tests.canary.planting import Secret
from tests.canary.words import CHART_COLUMNS, COLUMNS, FLAGS, FUNCTIONS, ODD, OPERATORS, STANDARD
from tests.canary.world import TYPES, World

GUESS_MIN = 5


@dataclass(frozen=True)
class Who:
    """Who asks. login: the own name; closed: what this person may not see."""

    role: str
    login: str
    closed: tuple[Secret, ...] = ()


class Grammar:
    """Arguments by kind, drawn with one generator of chance, about one type at a time."""

    def __init__(self, chance: random.Random, world: World) -> None:
        self.chance, self.world = chance, world
        self.who = Who("", "")
        self.subject, self.target = "Journal", None  # type: ignore[assignment]
        self.is_wild = True
        self.guesses: list[str] = []
        self.sent = Documents(self)
        self._set: tuple[str, Any] | None = None
        self.kinds: dict[str, Callable[[], Any]] = {
            "doctype": self.doctype,
            "document": lambda: json.dumps(self.sent.document()),
            "fields": lambda: json.dumps([self.field() for _ in range(chance.choice((1, 1, 2)))]),
            "field": self.field,
            "filters": self.filters,
            "flag": self.flag,
            "name": self.name,
            "names": lambda: json.dumps([self.name() for _ in range(chance.randint(1, 4))]),
            "order": lambda: f"{self.field()} {chance.choice(('asc', 'desc', '', ', name'))}",
            "person": self.person,
            "report": lambda: chance.choice([*self.world.reports, "x"]),
            "text": self.text,
            "function": lambda: chance.choice(FUNCTIONS) if self.is_wild else "",
            "json": self.json,
            "chart": self.chart,
            "set name": lambda: self.set_one()[0],
            "set value": lambda: self.set_one()[1],
        }

    def begin(self, who: Who) -> None:
        """Choose what the next request is about: a type, and something closed to whoever asks."""
        chance, world = self.chance, self.world
        self.who, self.guesses, self._set, self.is_wild = who, [], None, True
        readable = world.readable.get(who.role) or list(TYPES)
        self.target = self._chosen_secret(readable)
        form = chance.random()
        if form < 0.5 and self.target:
            self.subject = self.target.within or self.target.doctype
        elif form < 0.7 and world.written.get(who.role):
            self.subject = chance.choice(world.written[who.role])
        elif form < 0.95:
            self.subject = chance.choice(readable)
        else:
            self.subject = chance.choice(TYPES)

    def _chosen_secret(self, readable: list[str]) -> Secret | None:
        """Return something closed, any type as likely as another; mostly of a type that is read."""
        by_type: dict[str, list[Secret]] = {}
        for secret in self.who.closed:
            by_type.setdefault(f"{secret.within}/{secret.doctype}", []).append(secret)
        near = [key for key, found in by_type.items()
                if (found[0].within or found[0].doctype) in readable]  # fmt: skip
        keys = near if near and self.chance.random() < 0.85 else list(by_type)
        return self.chance.choice(by_type[self.chance.choice(keys)]) if keys else None

    def begin_writing(self) -> None:
        """Make it about what whoever asks may write, more often than not."""
        world = self.world
        written = [d for d in world.written.get(self.who.role, ()) if world.stored.get(d)]
        weights = [
            1 + 2 * self._is_of_others(d) + 4 * bool(world.links(d, "Table")) for d in written
        ]
        if written and self.chance.random() < 0.8:
            [self.subject] = self.chance.choices(written, weights)

    def _is_of_others(self, doctype: str) -> bool:
        """Tell whether somebody else's documents of a type are among those one knows."""
        return any(d.get("owner") == "Administrator" for d in self.world.stored[doctype])

    def value(self, kind: str, is_wild: bool = True) -> Any:
        """Return a value of a kind; a wild one is now and then of another kind."""
        self.is_wild = is_wild
        if is_wild and self.chance.random() < 0.05:
            kind = self.chance.choice(sorted(self.kinds))
        return self.kinds[kind]()

    def doctype(self) -> str:
        return self.chance.choice(TYPES) if self.is_wild else self.subject

    def flag(self) -> Any:
        return self.chance.choice(FLAGS if self.is_wild else (0, 1, 1))

    def person(self) -> str:
        others = [*self.world.people, "Administrator", "Guest"]
        return self.chance.choice(others) if self.is_wild else self.who.login

    def name(self) -> str:
        """Return a document's name, anybody's."""
        known = self.world.documents
        if not self.is_wild or self.chance.random() < 0.6:
            own = [name for doctype, name in self._own() if doctype == self.subject]
            if own and self.chance.random() < 0.55:
                return self.chance.choice(own)
            return self.chance.choice(known.get(self.subject) or ["x"])
        if self.chance.random() < 0.3:
            return self.chance.choice([*ODD, *self.world.people])
        return self.chance.choice(known[self.chance.choice(sorted(known))]) if known else "x"

    def _own(self) -> list[list[str]]:
        return self.world.own.get(self.who.role, [])

    def set_one(self) -> tuple[str, Any]:
        """Return a field and a value, or several and nothing, the same for the whole request."""
        if self._set is None:
            changes = self.sent.changes(self.subject)
            if len(changes) == 1 or self.chance.random() < 0.3:
                self._set = next(iter(changes.items()))
            else:
                self._set = (json.dumps(changes), None)
        return self._set

    def visible(self) -> str:
        """Return a column that a list of the type may well show."""
        own = self.world.columns(self.subject, hidden=False)
        return self.chance.choice([*STANDARD, *own])

    def hidden(self) -> str:
        """Return a column that is closed, as far as the type has one."""
        if self.target and (self.target.within or self.target.doctype) == self.subject:
            if not self.target.within:
                return self.target.field
            return f"`tab{self.target.doctype}`.`{self.target.field}`"
        return self.chance.choice(self.world.columns(self.subject, hidden=True) or list(COLUMNS))

    def path(self) -> str:
        """Return a column of a document that this one leads to, or of its rows."""
        kind = self.chance.choice(("Link", "Link", "Table"))
        links = self.world.links(self.subject, kind)
        if not links:
            return self.chance.choice(COLUMNS)
        closed = {s.doctype for s in self.who.closed}
        link, other = self.chance.choice([x for x in links if x[1] in closed] or links)
        fields = [s.field for s in self.who.closed if s.doctype == other]
        column = self.chance.choice(fields or self.world.columns(other) or ["name"])
        return f"{link}.{column}" if self.chance.random() < 0.7 else f"`tab{other}`.`{column}`"

    def field(self) -> str:
        """Return a field as lists ask for it, or what becomes SQL where it is believed."""
        form = self.chance.random()
        if not self.is_wild:
            return self.visible()
        if form < 0.05:
            return self.visible()
        if form < 0.27:
            return self.hidden()
        if form < 0.48:
            return self.path()
        if form < 0.52:
            return self.chance.choice(COLUMNS)
        if form < 0.57:
            return sql.round_column(self.chance, self.hidden())
        return self.piece()

    def piece(self, is_whole: bool = False) -> str:
        """Return a piece of SQL."""
        if self.target:
            guess = self.guess().rstrip("%")
            place = (self.target.doctype, self.target.field)
            return sql.piece(self.chance, *place, guess, is_whole)
        return sql.piece(self.chance, "User", "api_key", "x", is_whole)

    def condition(self) -> Any:
        odd = self.chance.random() < 0.25
        operator = (
            self.chance.choice(OPERATORS) if odd else self.chance.choice(("like", "like", "="))
        )
        value: Any = self.guess()
        if self.chance.random() < 0.3:
            value = self.chance.choice((self.text(), [value, value], 1, "set", None, "%"))
        target, form = self.target, self.chance.random()
        if form < 0.6 and target and self.subject in (target.within, target.doctype):
            return [target.doctype, target.field, operator, value]
        asked = self.hidden() if self.chance.random() < 0.4 else self.field()
        if form < 0.8:
            return [asked, operator, value]
        if form < 0.88:
            return [self.subject, asked, operator, value]
        if form < 0.92:
            return [self.doctype(), self.chance.choice(COLUMNS), operator, value]
        return self.chance.choice(("1=1 or sleep(2)", [self.field(), value], {self.field(): value}))

    def filters(self) -> str:
        chance = self.chance
        if not self.is_wild:
            plain = ("{}", "[]", json.dumps([[self.subject, "docstatus", "<", 2]]))
            return chance.choice(plain)
        if chance.random() < 0.3:
            asked = self.hidden() if chance.random() < 0.5 else self.field()
            return json.dumps({asked: chance.choice((self.guess(), ["like", self.guess()]))})
        return json.dumps([self.condition() for _ in range(chance.choice((1, 1, 1, 2)))])

    def guess(self) -> str:
        """Return a part of what is closed to the asker, and note it; often as a beginning."""
        if self.target is None:
            return "x%"
        if not self.guesses:  # one for the whole request: two would be no question of one value
            token = self.target.token
            length = self.chance.choice((GUESS_MIN, 8, self.chance.randint(GUESS_MIN, len(token))))
            self.guesses.append(token[:length])
        return self.guesses[0] + self.chance.choice(("", "%", "%"))

    def text(self) -> str:
        if not self.is_wild:
            return self.chance.choice(("", "", "", "a", "1"))
        odd = self.chance.choice(ODD)
        return str(
            self.chance.choice((odd, self.guess(), self.guess(), self.name(), self.field(), "1"))
        )

    def chart(self) -> str:
        """Return a chart or card as a page sends it: one of its columns is not one of a list."""
        chance, is_wild = self.chance, self.is_wild
        one = chance.choice(CHART_COLUMNS) if is_wild else ""
        drawn: dict[str, Any] = {
            "name": "x", "document_type": self.subject, "timeseries": 1,
            "chart_type": chance.choice(("Count", "Sum", "Sum", "Average", "Group By")),
            "type": chance.choice(("Heatmap", "Heatmap", "Heatmap", "Line", "Bar")),
            "function": chance.choice(("Count", "Sum", "Average", "Minimum", "Maximum")),
            "timespan": "Last Year", "time_interval": "Monthly", "heatmap_year": "",
            "based_on": chance.choice(("creation", "modified")), "filters_json": "[]",
            "group_by_type": chance.choice(("Count", "Sum", "Average")),
        }  # fmt: skip
        for column in CHART_COLUMNS:
            self.is_wild = column == one
            if column == "filters_json":
                drawn[column] = self.filters() if self.is_wild else "[]"
            elif self.is_wild and column != "document_type":
                drawn[column] = self.piece(True) if chance.random() < 0.8 else self.field()
            elif self.is_wild or column not in drawn:
                drawn[column] = self.visible() if column != "document_type" else self.doctype()
        self.is_wild = is_wild
        return json.dumps(drawn)

    def json(self) -> str:
        """Return JSON that a method reads into something of its own."""
        if not self.is_wild:
            return self.chance.choice(("{}", "[]", json.dumps([self.subject]), '["name"]'))
        return self.chance.choice(
            (
                json.dumps({"doctype": self.subject, "name": self.name()}),
                json.dumps({"name": self.name(), "title": self.name(), "public": 1}),
                self.chart(),
                self.filters(),
                json.dumps([self.name()]),
                json.dumps([self.field()]),
                json.dumps({self.field(): self.text()}),
            )
        )
