"""Documents as requests ask for them: by name, by conditions, the next one, counts by group.

What does not exist and what the reader may not see are answered alike.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import frappe
from frappe import _

from erp_app.domain.findings import RuleError
from erp_app.domain.reading.columns import Column, Ordered, Selected, read_column
from erp_app.domain.reading.conditions import Condition, Operator, read_conditions
from erp_app.domain.reading.values import as_json, is_yes
from erp_app.reading.lists import answer, count
from erp_app.reading.question import Question, as_refusal
from erp_app.reading.rights import readable_columns

GROUPS_MAX = 50
NODES_MAX = 5000  # with nodes below them, of one tree


@frappe.whitelist()
def get(doctype: str, name: str | None = None, filters: Any = None, parent: str = "") -> dict:
    """Return a document the reader may see, with the fields the reader may see.

    name, or conditions of which the first document found counts; neither for a single one.
    """
    if name is None and filters and not frappe.get_meta(doctype).issingle:
        name = _first_name(doctype, as_json(filters), parent)
    document = frappe.get_doc(doctype, name) if name else frappe.get_doc(doctype)
    document.check_permission()
    document.apply_fieldlevel_read_permissions()
    return document.as_dict()


@frappe.whitelist()
def get_group_by_count(doctype: str, field: str, current_filters: Any = None) -> list[dict]:
    """Return how many documents there are by a field's value: [{name, count}], most first."""
    counted = Selected(None, "count", alias="count")
    try:
        column = read_column(field)
        question = Question(
            doctype,
            (Selected(column, alias="name"), counted),
            read_conditions(as_json(current_filters)),
            order=(Ordered(Column("count"), True),),
            group=(column,),
            length=GROUPS_MAX,
        )
    except RuleError as error:
        raise as_refusal(error) from None
    rows = answer(question)[1]
    return [frappe._dict(name=name, count=count) for name, count in rows]


@frappe.whitelist()
def get_open_count(doctype: str, name: str, items: Any = None) -> dict:
    """Return how many documents that the reader may see belong to this one, by type."""
    require_visible(doctype, name)
    links = frappe.get_meta(doctype).get_dashboard_data()
    wanted = as_json(items) or [item for group in links.transactions for item in group["items"]]
    inner, other = links.get("internal_links", {}), links.get("non_standard_fieldnames", {})
    counted = []
    for type_ in wanted:
        if type_ in inner or not frappe.has_permission(type_, "read"):
            continue
        field = Column(other.get(type_, links.get("fieldname")))
        found = count(Question(type_, (), (Condition(field, Operator.EQUAL, name),)))
        counted.append({"name": type_, "count": found})
    return {"count": counted}


@frappe.whitelist()
def get_next(
    doctype: str,
    value: str,
    prev: object = 0,
    filters: Any = None,
    sort_order: str = "desc",
    sort_field: str = "modified",
) -> str | None:
    """Return the name of the document after (or before) this one in a list's order."""
    goes_up = (sort_order.lower() == "asc") != is_yes(prev)
    try:
        column = read_column(sort_field)
        known = _named(doctype, value)
        at = answer(Question(doctype, (Selected(column),), (known,), length=1))[1]
        if not at:
            raise _not_there(doctype, value)
        beyond = Operator.GREATER if goes_up else Operator.LESS
        among_equals = (
            Condition(column, Operator.EQUAL, at[0][0]),
            Condition(Column("name"), beyond, value),
        )
        wanted, order = read_conditions(as_json(filters)), (Ordered(column, not goes_up),)
        for where in (among_equals, (Condition(column, beyond, at[0][0]),)):
            asked = Question(doctype, (Selected(Column("name")),), (*wanted, *where), order=order)
            rows = answer(replace(asked, length=1))[1]
            if rows:
                break
    except RuleError as error:
        raise as_refusal(error) from None
    if not rows:
        frappe.msgprint(_("No further records"))
        return None
    return rows[0][0]


@frappe.whitelist()
def get_children(doctype: str, parent: str = "", **_ignored: Any) -> list[dict]:
    """Return the nodes of a tree right below one: [{value, title, expandable}]."""
    meta = frappe.get_meta(doctype)
    above = f"parent_{frappe.scrub(doctype)}"
    readable = readable_columns(doctype)
    title = meta.title_field if meta.title_field in readable else "name"
    fields = (
        Selected(Column("name"), alias="value"),
        Selected(Column(title), alias="title"),
        Selected(Column("is_group"), alias="expandable"),
    )
    below = Condition(Column(above), Operator.EQUAL, parent or None)
    order = (Ordered(Column("name")),)
    labels, rows = answer(Question(doctype, fields, ours=(below,), order=order))
    return [frappe._dict(zip(labels, row, strict=True)) for row in rows]


@frappe.whitelist()
def get_all_nodes(doctype: str, label: str = "", parent: str = "", **_ignored: Any) -> list[dict]:
    """Return a whole tree: [{parent, data}], each with the nodes right below."""
    found = [frappe._dict(parent=label or parent, data=get_children(doctype, parent))]
    waiting = [node.value for node in found[0].data if node.expandable]
    while waiting and len(found) < NODES_MAX:
        above = waiting.pop()
        nodes = get_children(doctype, above)
        found.append(frappe._dict(parent=above, data=nodes))
        waiting += [node.value for node in nodes if node.expandable]
    return found


def require_visible(doctype: str, name: str, parent: str = "") -> None:
    """Refuse a document that is not there, or whose row the reader may not see; in one voice.

    Raises: frappe.DoesNotExistError; frappe.PermissionError for a type that is closed altogether.
    """
    if not _rows_named(doctype, name, parent):
        raise _not_there(doctype, name)


def is_visible(doctype: str, name: str) -> bool:
    """Return True when the document exists and the reader may see it. Single documents and child
    rows are never hidden by themselves."""
    meta = frappe.get_meta(doctype)
    if meta.issingle or meta.istable:
        return True
    try:
        return bool(_rows_named(doctype, name))
    except frappe.PermissionError:
        return False


def _rows_named(doctype: str, name: str, parent: str = "") -> list[tuple]:
    named = (_named(doctype, name),)
    asked = Question(doctype, (Selected(Column("name")),), named, length=1, parent=parent)
    return answer(asked)[1]


def _first_name(doctype: str, filters: Any, parent: str) -> str:
    try:
        conditions = read_conditions(filters)
    except RuleError as error:
        raise as_refusal(error) from None
    question = Question(doctype, (Selected(Column("name")),), conditions, length=1, parent=parent)
    rows = answer(question)[1]
    if not rows:
        raise _not_there(doctype, "")
    return rows[0][0]


def _named(doctype: str, name: str) -> Condition:
    return Condition(Column("name", doctype), Operator.EQUAL, name)


def _not_there(doctype: str, name: str) -> frappe.DoesNotExistError:
    text = _("{0} {1} does not exist, or you may not see it").format(_(doctype), name)
    frappe.flags.error_message = text
    return frappe.DoesNotExistError(text)
