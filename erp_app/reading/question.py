"""A question as a request asks it, read into typed values before anything else is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe

from erp_app.domain.findings import RuleError, _
from erp_app.domain.reading.columns import (
    Column,
    Ordered,
    Selected,
    read_fields,
    read_group,
    read_order,
)
from erp_app.domain.reading.conditions import Condition, read_conditions
from erp_app.domain.reading.values import as_json, is_yes, whole_number

LENGTH_MAX = 100_000
AGGREGATES = ("count", "sum", "avg")


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows of a document type, and what of them.

    any_of: conditions of which one must hold; first: what meets these comes first; ours: conditions
    that the platform adds, which need no right of the reader; parent: the type whose child rows
    these are; length: how many rows at most, None for all; reference: the type in whose form a link
    is searched.
    """

    doctype: str
    fields: tuple[Selected, ...]
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    first: tuple[Condition, ...] = ()
    ours: tuple[Condition, ...] = ()
    order: tuple[Ordered, ...] = ()
    group: tuple[Column, ...] = ()
    start: int = 0
    length: int | None = None
    is_distinct: bool = False
    parent: str = ""
    reference: str = ""


def read_question(form: Mapping[str, Any], length: int | None = None) -> Question:
    """Return what the arguments of the base's lists ask for.

    length: how many rows when the request does not say. Raises: RuleError for what cannot be read.
    """
    asked = {name: value for name, value in form.items() if value not in (None, "")}
    fields = read_fields(as_json(asked.get("fields", ["name"])))
    group = read_group(asked.get("group_by"))
    if group and asked.get("aggregate_function"):
        fields += (_aggregate(asked),)
    fields = fields or read_fields(["name"])  # nothing asked for: [""], or a comma alone
    return Question(
        str(asked["doctype"]),
        fields,
        read_conditions(as_json(asked.get("filters"))),
        read_conditions(as_json(asked.get("or_filters"))),
        order=read_order(asked.get("order_by")),
        group=group,
        start=whole_number(asked.get("limit_start") or asked.get("start") or 0),
        length=_length(asked, length),
        is_distinct=is_yes(asked.get("distinct")),
        parent=str(asked.get("parent") or asked.get("parent_doctype") or ""),
        reference=str(asked.get("reference_doctype") or ""),
    )


def _length(asked: Mapping[str, Any], otherwise: int | None) -> int | None:
    """Return how many rows are asked for; 0 asks for all there are, as the base has it."""
    for name in ("limit_page_length", "page_length", "limit"):
        if name in asked:
            return min(whole_number(asked[name]) or LENGTH_MAX, LENGTH_MAX)
    return otherwise


def _aggregate(asked: Mapping[str, Any]) -> Selected:
    """Return the figure that a grouped list shows beside each group."""
    function = str(asked["aggregate_function"]).lower()
    if function not in AGGREGATES:
        raise RuleError(_("'{0}' is not a way to add up"), function[:40])
    [found] = read_fields([str(asked.get("aggregate_on_field") or "name")])
    doctype = str(asked.get("aggregate_on_doctype") or asked["doctype"])
    if found.function or found.column is None or found.column.doctype or found.column.through:
        raise RuleError(_("'{0}' is not the name of a field"), str(found)[:80])
    return Selected(Column(found.column.name, doctype), function, alias="_aggregate_column")


def as_refusal(error: RuleError) -> Exception:
    """Return a rule's error as the base answers one: 417 in the reader's words."""
    return frappe.ValidationError(frappe._(error.template).format(*error.values))
