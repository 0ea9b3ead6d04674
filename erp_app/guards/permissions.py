"""Document permission hooks: a second opinion on the base's personal and attached documents.

Owns who may reach a File, Note, Comment, message or setting. Each hook answers False to refuse
and None for no opinion; it never grants. The first answer wins, so None is the honest default.
"""

import frappe

from erp_app.store.guards import escape_value

PUBLIC_FILE_WRITERS = frozenset({"System Manager", "Entity Administrator"})
READING = frozenset({"read", "select", "print", "export", "report", "email"})


def has_file_permission(doc, ptype=None, user=None) -> bool | None:
    """Return False to who would change another's public file and is no administrator."""
    user = user or frappe.session.user
    if user == "Administrator" or ptype == "create" or ptype in READING:
        return None
    if doc.owner == user:
        return None
    if not doc.is_private and PUBLIC_FILE_WRITERS.isdisjoint(frappe.get_roles(user)):
        return False
    return None


def has_owner_permission(doc, ptype=None, user=None) -> bool | None:
    """Only the owner changes it; others may read when the role permissions say so."""
    user = user or frappe.session.user
    if user == "Administrator" or ptype in READING or ptype == "create" or doc.is_new():
        return None
    return None if doc.owner == user else False


def has_list_filter_permission(doc, ptype=None, user=None) -> bool | None:
    """Return False for a saved filter that is another person's: it says what they look for."""
    user = user or frappe.session.user
    if user == "Administrator" or doc.is_new():
        return None
    if doc.for_user and doc.for_user != user:
        return False
    return has_owner_permission(doc, ptype, user)


def list_filter_query(user=None) -> str:
    """Return the condition of lists of saved filters: the own ones and those for everybody."""
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    own = escape_value(user)
    return f"(ifnull(`tabList Filter`.for_user, '') in ('', {own}))"


def has_note_permission(doc, ptype=None, user=None) -> bool | None:
    user = user or frappe.session.user
    if user == "Administrator" or doc.is_new() or doc.owner == user:
        return None
    return None if doc.public and ptype in READING else False


def has_own_name_permission(doc, ptype=None, user=None) -> bool | None:
    """Return False for settings named after another user: they are that user's alone."""
    user = user or frappe.session.user
    return None if user == "Administrator" or doc.name == user else False


def has_notification_log_permission(doc, ptype=None, user=None) -> bool | None:
    user = user or frappe.session.user
    return None if user == "Administrator" or doc.for_user == user else False


def has_reference_permission(doc, ptype=None, user=None) -> bool | None:
    """Return True when the user may see the document that a comment, version or task is about."""
    user = user or frappe.session.user
    if user == "Administrator":
        return None
    doctype, name = reference_of(doc)
    if not (doctype and name):
        return None if doc.owner == user else False
    if ptype not in READING and ptype != "create" and not doc.is_new() and doc.owner != user:
        return False
    return None if can_read(doctype, name, user) else False


def has_todo_permission(doc, ptype=None, user=None) -> bool | None:
    user = user or frappe.session.user
    if user in ("Administrator", doc.owner, doc.allocated_to, doc.assigned_by):
        return None
    return False


def todo_query(user=None) -> str:
    """Return the condition on a list of tasks: those one has, gave or wrote. The base's own leaves
    every list open to whoever holds a role that may read tasks at all, as all of ours do."""
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    name = escape_value(user)
    columns = ("owner", "allocated_to", "assigned_by")
    return f"({' or '.join(f'`tabToDo`.{column} = {name}' for column in columns)})"


def reference_of(doc) -> tuple[str | None, str | None]:
    """Return (DocType, name) of the document that a Comment, Version, ToDo or File belongs to."""
    for doctype_field, name_field in (
        ("reference_doctype", "reference_name"),
        ("reference_type", "reference_name"),
        ("ref_doctype", "docname"),
        ("attached_to_doctype", "attached_to_name"),
    ):
        if doc.get(doctype_field):
            return doc.get(doctype_field), doc.get(name_field)
    return None, None


def can_read(doctype: str, name: str, user: str | None = None) -> bool:
    """Return True when the document exists and the user may read it."""
    try:
        document = frappe.get_doc(doctype, name)
    except (frappe.DoesNotExistError, ImportError):
        frappe.clear_last_message()
        return False
    return bool(frappe.has_permission(doctype, "read", doc=document, user=user))


def file_query(user=None) -> str:
    """Return the condition of lists of files: one's own; attachments open from their document."""
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    return f"(`tabFile`.owner = {escape_value(user)} or `tabFile`.is_folder = 1)"


def comment_query(user=None) -> str:
    """Return the condition of lists of comments: one's own; others are read on their document."""
    return _owner_query("Comment", user)


def version_query(user=None) -> str:
    user = user or frappe.session.user
    if {"Auditor", "System Manager"} & set(frappe.get_roles(user)):
        return ""
    return _owner_query("Version", user)


def _owner_query(doctype: str, user: str | None) -> str:
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    return f"`tab{doctype}`.owner = {escape_value(user)}"
