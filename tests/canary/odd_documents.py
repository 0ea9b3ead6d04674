"""Documents of which one field is odd: stored ones, and new ones of the declared examples."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from erp_app.declarations.reading import load_declarations
from tests.canary.odd_values import WRONG, is_wrong, odd_value
from tests.canary.odd_words import OF_EVERY_TYPE
from tests.canary.world import World

LETTERS = "ABCDEFGHKLMNPQRSTUVWXYZ"
# Of the base's own types, which declare no example.
OF_THE_BASE = {
    "description": "x", "content": "x", "filter_name": "x", "user": "x", "allow": "Journal",
    "email": "odd@requests.example", "first_name": "Odd", "for_value": "x", "file_name": "x.txt",
}  # fmt: skip


class OddDocuments:
    """Documents drawn with one generator of chance. logins: by role; nobody's account is taken."""

    def __init__(self, chance: random.Random, world: World, logins: Mapping[str, str]) -> None:
        self.chance, self.world = chance, world
        self.people = frozenset(logins.values())

    def odd(self, doctype: str, rights: frozenset[str]) -> tuple[dict[str, Any], bool, bool]:
        """Return (document, it is new, no field can hold what is odd in it)."""
        sent = self.stored_or_new(doctype)
        is_new = "create" in rights and ("write" not in rights or self.chance.random() < 0.5)
        if is_new or not sent.get("name"):
            sent, is_new = self._new(doctype), True
        return sent, is_new, self._make_odd(doctype, sent)

    def stored_or_new(self, doctype: str) -> dict[str, Any]:
        """Return a stored document as a form has it, a new one when there is none."""
        known = [d for d in self.world.stored.get(doctype, ()) if d["name"] not in self.people]
        return dict(self.chance.choice(known)) if known else self._new(doctype)

    def _make_odd(self, doctype: str, sent: dict[str, Any]) -> bool:
        """Put an odd value into one field, or leave one out; tell whether it can be stored."""
        chance, fields = self.chance, self.world.fields.get(doctype) or []
        tables = [f for f in fields if f["fieldtype"] == "Table" and sent.get(f["fieldname"])]
        if tables and chance.random() < 0.4:
            return self._make_row_odd(chance.choice(tables), sent)
        if not fields or chance.random() < 0.06:
            sent[chance.choice(OF_EVERY_TYPE)] = odd_value(chance)
            return False
        chosen = chance.choice(fields)
        name, kind = chosen["fieldname"], chosen["fieldtype"]
        if chance.random() < 0.1:
            sent.pop(name, None)
            return False
        is_known = kind in WRONG and chance.random() < 0.5
        sent[name] = chance.choice(WRONG[kind]) if is_known else odd_value(chance)
        return is_wrong(kind, sent[name])

    def _make_row_odd(self, table: dict[str, Any], sent: dict[str, Any]) -> bool:
        rows = list(sent[table["fieldname"]])
        place = self.chance.randrange(len(rows))
        rows[place] = dict(rows[place])
        found = self._make_odd(table["options"], rows[place])
        sent[table["fieldname"]] = rows
        return found

    def _new(self, doctype: str) -> dict[str, Any]:
        """Return what the declaration gives as an example, with what it links to filled in."""
        declared = load_declarations().get(doctype)
        if not declared:
            return {"doctype": doctype, **OF_THE_BASE}
        linked = {one["fieldname"]: one.get("options") or "" for one in declared.doctype["fields"]}
        example = declared.sheet.example
        # Of a dynamic link the other field says the type.
        linked |= {name: example[field] for name, field in linked.items() if field in example}
        filled = {
            name: self._filled(value, linked.get(name, "")) for name, value in example.items()
        }
        return {"doctype": doctype, **filled}

    def _filled(self, value: Any, linked: str) -> Any:
        if isinstance(value, list):
            return [dict(row) for row in value]
        if value in ("{new}", "{waiting}"):
            return self.chance.choice(self.world.documents.get(linked) or ["x"])
        if not isinstance(value, str):
            return value
        words = {
            "letters": "".join(self.chance.choices(LETTERS, k=4)),
            "digits": str(self.chance.randint(1000, 9999)),
            "today": "2026-03-05",
            "site": "finance.localhost",
        }
        return value.format(**words)
