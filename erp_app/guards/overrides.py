"""Endpoints of the base answered more carefully: same name, same result, our checks first.

Owns replacements for functions that look further than their caller may. Refuses what the
caller could not read by opening the document.
"""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.desk import query_report
from frappe.www import printview

from erp_app.domain.findings import RuleError
from erp_app.domain.reading.values import as_json, is_yes
from erp_app.guards.arguments import OF_EVERY_REQUEST
from erp_app.guards.documents import PUBLIC_UPLOADERS, grantable_roles
from erp_app.guards.sent_documents import clean_document
from erp_app.reading.question import as_refusal
from erp_app.store import guards as store

# What the tree itself sends along with a new document's fields.
OF_A_TREE = OF_EVERY_REQUEST | {"include_disabled", "label", "tree_method"}
FILE_NAME_BYTES = 200  # disks take 255, and the base adds a mark to a name that is taken


def is_file_name(name: str) -> bool:
    """Return True for a name that a disk and a link can hold.

    >>> [is_file_name(name) for name in ("a b.pdf", "a\\x00.pdf", "..", ".x", "a%20b", "a/b")]
    [True, False, False, False, False, False]
    """
    is_hidden = name.startswith(".")
    has_marks = any(letter in "/\\%" or not letter.isprintable() for letter in name)
    return not (is_hidden or has_marks) and len(name.encode()) <= FILE_NAME_BYTES


@frappe.whitelist(methods=["POST"])
def upload_file():
    """Return uploads as the base does, privately: only an administrator publishes a file."""
    from frappe.handler import upload_file as base_upload_file

    for file in frappe.request.files.values():
        if not is_file_name(file.filename or ""):
            words = _(
                "Rename the file first: at most {0} letters; no slash, percent or leading dot"
            )
            frappe.throw(words.format(FILE_NAME_BYTES // 2))
    if PUBLIC_UPLOADERS.isdisjoint(frappe.get_roles()):
        frappe.local.form_dict["is_private"] = 1
    return base_upload_file()


@frappe.whitelist(methods=["POST"])
def set_seen_value(value, user=None) -> None:
    """Mark the caller's own notifications as seen; the name sent by the browser is ignored."""
    if frappe.flags.read_only:
        return
    store.save_seen(frappe.session.user, is_yes(value))


@frappe.whitelist(methods=["POST"])
def save_chart_config(reset: Any, chart_name: str, config: Any = None) -> None:
    """Keep how the caller wants to see a chart; without settings the base ends in an error."""
    from frappe.desk.doctype.dashboard_settings.dashboard_settings import save_chart_config as save

    save(int(is_yes(reset)), frappe.as_json(as_json(config) or {}), chart_name)


@frappe.whitelist()
def get_print(doc: Any, name: str = "", **form: Any) -> dict:
    """Return the page of a stored document's print: what was sent of it does not count.

    doc: its type, or the document as the form has it.
    """
    found = as_json(doc)
    if isinstance(found, Mapping):
        doc, name = found["doctype"], str(found.get("name") or "")
    if not store.has_document(doc, name):
        frappe.throw(_("Save the document first, then print it"), frappe.DoesNotExistError)
    known = ("print_format", "no_letterhead", "letterhead", "trigger_print", "settings")
    return printview.get_html_and_style(doc, name, **{k: form[k] for k in known if k in form})


@frappe.whitelist()
def get_events(**_ignored) -> list:
    """Answers that today holds no events: the base would show those of any user it is told."""
    return []


@frappe.whitelist()
def get_all_roles(**_ignored) -> list[str]:
    """Return the roles that the form of an account offers: those its reader may grant."""
    return sorted(grantable_roles(frappe.session.user))


@frappe.whitelist()
def run_report(**form) -> dict:
    """Return a report of ours; the base's look at what their callers may not."""
    _require_own_report(form["report_name"])
    known = ("report_name", "filters", "is_tree", "parent_field", "are_default_filters")
    return query_report.run(**{name: form[name] for name in known if name in form})


@frappe.whitelist()
def get_report_script(report_name: str) -> dict:
    """Return the script of a report of ours."""
    _require_own_report(report_name)
    return query_report.get_script(report_name)


@frappe.whitelist(methods=["POST"])
def export_report() -> None:
    """Answer with a report of ours as a file."""
    _require_own_report(frappe.local.form_dict["report_name"])
    query_report.export_query()


def _require_own_report(name: str) -> None:
    """Refuse a report that is none of ours, or does not exist, in one voice."""
    module = frappe.db.get_value("Report", name, "module")
    if not module or frappe.local.module_app.get(frappe.scrub(module)) != "erp_app":
        frappe.throw(_("There is no report {0} here").format(name), frappe.PermissionError)


@frappe.whitelist(methods=["POST"])
def add_node(doctype: str, parent: str = "", is_root: Any = 0, **form: Any) -> None:
    """Add a document to a tree, with the fields of its type alone: the base takes whatever is sent
    for an attribute, and ends in an error when it is not told whether it is a root."""
    place = f"parent_{frappe.scrub(doctype)}"
    above = None if is_yes(is_root) else parent or form.get(place)
    sent = {name: value for name, value in form.items() if name not in OF_A_TREE}
    try:
        cleaned = clean_document({**sent, place: above, "doctype": doctype})
    except RuleError as error:
        raise as_refusal(error) from None
    frappe.get_doc(cleaned).insert()
