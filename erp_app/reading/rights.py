"""What the session's user may see of a document type: its rows and its columns.

Stricter than the base in three places: users, roles and other documents of the core have hidden
fields as well; a type that grants nothing is read by nobody; who may only select a document sees
its name, its title and what it is searched by. Document types themselves are selected by everybody
who is signed in, as far as they may read what is of the type.
"""

from __future__ import annotations

from collections.abc import Callable

import frappe
from frappe.core.doctype.docfield.docfield import DocField
from frappe.model import child_table_fields, default_fields, optional_fields
from frappe.model.db_query import DatabaseQuery
from frappe.model.meta import Meta

from erp_app.declarations.reading import arabic_title_fields
from erp_app.store.desk import load_own_types

NEVER_READ = frozenset({"Password"})
TYPES = "DocType"
OF_EVERY_ROW = frozenset(default_fields) - {"doctype"}


def require_reading(doctype: str, parent: str = "") -> None:
    """Refuse a document type that the user may neither read nor select.

    parent: the type whose rows these are, when it is a child. Raises: frappe.PermissionError.
    """
    meta = frappe.get_meta(doctype)
    if meta.istable:
        # Who may only select a document sees nothing of its rows.
        if not parent or doctype not in readable_children(parent):
            raise _refusal(doctype)
    elif not (frappe.has_permission(doctype, "read") or may_select(doctype)):
        raise _refusal(doctype)


def may_select(doctype: str) -> bool:
    """Return True when the user may choose a document of the type, if only by its name."""
    if doctype == TYPES:
        return frappe.session.user != "Guest"
    return bool(frappe.has_permission(doctype, "select"))


def readable_columns(doctype: str, parent: str = "") -> frozenset[str]:
    """Return the stored columns that the user may see. parent: as above."""
    key = (doctype, parent, frappe.session.user)
    return _kept(key, lambda: _readable_columns(frappe.get_meta(doctype), parent))


def titles_of(doctype: str) -> frozenset[str]:
    """Return the fields that head a document: in English, and in Arabic where it has one."""
    titles = (frappe.get_meta(doctype).title_field, arabic_title_fields().get(doctype))
    return frozenset(title for title in titles if title)


def readable_children(parent: str) -> frozenset[str]:
    """Return the child types whose rows the user may see in documents of a type: those of tables
    on a level that the user reads."""
    return _kept((parent, "children", frappe.session.user), lambda: _readable_children(parent))


def stored_columns(doctype: str) -> frozenset[str]:
    """Return every column of a document type's table; none where there is one document alone."""

    def find() -> frozenset[str]:
        is_single = frappe.get_meta(doctype).issingle
        return frozenset(() if is_single else frappe.db.get_table_columns(doctype))

    return _kept((doctype,), find)


def row_condition(doctype: str, reference: str = "") -> str:
    """Return the base's condition on the rows that the user may see, as SQL over `tab<doctype>`;
    "" when it is all of them. It holds no text of the request.

    Raises: frappe.PermissionError.
    """
    if doctype == TYPES and not frappe.has_permission(TYPES, "read"):
        names = ", ".join(map(frappe.db.escape, sorted(readable_types())))
        return f"`tab{TYPES}`.name in ({names or 'null'})"
    query = DatabaseQuery(doctype)
    query.reference_doctype = reference or doctype
    condition = query.build_match_conditions()
    return " and ".join(f"({part})" for part in [*query.conditions, condition] if part)


def readable_types() -> frozenset[str]:
    """Return the document types of ours that the user may read."""

    def find() -> frozenset[str]:
        return frozenset(name for name in load_own_types() if frappe.has_permission(name, "read"))

    return _kept((TYPES, "readable", frappe.session.user), find)


def _kept(key: tuple[str, ...], find: Callable[[], frozenset[str]]) -> frozenset[str]:
    """Return what was found out before during this request."""
    kept = getattr(frappe.local, "diwan_columns", None)
    if kept is None:
        kept = frappe.local.diwan_columns = {}
    if key not in kept:
        kept[key] = find()
    return kept[key]


def _readable_columns(meta: Meta, parent: str) -> frozenset[str]:
    stored = stored_columns(meta.name)
    plain = {*OF_EVERY_ROW, *optional_fields} & stored
    if meta.istable:
        plain |= set(child_table_fields)
    levels = set(meta.get_permlevel_access("read", parent or None))
    if not levels and frappe.session.user != "Administrator":
        shown = {"name", *titles_of(meta.name), *meta.get_search_fields()}
        is_selected = meta.name == TYPES or frappe.only_has_select_perm(meta.name)
        return frozenset(stored & shown) if is_selected else frozenset()
    return frozenset(plain | {f.fieldname for f in meta.fields if _is_readable(f, levels, stored)})


def _readable_children(parent: str) -> frozenset[str]:
    meta = frappe.get_meta(parent)
    if not frappe.has_permission(parent, "read"):
        return frozenset()
    levels = set(meta.get_permlevel_access("read"))
    sees_all = frappe.session.user == "Administrator"
    tables = meta.get_table_fields()
    return frozenset(f.options for f in tables if sees_all or f.permlevel in levels)


def _is_readable(field: DocField, levels: set[int], stored: frozenset[str]) -> bool:
    is_on_level = field.permlevel in levels or frappe.session.user == "Administrator"
    return is_on_level and field.fieldname in stored and field.fieldtype not in NEVER_READ


def _refusal(doctype: str) -> frappe.PermissionError:
    return frappe.PermissionError(
        frappe._("Not permitted to look at {0}").format(frappe._(doctype))
    )
