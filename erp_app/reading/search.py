"""Searches: of a link field, of a dialog, of the whole site. Each is a question like any other.

A document is found by its name, its title and its search fields, on the whole site by its amounts
and numbers too, as far as the searcher may see them. No function is named by a request, and
nobody's restrictions are left out because it asks for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import frappe
from frappe.desk.search import build_for_autosuggest
from frappe.model.meta import Meta
from frappe.utils import cstr

from erp_app.domain.findings import RuleError
from erp_app.domain.reading.columns import Column, Ordered, Selected, read_fields
from erp_app.domain.reading.conditions import Condition, Operator, read_conditions
from erp_app.domain.reading.spelling import pattern_of
from erp_app.domain.reading.typed_numbers import read_number
from erp_app.domain.reading.values import as_json, is_yes, whole_number
from erp_app.domain.roles import roles_of_site
from erp_app.domain.workflow import SYSTEM_USERS
from erp_app.reading.lists import answer
from erp_app.reading.question import Question, as_refusal
from erp_app.reading.rights import readable_columns
from erp_app.store.desk import load_own_types

SEARCHED = frozenset(
    {"Data", "Text", "Small Text", "Long Text", "Link", "Select", "Read Only", "Text Editor"}
)
WHOLE = frozenset({"Int"})
OF_ONE_TYPE = 6  # findings of the whole site
FOUND = 10  # rows of a search that does not say how many
TRANSLATED_MAX = 5000  # names that are searched in the reader's language
NOBODY = tuple(sorted(SYSTEM_USERS))


@frappe.whitelist()
def search_link(**form: Any) -> None:
    """Answer a link field: [{value, label, description}] in `results`."""
    _labels, rows = find(form)
    found = build_for_autosuggest(rows, doctype=form["doctype"])
    frappe.response["results"] = found


@frappe.whitelist()
def search_widget(**form: Any) -> None:
    """Answer a search dialog: rows in `values`, as mappings when `as_dict` is yes."""
    labels, rows = find(form)
    as_mappings = is_yes(form.get("as_dict"))
    frappe.response["values"] = (
        [frappe._dict(zip(labels, row, strict=True)) for row in rows] if as_mappings else rows
    )


@frappe.whitelist()
def search_site(text: str, start: object = 0, limit: object = 20, doctype: str = "") -> list[dict]:
    """Return documents of any type by names, titles, numbers and amounts, the nearest first:
    [{doctype, name, title, content, rank}].

    Of one type no more than OF_ONE_TYPE, unless it is asked for.
    """
    text = cstr(text).strip()
    wanted = [name for name in load_own_types(is_searched=True) if doctype in ("", name)]
    most = min(whole_number(limit or FOUND) or FOUND, 100)
    of_one = most if doctype else min(most, OF_ONE_TYPE)
    found: list[dict] = []
    for name in filter(_may_search, wanted) if text else ():
        found += _hits(name, text, {"start": start, "page_length": of_one})
    return sorted(found, key=lambda hit: -hit["rank"])[:most]


def _hits(doctype: str, text: str, page: dict[str, Any]) -> list[dict]:
    """Return what one type has under a text."""
    meta = frappe.get_meta(doctype)
    numbers = _number_conditions(meta, text)
    columns = [condition.column.name for condition in numbers]
    asked = {"doctype": doctype, "txt": text, "filter_fields": columns, **page}
    labels, rows = find(asked, numbers)
    wanted = {condition.column.name: condition.value for condition in numbers}
    return [_hit(meta, dict(zip(labels, row, strict=True)), text, wanted) for row in rows]


def _number_conditions(meta: Meta, text: str) -> tuple[Condition, ...]:
    """Return the conditions that find a text as an amount or as a number of a document."""
    amount = read_number(text)
    if amount is None:
        return ()
    readable, searched = readable_columns(meta.name), meta.get_search_fields()
    names = [
        field.fieldname
        for field in meta.fields
        if field.fieldname in readable
        and (field.fieldtype == "Currency" or (field.fieldtype in WHOLE and _is_whole(amount)))
        and (field.fieldtype == "Currency" or field.fieldname in searched)
    ]
    return tuple(Condition(Column(name), Operator.EQUAL, amount) for name in names)


def find(
    form: dict[str, Any], numbers: tuple[Condition, ...] = ()
) -> tuple[list[str], list[tuple]]:
    """Return the labels and rows of a search; the first two columns are name and title.

    numbers: further conditions, any of which finds a document.

    Raises: frappe.PermissionError, frappe.ValidationError.
    """
    meta = frappe.get_meta(form["doctype"])
    text = cstr(form.get("txt")).strip()
    try:
        question = _question(form, meta, "" if meta.translated_doctype else text, numbers)
    except RuleError as error:
        raise as_refusal(error) from None
    labels, rows = answer(question)
    if meta.translated_doctype:
        rows = _in_own_language(rows, text)[: _length(form)]
    return labels, rows


def _question(
    form: dict[str, Any], meta: Meta, text: str, numbers: tuple[Condition, ...]
) -> Question:
    searched = list(_searched_columns(meta))
    return Question(
        meta.name,
        tuple(_shown(form, meta)),
        read_conditions(as_json(form.get("filters"))),
        (*(_found(name, Operator.CONTAINS, text) for name in searched), *numbers) if text else (),
        tuple(_found(name, Operator.BEGINS, text) for name in searched[:2]) if text else (),
        order=_order(meta),
        ours=tuple(_standing(meta)),
        start=whole_number(form.get("start") or 0),
        length=TRANSLATED_MAX if meta.translated_doctype else _length(form),
        reference=str(form.get("reference_doctype") or ""),
    )


def _length(form: dict[str, Any]) -> int:
    return whole_number(form.get("page_length") or FOUND) or FOUND


def _shown(form: dict[str, Any], meta: Meta) -> Iterator[Selected]:
    """Yield the columns of the answer: name, the title where links show it, what it is searched by
    and what the dialog filters by."""
    readable = readable_columns(meta.name)
    yield Selected(Column("name"))
    if meta.show_title_field_in_link and meta.title_field in readable:
        yield Selected(Column(meta.title_field), alias="label")
    wanted = [meta.title_field, *meta.get_search_fields()]
    for field in read_fields(as_json(form.get("filter_fields") or [])):
        if field.column and not field.function and not field.column.through:
            wanted.append(field.column.name)
    for name in dict.fromkeys(name for name in wanted if name and name != "name"):
        if name in readable:
            yield Selected(Column(name))


def _searched_columns(meta: Meta) -> Iterator[str]:
    """Yield the columns that a text is looked for in: those of text that the searcher may see."""
    readable = readable_columns(meta.name)
    wanted = ["name", meta.title_field, *meta.get_search_fields()]
    for name in dict.fromkeys(filter(None, wanted)):
        found = meta.get_field(name)
        if name in readable and (name == "name" or (found and found.fieldtype in SEARCHED)):
            yield name


def _standing(meta: Meta) -> Iterator[Condition]:
    """Yield the conditions that leave out what is switched off, nobody's accounts and the base's
    roles."""
    for name, wanted in (("enabled", 1), ("disabled", 0)):
        found = meta.get_field(name)
        if found and found.fieldtype == "Check":
            yield Condition(Column(name), Operator.EQUAL, wanted)
    if meta.name == "Role":
        known = tuple(sorted(roles_of_site(frappe.conf.get("diwan_role"))))
        yield Condition(Column("name"), Operator.IN, known)
    if meta.name == "User":
        yield Condition(Column("name"), Operator.NOT_IN, NOBODY)


def _found(name: str, operator: Operator, text: str) -> Condition:
    return Condition(Column(name), operator, text)


def _order(meta: Meta) -> tuple[Ordered, ...]:
    """Return: what is linked most often first, as the base counts it, then by name."""
    readable = readable_columns(meta.name)
    parts = (Ordered(Column("idx"), True), Ordered(Column("name")))
    return tuple(part for part in parts if part.column.name in readable)


def _in_own_language(rows: list[tuple], text: str) -> list[tuple]:
    """Return rows of a type whose names are translated, those that begin with the text first."""
    pattern = re.compile(pattern_of(text), re.IGNORECASE)
    found = [row for row in rows if any(pattern.search(frappe._(cstr(v))) for v in row if v)]
    return sorted(
        found,
        key=lambda row: (not pattern.match(frappe._(cstr(row[0]))), frappe._(cstr(row[0]))),
    )


def _may_search(doctype: str) -> bool:
    return bool(frappe.has_permission(doctype, "read"))


def _hit(meta: Meta, row: dict[str, Any], text: str, numbers: dict[str, Decimal]) -> dict[str, Any]:
    """Return one finding as the search of the site shows it. numbers: what is looked for by field.

    rank: 3 for just this number or amount, 2 for what begins with the text, else 1.
    """
    texts = [f"{_label(meta, k)} : {v}" for k, v in row.items() if v and k not in ("label",)]
    title = row.get("label") or row.get(meta.title_field or "name") or row["name"]
    rank = 1
    if any(row.get(name) == wanted for name, wanted in numbers.items()) or row["name"] == text:
        rank = 3
    elif re.match(pattern_of(text), f"{row['name']}", re.IGNORECASE) or re.match(
        pattern_of(text), cstr(title), re.IGNORECASE
    ):
        rank = 2
    return {
        "doctype": meta.name,
        "name": row["name"],
        "title": cstr(title),
        "content": " ||| ".join(texts),
        "rank": rank,
    }


def _label(meta: Meta, field: str) -> str:
    label: str = frappe._(meta.get_label(field))
    return label


def _is_whole(amount: Decimal) -> bool:
    return amount == amount.to_integral_value()
