"""Steps of documents: guard, parse, call, shape. One endpoint for all documents and actions.

Whether a step is allowed is decided by the document itself, as for every other way in.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.documents import steps
from erp_app.documents.registry import load_workflows
from erp_app.domain.workflow import Step, Taker
from erp_app.store.users import full_names

BULK_MAX = 500
SHOWN_FIELDS = ("workflow_state", "docstatus", "posting_number", "reversed_by")


@frappe.whitelist(methods=["POST"])
def take_step(
    doctype: str, name: str, action: str, reason: str = "", date: str | None = None
) -> dict:
    """Take one step with a document.

    action: as in the document's workflow, English. date: of a step that asks for one.
    Returns {"name", "workflow_state", "docstatus", "posting_number", "reversed_by", "message"}.

    Raises: frappe.PermissionError who may not; frappe.ValidationError what may not.
    """
    doc = steps.take_step(doctype, name, action, reason or "", _read_day(date))
    shown = {field: doc.get(field) for field in SHOWN_FIELDS if doc.meta.has_field(field)}
    return {"name": doc.name, **shown, "docstatus": doc.docstatus, "message": _message(doc)}


@frappe.whitelist(methods=["POST"])
def take_steps(doctype: str, names: str | list[str], action: str, reason: str = "") -> dict:
    """Take the same step with several documents, each in its own transaction.

    Returns {"done": [names], "refused": [{"name", "message"}]}.
    """
    wanted = _read_names(names)
    outcome = steps.take_steps(doctype, wanted, action, reason or "")
    refused = [{"name": name, "message": message} for name, message in outcome.refused]
    return {"done": outcome.done, "refused": refused}


@frappe.whitelist(methods=["GET"])
def get_steps(doctype: str, name: str) -> dict:
    """Return what the session's user can do with a document now, and what was done with it.

    steps: {"action", "label", "is_main", "needs_reason", "question", "confirm", "date_label",
    "on_behalf_of_name"} each; note: why a decision is not the reader's; history: {"label", "by",
    "on_behalf_of", "at", "reason"} each, oldest first.
    """
    doc = steps.load(doctype, name)
    possible = steps.list_possible(doc, frappe.session.user)
    names = full_names({taker.on_behalf_of for _step, taker in possible})
    return {
        "steps": [_shape(step, taker, names) for step, taker in possible],
        "note": steps.explain_impossible(doc, frappe.session.user),
        "history": [_shape_history(row) for row in steps.load_history(doc)],
    }


def add_workflows(bootinfo: dict) -> None:
    """Put the workflows whose documents the user reads into the boot: states and list actions."""
    user = frappe.session.user
    bootinfo["diwan_workflows"] = {
        document_type: {
            "states": dict(workflow.states),
            "editable": sorted(workflow.editable),
            "returned": sorted(workflow.waits_for_preparers),
            "bulk": [_shape_bulk(step) for step in steps.list_bulk(workflow, user)],
        }
        for document_type, workflow in load_workflows().items()
        if frappe.has_permission(document_type, "read")
    }


def _shape_bulk(step: Step) -> dict:
    asked = _("Take this step with all chosen documents: {0}?").format(_(step.action))
    return {**_shape_step(step), "bulk_question": asked}


def _read_day(text: str | None):
    if not text:
        return None
    try:
        return getdate(text)
    except (ValueError, TypeError, frappe.ValidationError):
        frappe.throw(_("{0} is not a date").format(text))


def _read_names(names: str | list[str]) -> list[str]:
    try:
        wanted = frappe.parse_json(names) if isinstance(names, str) else names
    except ValueError:
        wanted = None
    if not (isinstance(wanted, list) and all(isinstance(name, str) for name in wanted)):
        frappe.throw(_("Give the names of documents as a list"))
    if len(wanted) > BULK_MAX:
        frappe.throw(_("Choose at most {0} documents at once").format(BULK_MAX))
    return wanted


def _message(doc) -> str:
    if doc.docstatus == 1 and doc.get("posting_number"):
        return _("Posted with number {0}").format(doc.posting_number)
    return _(doc.workflow_state)


def _shape(step: Step, taker: Taker, names: dict[str, str]) -> dict:
    name = names.get(taker.on_behalf_of, taker.on_behalf_of)
    return {**_shape_step(step), "on_behalf_of_name": name}


def _shape_step(step: Step) -> dict:
    return {
        "action": step.action,
        "label": _(step.action),
        "is_main": step.is_main,
        "needs_reason": step.needs_reason,
        "question": _(step.question) if step.question else "",
        "confirm": _(step.confirm) if step.confirm else "",
        "date_label": _(step.date_label) if step.date_label else "",
    }


def _shape_history(row: dict) -> dict:
    return {
        "label": _(row.action),
        "by": row.taken_by_name,
        "on_behalf_of": row.on_behalf_of_name,
        "at": str(row.taken_at),
        "reason": row.reason,
    }
