"""What is not there and what may not be seen are answered alike.

Owns the last word on a refused or missing document: who may not see a document is not told whether
it exists, neither by the status nor by the words. Costs nothing where an answer is given.
"""

from __future__ import annotations

import json

import frappe
from frappe import _

from erp_app.guards.acts import Act, ActKind
from erp_app.reading.documents import is_visible

# Where a method says which document it is about: (argument of the type, argument of the name).
NAMED_BY = (
    ("doctype", "name"),
    ("doctype", "docname"),
    ("reference_doctype", "reference_name"),
    ("dt", "dn"),
    ("doc", "name"),  # of a print
)
LOADS_A_FORM = "frappe.desk.form.load.getdoc"
TOLD_APART = frozenset({403, 404})


def note_document(act: Act, form: dict) -> None:
    """Remember which document the request is about, until it is answered."""
    if act.kind is ActKind.DOCUMENT:
        frappe.local.diwan_named = (act.target, act.name) if act.name else None
        return
    frappe.local.diwan_named = _named(form)
    frappe.local.diwan_loads_form = act.target == LOADS_A_FORM


def _named(form: dict) -> tuple[str, str] | None:
    """Return the type and the name that the arguments hold."""
    for of_type, of_name in NAMED_BY:
        if of_type in form and of_name in form:
            doctype, name = form[of_type], form[of_name]
            if _is_name(doctype) and _is_name(name):
                return doctype, name
    return None


def after_request(response=None, request=None) -> None:
    """Answer for a hidden document as for one that does not exist."""
    named = getattr(frappe.local, "diwan_named", None)
    if response is None or not named or response.status_code not in TOLD_APART:
        return
    if is_visible(*named):
        return
    if getattr(frappe.local, "diwan_loads_form", False):  # as the base answers for none
        response.status_code, said = 200, {"exc_type": "DoesNotExistError", "message": []}
    else:
        text = _("{0} {1} does not exist, or you may not see it").format(_(named[0]), named[1])
        message = json.dumps({"message": text, "title": _("Not found"), "indicator": "red"})
        said = {"exc_type": "DoesNotExistError", "_server_messages": json.dumps([message])}
        response.status_code = 404
    response.set_data(json.dumps(said, separators=(",", ":")))
    response.headers["Content-Type"] = "application/json"


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value) and value[0] not in "{["
