"""Documents as forms send them: stored ones, somebody's, with a few fields that are not theirs."""

from __future__ import annotations

import copy
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.canary.grammar import Grammar

# What says whose a document is, or what it may do, under any of the base's names.
SENT = (
    "attached_to_doctype", "attached_to_name", "file_url", "is_private", "content_hash", "owner",
    "kind", "import_file", "allocated_to", "assigned_by", "reference_type", "reference_name",
    "reference_doctype", "docstatus", "workflow_state", "status", "roles", "enabled", "api_key",
    "api_secret", "new_password", "user", "approver", "preparer", "flags", "_has_access_to",
    "_doc_before_save", "modified", "creation", "parent", "parenttype", "title", "description",
    "iban", "role", "limit_amount", "ignore_permissions", "user_type", "reset_password_key",
    "for_user", "share_doctype", "share_name", "everyone", "script", "json", "posted_by",
)  # fmt: skip
NUMBERS = ("Int", "Float", "Currency", "Percent")
# Fields that decide about something weigh more than texts; most of all, whose a document is.
DECIDING = ("Select", "Link", "Dynamic Link", "Attach", "Attach Image", "Check")
WEIGHT, WEIGHT_OF_OWNERSHIP = 3, 12
MOMENTS = ("Date", "Datetime", "Time")
OF_ROWS = ("name", "parent", "parenttype", "parentfield", "idx", "owner", "creation", "modified")


def _weight(field: dict[str, Any]) -> int:
    if field["fieldname"] in SENT:
        return WEIGHT_OF_OWNERSHIP
    return WEIGHT if field["fieldtype"] in DECIDING else 1


class Documents:
    """Documents by the type a request is about. grammar: where its names and values come from."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar

    @property
    def chance(self) -> random.Random:
        return self.grammar.chance

    def document(self) -> dict[str, Any]:
        """Return a document of the subject; a wild one has been changed."""
        chance = self.chance
        sent = self._stored(self.grammar.subject)
        sent = {**sent, "doctype": sent.get("doctype") or self.grammar.subject}
        if not self.grammar.is_wild:
            return sent
        if chance.random() < 0.2:  # nothing but what tells which it is
            sent = {key: sent[key] for key in ("doctype", "name", "modified") if key in sent}
        if not self._tables(sent) or chance.random() < 0.45:
            sent |= self.changes(sent["doctype"])
        else:
            self._give_rows(sent)
        if chance.random() < 0.12:
            sent["__islocal"] = 1
        return sent

    def changes(self, doctype: str) -> dict[str, Any]:
        """Return some fields of a type with other values: another document's, the asker's, or
        nobody's."""
        changed: dict[str, Any] = {}
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            known = self.grammar.world.fields.get(doctype, ())
            fields = [f for f in known if f["fieldtype"] != "Table"]
            if not fields or self.chance.random() < 0.2:
                changed[self.chance.choice(SENT)] = self._any_value()
            else:
                weights = [_weight(f) for f in fields]
                [field] = self.chance.choices(fields, weights)
                changed |= self._change(doctype, field)
        return changed

    def _change(self, doctype: str, field: dict[str, Any]) -> dict[str, Any]:
        name, kind, options = field["fieldname"], field["fieldtype"], field["options"] or ""
        if kind == "Dynamic Link":
            other, document = self._somewhere()
            return {options: other, name: document}
        if kind == "Link" and options == "DocType" and (pair := self._led_by(doctype, name)):
            other, document = self._somewhere()
            return {name: other, pair: document}
        if kind in ("Attach", "Attach Image") or name.endswith("_url"):
            return {name: self.chance.choice(self.grammar.world.files or ["x"])}
        if kind in ("Link", "Select", "Check") or self.chance.random() < 0.4:
            return {name: self._of_its_kind(doctype, field)}
        return {name: self._any_value()}

    def _of_its_kind(self, doctype: str, field: dict[str, Any]) -> Any:
        """Return a value that the field could well have: another document's, or one of its kind."""
        chance, kind = self.chance, field["fieldtype"]
        others = [d.get(field["fieldname"]) for d in self.grammar.world.stored.get(doctype, ())]
        if kind == "Link" and field["options"] == "User":
            return self._login()
        if kind == "Link" and chance.random() < 0.7:
            return chance.choice(self.grammar.world.documents.get(field["options"]) or ["x"])
        if kind == "Select":
            return chance.choice(str(field["options"]).split("\n"))
        if kind == "Check":
            return chance.choice((0, 1))
        if kind in NUMBERS:
            return chance.choice((0, 1, -1, 7, 10**9))
        if kind in MOMENTS and chance.random() < 0.5:
            return "2026-03-05"
        return chance.choice(others or [""])

    def _any_value(self) -> Any:
        grammar, chance = self.grammar, self.chance
        return chance.choice(
            (grammar.name(), grammar.doctype(), self._login(), self._login(), 1, 0,
             chance.choice(grammar.world.files or ["x"]), grammar.text(), {"ignore_permissions": 1},
             {"read": [0, 1, 9], "write": [0, 1, 9]}, [], None)
        )  # fmt: skip

    def _login(self) -> str:
        people = self.grammar.world.people
        return self.grammar.who.login if self.chance.random() < 0.6 else self.chance.choice(people)

    def _somewhere(self) -> tuple[str, str]:
        """Return a document to hang something on: often the asker's own."""
        world, role = self.grammar.world, self.grammar.who.role
        own = world.own.get(role)
        if own and self.chance.random() < 0.6:
            doctype, name = self.chance.choice(own)
            return doctype, name
        doctype = self.chance.choice(sorted(world.documents))
        return doctype, self.chance.choice(world.documents[doctype])

    def _led_by(self, doctype: str, name: str) -> str:
        """Return the field whose document is of the type that this one names."""
        partner = f"{name.rsplit('_', 1)[0]}_name"
        for field in self.grammar.world.fields.get(doctype, ()):
            is_led = field["fieldtype"] == "Dynamic Link" and field["options"] == name
            if is_led or field["fieldname"] == partner:
                return field["fieldname"]
        return ""

    def _stored(self, doctype: str) -> dict[str, Any]:
        known = self.grammar.world.stored.get(doctype)
        if known:
            others = [d for d in known if d.get("owner") != self.grammar.who.login]
            nobodys = [d for d in others if d.get("owner") == "Administrator"]
            form = self.chance.random()
            chosen = (nobodys if form < 0.4 else others if form < 0.7 else known) or known
            return copy.deepcopy(self.chance.choice(chosen))
        names = self.grammar.world.documents.get(doctype) or ["new-x-1"]
        return {"doctype": doctype, "name": self.chance.choice(names)}

    def _tables(self, sent: dict[str, Any]) -> list[tuple[str, str]]:
        return self.grammar.world.links(sent["doctype"], "Table")

    def _give_rows(self, sent: dict[str, Any]) -> None:
        """Put rows of another document among its own: whole, by their names, or as they were."""
        table, child = self.chance.choice(self._tables(sent))
        rows = sent.get(table) or []
        theirs = self._rows_of_others(child)
        if not theirs:
            sent[table] = [{"doctype": child, **self.changes(child)}]
            return
        taken = self.chance.sample(theirs, min(len(theirs), self.chance.randint(1, 3)))
        if self.chance.random() < 0.4:  # all of one document: they may have to add up
            whole = self.chance.choice(theirs).get("parent")
            taken = [row for row in theirs if row.get("parent") == whole]
        form = self.chance.random()
        if form < 0.5 and rows:
            for row, other in zip(rows, taken, strict=False):
                row["name"] = other["name"]
            sent[table] = rows
        elif form < 0.7:
            sent[table] = [*rows, *taken] if self.chance.random() < 0.5 else taken
        elif form < 0.85:
            bare = [
                {k: v for k, v in row.items() if k == "name" or k not in OF_ROWS} for row in taken
            ]
            sent[table] = [*rows, *bare]
        else:
            sent[table] = [{**row, **self.changes(child)} for row in (rows or taken)]

    def _rows_of_others(self, child: str) -> list[dict[str, Any]]:
        world = self.grammar.world
        return [
            dict(row)
            for doctype, documents in world.stored.items()
            for table, kind in world.links(doctype, "Table")
            if kind == child
            for document in documents
            for row in document.get(table) or []
        ]
