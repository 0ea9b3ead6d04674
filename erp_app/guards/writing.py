"""What a request writes is judged on what is stored, then on what it says.

Owns the second judgement of every document that a request changes: the stored document must allow
it to this person, whatever the sent one looks like; what says whose a document is, and of what,
stays as it was when the document was made. Documents that code of ours writes with
`ignore_permissions` are that code's own affair.
"""

from __future__ import annotations

import re
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.nestedset import NestedSet

from erp_app.guards.documents import is_web_request, refuse

RIGHTS = {"save": "write", "submit": "submit", "cancel": "cancel", "update_after_submit": "write"}
# Whose a document is, and of what: nobody changes that afterwards.
FROZEN = {
    "Comment": (
        "comment_type",
        "reference_doctype",
        "reference_name",
        "comment_email",
        "comment_by",
    ),
    "File": (
        "attached_to_doctype",
        "attached_to_name",
        "attached_to_field",
        "file_url",
        "content_hash",
        "file_size",
    ),
    "Import Batch": ("kind", "import_file"),
    "List Filter": ("for_user", "reference_doctype"),
    "Notification Log": ("for_user", "from_user", "document_type", "document_name"),
    "Notification Settings": ("user",),
    "ToDo": ("allocated_to", "assigned_by", "reference_type", "reference_name"),
    "User": ("email", "user_type", "api_key", "api_secret", "reset_password_key"),
    "User Permission": ("user", "allow", "for_value"),
}
_MARKUP_IN_NAMES = re.compile(r"[<>\"`\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
SERVERS_OWN = ("owner", "creation")  # put back without a word: forms send them along


def judge_stored(doc: Document, method: str | None = None) -> None:
    """Refuse a change that the stored document does not allow to the session's user.

    Raises: frappe.PermissionError.
    """
    stored = doc.get_doc_before_save()
    if stored is None or doc.is_new() or not _is_asked_by_a_person(doc):
        return
    right = RIGHTS.get(getattr(doc, "_action", "save"), "write")
    if not stored.has_permission(right):
        refuse("Permission", doc.doctype, _("You may not change this document"))
    for name in SERVERS_OWN:
        doc.set(name, stored.get(name))
    for name in FROZEN.get(doc.doctype, ()):
        if _as_text(doc.get(name)) != _as_text(stored.get(name)):
            label = _(doc.meta.get_label(name))
            refuse("Field", f"{doc.doctype}.{name}", _("{0} cannot be changed").format(label))


def keep_place(doc: Document, method: str | None = None) -> None:
    """Leave a node of a tree where it stands: its place follows from the parent alone.

    A place that is sent along would be another node's, whose accounts a report then leaves out.
    """
    if not isinstance(doc, NestedSet):
        return
    stored = doc.get_doc_before_save()
    earlier = getattr(doc, "nsm_oldparent_field", "old_parent")
    for name, empty in (("lft", 0), ("rgt", 0), (earlier, None)):
        doc.set(name, stored.get(name) if stored else empty)


def judge_name(doc: Document, method: str | None = None) -> None:
    """Refuse a new document whose typed name holds what a page could take for markup, or marks
    that turn the order of its letters.

    Names stand in addresses, in attributes and in breadcrumbs of every screen.

    Raises: frappe.ValidationError.
    """
    if doc.is_new() and isinstance(doc.name, str) and _MARKUP_IN_NAMES.search(doc.name):
        text = _("{0} cannot be a name: leave out quotation marks, angle brackets and line ends")
        frappe.throw(text.format(frappe.utils.escape_html(doc.name[:60])))


def _is_asked_by_a_person(doc: Document) -> bool:
    return (
        is_web_request()
        and frappe.session.user != "Administrator"
        and not doc.flags.ignore_permissions
    )


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)
