"""What the ERP promises of a document's rows, as one test of its staging model.

Owns the reading of promises from the DocType: what must be filled in, the words a choice allows,
the documents that links name, days that can be, first and last days in their order, amounts of a
ledger. Refuses to promise what the DocType does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from erp_app.declarations.reading import Declaration

# A first day and a last one; a last day may be as far ahead as people like (9999-12-31 is no end).
PAIRS = (
    ("from_date", "to_date"),
    ("joined_on", "left_on"),
    ("established_on", "abolished_on"),
    ("start_date", "end_date"),
)
ENDS = frozenset(last for _first, last in PAIRS)
# What names a person's row, in place of a pseudonym that nobody can look up.
NAMING = ("position", "joined_on", "from_date", "org_unit")
WITHOUT_KEY = ("period", "account")  # what names a balance, whose key is not staged
CARRIED = "period_code"  # a row of a table that carries its name as a field
# Too many rows to be grouped each night; their marts prove the keys.
UNGROUPED = frozenset({"append"})


def soundness(one: Declaration, taken: Iterable[Declaration]) -> list[str]:
    """Return the lines of a staging model's YAML that hold its test.

    taken: every document that has a staging model, for links between them.
    """
    columns = {name: use.column for name, use in one.sheet.fields.items() if use.column}
    others = {other.name: other for other in taken}
    arguments = {
        "called": one.name,
        "key": _key(one, columns),
        "record": _record(one, columns),
        "required": list(_required(one, columns)),
        "accepted": dict(_accepted(one, columns)),
        "links": dict(_links(one, columns, others)),
        "days": [c for c in _days(one, columns) if c not in _ends(columns)],
        "ends": [c for c in _days(one, columns) if c in _ends(columns)],
        "pairs": [[columns[a], columns[b]] for a, b in PAIRS if a in columns and b in columns],
        "positive": [columns[name] for name in ("debit", "credit") if name in columns],
    }
    if one.sheet.warehouse.scope == "hub" and "entity_code" not in columns.values():
        arguments["scope"] = "all"
    said = [f"            {name}: {_yaml(value)}" for name, value in arguments.items() if value]
    return ["    data_tests:", "      - sound_rows:", "          arguments:", *said]


def _yaml(value: object) -> str:
    """Return a value in YAML's short form."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_yaml(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    text = str(value)
    return text if text.replace("_", "").isalnum() else f'"{text}"'


def _fields(one: Declaration) -> Iterator[dict[str, Any]]:
    yield from one.doctype["fields"]


def _key(one: Declaration, columns: Mapping[str, str]) -> str | None:
    """Return the column that makes a row one; None when it is not staged, or rows are too many."""
    if one.sheet.warehouse.mode in UNGROUPED:
        return None
    by_name = str(one.doctype.get("autoname") or "").removeprefix("field:")
    unique = [field["fieldname"] for field in _fields(one) if field.get("unique")]
    keys = [columns[name] for name in ("name", by_name, *unique, CARRIED) if name in columns]
    return keys[0] if keys else None


def _record(one: Declaration, columns: Mapping[str, str]) -> list[str]:
    """Return the columns that name a row to a person."""
    if "pseudonym" in one.sheet.fields["name"].privacy:
        return [columns[name] for name in NAMING if name in columns]
    key = columns.get("name") or _key(one, columns)
    return [key] if key else [columns[name] for name in WITHOUT_KEY if name in columns]


def _required(one: Declaration, columns: Mapping[str, str]) -> Iterator[str]:
    if key := _key(one, columns):
        yield key
    for field in _fields(one):
        column = columns.get(field["fieldname"])
        if field.get("reqd") and column and column != _key(one, columns):
            yield column
    for name in ("parent", "debit", "credit", "posting_date"):
        if name in columns and columns[name] != _key(one, columns) and not _is_reqd(one, name):
            yield columns[name]


def _is_reqd(one: Declaration, name: str) -> bool:
    return any(field["fieldname"] == name and field.get("reqd") for field in _fields(one))


def _accepted(one: Declaration, columns: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    for field in _fields(one):
        if field["fieldtype"] == "Select" and field["fieldname"] in columns:
            words = [word for word in str(field.get("options") or "").split("\n") if word]
            yield columns[field["fieldname"]], words


def _links(
    one: Declaration, columns: Mapping[str, str], others: Mapping[str, Declaration]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the columns that name another staged document of the entity."""
    if one.sheet.warehouse.mode in UNGROUPED or one.sheet.warehouse.scope == "hub":
        return
    for field in _fields(one):
        other = others.get(str(field.get("options"))) if field["fieldtype"] == "Link" else None
        column = columns.get(field["fieldname"])
        if not other or not column or other.sheet.warehouse.mode in UNGROUPED:
            continue
        found = {name: use.column for name, use in other.sheet.fields.items() if use.column}
        if key := _key(other, found):
            to = f"ref('stg_erp__{other.table}')"
            yield column, {"to": to, "field": key, "called": other.name.lower()}


def _days(one: Declaration, columns: Mapping[str, str]) -> Iterator[str]:
    for field in _fields(one):
        name = field["fieldname"]
        if field["fieldtype"] == "Date" and name in columns and "year" not in _privacy(one, name):
            yield columns[name]


def _privacy(one: Declaration, name: str) -> list[str]:
    return one.sheet.fields[name].privacy.split()


def _ends(columns: Mapping[str, str]) -> set[str]:
    return {columns[name] for name in ENDS if name in columns}
