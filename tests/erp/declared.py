"""Documents from the example values of their declarations: one maker for every DocType."""

from __future__ import annotations

from secrets import choice
from string import ascii_uppercase, digits

import frappe

from erp_app.declarations.reading import load_declarations

NEW = "{new}"


def example_fields(doctype: str, **values: object) -> dict:
    """Return the declared example with `values` put over it.

    {letters} and {digits} become four random ones, {today} the day, {site} the host name, as in
    the first users' names; {new} in a link becomes a new document of the linked type.
    """
    declaration = load_declarations()[doctype]
    random = {
        "letters": "".join(choice(ascii_uppercase) for _place in range(4)),
        "digits": "".join(choice(digits) for _place in range(4)),
        "site": frappe.local.site,
        "today": frappe.utils.today(),
    }
    filled = {**declaration.sheet.example, **values}
    linked = {one["fieldname"]: one.get("options") for one in declaration.doctype["fields"]}
    return {
        "doctype": doctype,
        **{name: _filled(value, random, linked[name]) for name, value in filled.items()},
    }


def _filled(value: object, random: dict[str, str], linked: str | None) -> object:
    if value == NEW:
        return make(linked).name
    if isinstance(value, str):
        return value.format(**random)
    if isinstance(value, list):
        return [dict(row) for row in value]
    return value


def build(doctype: str, **values: object):
    """Return a document that is valid and not yet inserted."""
    return frappe.get_doc(example_fields(doctype, **values))


def make(doctype: str, **values: object):
    """Return a new document, uncommitted, inserted past the permissions."""
    return build(doctype, **values).insert(ignore_permissions=True)
