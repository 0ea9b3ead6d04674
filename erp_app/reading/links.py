"""Links as forms check and show them: is there such a document, what else of it, its title."""

from __future__ import annotations

from typing import Any

import frappe

from erp_app.declarations.reading import arabic_title_fields
from erp_app.domain.languages import is_arabic
from erp_app.domain.reading.values import as_json
from erp_app.reading.lists import get_list
from erp_app.reading.rights import require_reading


@frappe.whitelist()
def validate_link(doctype: str, docname: str, fields: Any = None) -> dict:
    """Return {"name": ..., <field>: ...} of a document that may be chosen; {"name": None} when
    there is none.

    Raises: frappe.PermissionError for a type of which the user may not choose.
    """
    if frappe.get_meta(doctype).issingle:
        require_reading(doctype)
        return {"name": doctype}
    wanted = ["name", *(as_json(fields) or [])]
    found = _fields_of(doctype, docname, wanted)
    return found or {"name": None}


@frappe.whitelist()
def get_link_title(doctype: str, docname: str) -> str:
    """Return the title shown for a link, in the reader's language where it has one in it.

    The name itself when the title may not be read.
    """
    meta = frappe.get_meta(doctype)
    if not (meta.show_title_field_in_link and meta.title_field):
        return docname
    arabic = arabic_title_fields().get(doctype) if is_arabic(frappe.local.lang) else None
    fields = [arabic, meta.title_field] if arabic else [meta.title_field]
    found = _fields_of(doctype, docname, fields)
    return next((found[field] for field in fields if found.get(field)), docname)


def _fields_of(doctype: str, name: str, fields: list[str]) -> dict:
    asked = {"doctype": doctype, "filters": {"name": name}, "fields": fields}
    rows = get_list(**asked, limit_page_length=1)
    return rows[0] if rows else {}
