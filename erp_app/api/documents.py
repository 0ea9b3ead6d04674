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
from erp_app.store.users import names_with_address

BULK_MAX = 500
SHOWN_FIELDS = ("workflow_state", "docstatus", "posting_number", "reversed_by")


@frappe.whitelist(methods=["POST"])
def take_step(
    doctype: str,
    name: str,
    action: str,
    reason: str = "",
    date: str | None = None,
    modified: str | None = None,
) -> dict:
    """Take one step with a document.

    action: as in the document's workflow, English. date: of a step that asks for one. modified:
    that of the document as the caller read it; a decision without it is refused, and any step
    on a document that has changed since.
    Returns {"name", "workflow_state", "docstatus", "posting_number", "reversed_by", "message"}.

    Raises: frappe.PermissionError who may not; frappe.ValidationError what may not.
    """
    doc = steps.take_step(doctype, name, action, reason or "", _read_day(date), modified)
    shown = {field: doc.get(field) for field in SHOWN_FIELDS if doc.meta.has_field(field)}
    return {"name": doc.name, **shown, "docstatus": doc.docstatus, "message": _message(doc)}


@frappe.whitelist(methods=["POST"])
def take_steps(
    doctype: str,
    names: str | list[str],
    action: str,
    reason: str = "",
    modified: str | dict[str, str] | None = None,
) -> dict:
    """Take the same step with several documents, each in its own transaction.

    modified: {name: modified} as the caller read them, see `take_step`.
    Returns {"done": [names], "refused": [{"name", "message"}]}.
    """
    wanted, seen = _read_names(names), _read_seen(modified)
    outcome = steps.take_steps(doctype, wanted, action, reason or "", seen)
    refused = [{"name": name, "message": message} for name, message in outcome.refused]
    return {"done": outcome.done, "refused": refused}


@frappe.whitelist(methods=["GET"])
def get_steps(doctype: str, name: str) -> dict:
    """Return what the session's user can do with a document now, and what was done with it.

    steps: {"action", "label", "is_main", "needs_reason", "question", "confirm", "date_label",
    "on_behalf_of_name"} each; note: why a decision is not the reader's; history: {"label", "by",
    "on_behalf_of", "at", "reason", "evidence"} each, oldest first; cancelled: the same of the
    cancellation and its "reversal", None while the document is in force.
    """
    doc = steps.load(doctype, name)
    possible = steps.list_possible(doc, frappe.session.user)
    names = names_with_address({taker.on_behalf_of for _step, taker in possible})
    history = steps.load_history(doc)
    return {
        "steps": [_shape(step, taker, names) for step, taker in possible],
        "note": steps.explain_impossible(doc, frappe.session.user),
        "history": [_shape_history(row) for row in history],
        "cancelled": _shape_cancelled(doc, history),
    }


def add_workflows(bootinfo: dict) -> None:
    """Put the workflows whose documents the user reads into the boot: states and list actions."""
    user = frappe.session.user
    bootinfo["diwan_workflows"] = {
        document_type: {
            "states": dict(workflow.states),
            "actions": list(workflow.actions),
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


def _read_seen(modified: str | dict[str, str] | None) -> dict[str, str]:
    if not modified:
        return {}
    try:
        seen = frappe.parse_json(modified) if isinstance(modified, str) else modified
    except ValueError:
        seen = None
    if not (isinstance(seen, dict) and all(isinstance(text, str) for text in seen.values())):
        frappe.throw(_("Give what was read of the documents by their names"))
    return seen


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
        "evidence": (row.evidence or "").splitlines(),
    }


def _shape_cancelled(doc, history: list[dict]) -> dict | None:
    if not doc.docstatus.is_cancelled():
        return None
    last = next((row for row in reversed(history) if row.after_state == doc.workflow_state), None)
    # Without a row in the trail the document itself says when and why, and by whom.
    unknown = {"by": doc.modified_by, "on_behalf_of": "", "at": str(doc.modified)}
    shown = _shape_history(last) if last else {**unknown, "reason": doc.reason or ""}
    return {**shown, "reversal": doc.get("reversed_by") or ""}
