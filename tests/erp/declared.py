"""Documents from the example values of their declarations: one maker for every DocType."""

from __future__ import annotations

from secrets import choice
from string import ascii_uppercase, digits

import frappe

from erp_app.declarations.reading import load_declarations
from erp_app.documents.registry import workflow_of
from tests.erp.factories import upload
from tests.erp.suppliers import registered

NEW, WAITING = "{new}", "{waiting}"


def example_fields(doctype: str, **values: object) -> dict:
    """Return the declared example with `values` put over it.

    {letters} and {digits} become four random ones, {today} the day, {site} the host name, as in
    the first users' names; {new} in a link becomes a new document of the linked type, {waiting} one
    that was sent, {new} in an attachment a new private file.
    """
    declaration = load_declarations()[doctype]
    random = {
        "letters": "".join(choice(ascii_uppercase) for _place in range(4)),
        "digits": "".join(choice(digits) for _place in range(4)),
        "site": frappe.local.site,
        "today": frappe.utils.today(),
    }
    filled = {**declaration.sheet.example, **values}
    fields = declaration.doctype["fields"]
    linked = {one["fieldname"]: one.get("options") for one in fields}
    linked |= {one["fieldname"]: "File" for one in fields if one["fieldtype"] == "Attach"}
    linked |= {
        one["fieldname"]: filled.get(one["options"])
        for one in fields
        if one["fieldtype"] == "Dynamic Link"
    }
    return {
        "doctype": doctype,
        **{name: _filled(value, random, linked[name]) for name, value in filled.items()},
    }


def _filled_row(row: dict, table: str, random: dict[str, str]) -> dict:
    """Return a row of a table as the maker fills a document."""
    meta = frappe.get_meta(table)
    return {
        name: _filled(value, random, meta.get_field(name).options) for name, value in row.items()
    }


def _filled(value: object, random: dict[str, str], linked: str | None) -> object:
    if value == NEW and linked == "File":
        return upload("a file", frappe.session.user).file_url
    if value == NEW and linked == "Supplier":
        return registered()  # no form makes one: the register does
    if value == NEW:
        return make(linked).name
    if value == WAITING:
        return make(linked, workflow_state=min(workflow_of(linked).waits_for_others)).name
    if isinstance(value, str):
        return value.format(**random)
    if isinstance(value, list):
        return [_filled_row(row, linked, random) for row in value]
    return value


def build(doctype: str, **values: object):
    """Return a document that is valid and not yet inserted; its name is nobody's yet."""
    named_by = frappe.get_meta(doctype).autoname or ""
    while True:
        fields = example_fields(doctype, **values)
        name = fields.get(named_by.removeprefix("field:"))
        if not (name and frappe.db.exists(doctype, name)) or named_by[6:] in values:
            return frappe.get_doc(fields)


def make(doctype: str, **values: object):
    """Return a new document, uncommitted, inserted past the permissions."""
    return build(doctype, **values).insert(ignore_permissions=True)
