"""Lists as the Desk and programs ask for them: the base's endpoints, answered by one question.

Owns the shape of each answer. Every function stands in for one of the base (hooks.py) and takes the
arguments that guards/arguments.yml lets through.
"""

from __future__ import annotations

from typing import Any

import frappe
import frappe.client
from frappe.desk.query_report import add_total_row
from frappe.utils import add_user_info

from erp_app.domain.findings import RuleError
from erp_app.domain.reading.columns import Column, Selected, read_fields
from erp_app.domain.reading.values import as_json, is_yes
from erp_app.reading.question import Question, as_refusal, read_question
from erp_app.reading.resolve import resolve
from erp_app.reading.singles import get_single_value
from erp_app.store.reading import read_rows
from erp_app.store.searching import find_in_stages, is_staged

LENGTH = 20  # rows of a program that does not say how many
NOT_ASKED = frozenset({"cmd", "data"})


@frappe.whitelist()
def get_list(**form: Any) -> list[dict] | list[list]:
    """Return documents as mappings, or as lists when `as_dict` is no."""
    labels, rows = read(form, LENGTH)
    if is_yes(form.get("as_dict", True)):
        return [frappe._dict(zip(labels, row, strict=True)) for row in rows]
    return [list(row) for row in rows]


def answer_resource() -> None:
    """Let /api/resource read its lists here: it calls the base's function, not the listed name."""
    frappe.client.get_list = _get_resource_list


def _get_resource_list(doctype: str, **form: Any) -> list[dict] | list[list]:
    return get_list(doctype=doctype, **form)


@frappe.whitelist()
def get_value(**form: Any) -> Any:
    """Return fields of the first document that is found, {} when there is none."""
    fields = form.get("fieldname") or "name"
    filters = form.get("filters")
    if isinstance(filters, str) and filters[:1] not in ("[", "{", ""):
        filters = {"name": filters}
    if frappe.get_meta(form["doctype"]).issingle:
        return _single(form["doctype"], fields, is_yes(form.get("as_dict", True)))
    asked = {**form, "fields": fields, "filters": filters, "limit_page_length": 1}
    found = get_list(**asked)
    if is_yes(form.get("as_dict", True)):
        return found[0] if found else {}
    return (found[0][0] if len(found[0]) == 1 else found[0]) if found else None


@frappe.whitelist()
def get_rows() -> dict | list:
    """Return a list view's rows: {keys, values, user_info}, [] when there are none."""
    form = request_arguments()
    labels, rows = read(form, None)
    if is_yes(form.get("with_comment_count")) and "_comments" in labels:
        labels, rows = _with_comment_count(labels, rows)
    if not rows:
        return []
    values = [list(row) for row in rows]
    if is_yes(form.get("add_total_row")):
        values = add_total_row(values, labels, frappe.get_meta(form["doctype"]))
    return {"keys": labels, "values": values, "user_info": _people(labels, rows)}


@frappe.whitelist()
def get_mappings() -> list[dict]:
    """Return a list view's rows as mappings."""
    labels, rows = read(request_arguments(), None)
    return [frappe._dict(zip(labels, row, strict=True)) for row in rows]


@frappe.whitelist()
def get_sidebar_stats(**_form: Any) -> dict:
    """Return the tags of documents: nobody tags here, so there are none."""
    return {"stats": {}}


@frappe.whitelist()
def get_count(**form: Any) -> int:
    """Return how many documents there are that the reader may see."""
    asked = {**form, "fields": ["name"], "group_by": None, "distinct": None, "order_by": None}
    is_distinct = is_yes(form.get("distinct"))
    return count(ask(asked, None), is_distinct)


def read(form: dict[str, Any], length: int | None) -> tuple[list[str], list[tuple]]:
    """Return the labels and rows of a request. length: how many rows when it does not say.

    Raises: frappe.ValidationError for what cannot be read, frappe.PermissionError.
    """
    return answer(ask(form, length))


def answer(question: Question) -> tuple[list[str], list[tuple]]:
    """Return the labels and rows of a question. Raises: as `read`."""
    try:
        resolved = resolve(question)
    except RuleError as error:
        raise as_refusal(error) from None
    if is_staged(resolved):
        resolved = find_in_stages(resolved)
    return [answer.label for answer in resolved.answers], read_rows(resolved)


def count(question: Question, is_distinct: bool = False) -> int:
    """Return how many rows a question finds, each document once when is_distinct."""
    selected = Selected(Column("name"), "count", is_distinct)
    counted = Question(
        question.doctype,
        (selected,),
        question.all_of,
        question.any_of,
        parent=question.parent,
        reference=question.reference,
    )
    [(found,)] = answer(counted)[1]
    return found


def ask(form: dict[str, Any], length: int | None) -> Question:
    """Return the question of a request. Raises: frappe.ValidationError for what cannot be read."""
    try:
        return read_question(form, length)
    except RuleError as error:
        raise as_refusal(error) from None


def request_arguments() -> dict[str, Any]:
    """Return the request's arguments, for functions that the base hands none."""
    return {name: value for name, value in frappe.local.form_dict.items() if name not in NOT_ASKED}


def _single(doctype: str, fields: Any, as_mapping: bool) -> Any:
    """Return fields of a single document."""
    names = [field.column.name for field in read_fields(as_json(fields)) if field.column]
    values = [get_single_value(doctype, name) for name in names]
    if as_mapping:
        return frappe._dict(zip(names, values, strict=True))
    return values[0] if len(values) == 1 else values


def _with_comment_count(labels: list[str], rows: list[tuple]) -> tuple[list[str], list[tuple]]:
    """Return the rows with how many comments each document has."""
    at = labels.index("_comments")
    counted = [(*row, len(frappe.parse_json(row[at] or "[]"))) for row in rows]
    return [*labels, "_comment_count"], counted


def _people(labels: list[str], rows: list[tuple]) -> dict[str, Any]:
    """Return names and pictures of those whom documents are assigned to."""
    people: dict[str, Any] = {}
    if "_assign" in labels:
        at = labels.index("_assign")
        for user in {user for row in rows for user in frappe.parse_json(row[at] or "[]")}:
            add_user_info(user, people)
    return people
