"""Documents as a request sends them: their fields, nothing that the framework keeps beside them.

The base takes every key of a sent document for an attribute of its object: what it remembers about
permissions, flags and rows could be sent along. Here a document is read once, before the base sees
it: what is no field of its type, or of its rows' types, is left out. Changes of a stored document
carry no mark of a new one: the base would insert a copy of it, and answer with all it holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import frappe
from frappe.model.meta import Meta
from frappe.utils import get_datetime

from erp_app.domain.findings import RuleError, _
from erp_app.domain.reading.values import as_json, require_rows_bounded, whole_number
from erp_app.guards.arguments import OF_EVERY_REQUEST
from erp_app.guards.kinds import ROWS_MAX, is_name
from erp_app.store.written_values import read_sent

TABLES = frozenset({"Table", "Table MultiSelect"})
MOMENTS = frozenset({"creation", "modified"})
STAMPS = MOMENTS | {"owner", "modified_by"}
NUMBERED = frozenset({"docstatus", "idx"})
WHOLE = frozenset({"JSON", "Geolocation"})  # fields that hold a list or an object as it is
# The Desk's marks of a document that is not stored yet.
MARKS = frozenset({"__islocal", "__unsaved", "__newname", "localname"})
NAMES = frozenset({"name", "parent", "parenttype", "parentfield", "__newname", "localname"})
# What every document may carry besides its own fields.
OF_EVERY_DOCUMENT = MARKS | {
    "doctype", "name", "owner", "creation", "modified", "modified_by", "docstatus", "idx",
    "parent", "parenttype", "parentfield",
}  # fmt: skip


def clean_argument(value: Any) -> str:
    """Return one sent document, or a list of them, cleaned, as JSON."""
    found = as_json(value)
    if isinstance(found, str):
        return found  # of a type alone
    if isinstance(found, list):
        return json.dumps([clean_document(document) for document in found])
    return json.dumps(clean_document(found))


def clean_document(document: Mapping[str, Any], position: int = 0) -> dict[str, Any]:
    """Return a sent document with the fields of its type alone. position: of a row, from 1.

    Raises: RuleError for a name that is no field, and for a list or an object where a field holds
    one value; frappe.ValidationError for a value that is not of its field's type.
    """
    meta = frappe.get_meta(document["doctype"])
    return {
        name: _cleaned(meta, name, value, position)
        for name, value in document.items()
        if _is_wanted(meta, name) and not _is_unsaid(name, value)
    }


def _is_wanted(meta: Meta, name: str) -> bool:
    """Tell whether a name is kept; False for what the Desk remembers. Raises: RuleError."""
    if name in OF_EVERY_DOCUMENT or meta.has_field(name):
        return True
    if not name.startswith("_"):
        doctype = meta.name
        raise RuleError(_("{0} has no field '{1}'"), frappe._(doctype), name[:80])
    return False


def _is_unsaid(name: str, value: Any) -> bool:
    """Tell whether nothing was sent for what the base keeps of every document, which is no value:
    it would store the nothing, in a column that holds none."""
    return (value is None or value == "") and name in NUMBERED | STAMPS


def _cleaned(meta: Meta, name: str, value: Any, position: int = 0) -> Any:
    if value is None or value == "":
        return value
    if name in NUMBERED:
        return whole_number(value)
    if name in STAMPS:
        _require_stamp(name, value)
    if _is_table(meta, name) and not isinstance(value, list):
        raise RuleError(_("'{0}' is a list of rows, each an object"), name[:80])
    found = meta.get_field(name)
    kind = found.fieldtype if found else ""
    if kind in TABLES and isinstance(value, list):
        rows = enumerate(value, 1)
        return [_cleaned_row(found.options, name, row, position) for position, row in rows]
    if kind not in WHOLE and isinstance(value, list | Mapping):
        raise RuleError(_("'{0}' holds one value, not a list or an object"), name[:80])
    if found:
        return read_sent(found, value, position)
    if name in NAMES and not is_name(value):
        raise RuleError(_("'{0}' is not a value of {1}"), str(value)[:40], name)
    return str(value) if name in NAMES else value


def _require_stamp(name: str, value: Any) -> None:
    """Refuse what is no moment, or no name, where the base keeps who wrote a document and when."""
    try:
        is_one = bool(get_datetime(value)) if name in MOMENTS else isinstance(value, str)
    except (ValueError, TypeError, OverflowError, frappe.ValidationError):
        is_one = False
    if not is_one:
        raise RuleError(_("'{0}' is not a value of {1}"), str(value)[:40], name)


def _is_table(meta: Meta, name: str) -> bool:
    found = meta.get_field(name)
    return bool(found and found.fieldtype in TABLES)


def _cleaned_row(child: str, name: str, row: Any, position: int) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise RuleError(_("'{0}' is a list of rows, each an object"), name[:80])
    return clean_document({**row, "doctype": child}, position)


def clean_values(doctype: str, values: Mapping[str, Any], is_new: bool) -> dict[str, Any]:
    """Return the fields that a request writes into a document of the type in its address.

    is_new: False for a stored document, which keeps its name. Raises: RuleError for more rows than
    a document may have.
    """
    require_rows_bounded(values, ROWS_MAX)
    sent = {name: value for name, value in values.items() if name not in OF_EVERY_REQUEST}
    cleaned = clean_document({**sent, "doctype": doctype})
    unwanted = {*MARKS, "parenttype"} | (set() if is_new else {"name"})
    return {name: value for name, value in cleaned.items() if name not in unwanted}


def clean_changes(doctype: str, changes: Any, value: Any = None) -> tuple[Any, Any]:
    """Return changes of a stored document, as they were sent: a field's name with its value, or a
    mapping of names to values in JSON with nothing.

    Raises: RuleError for what is no field of its type; as `clean_document`.
    """
    meta = frappe.get_meta(doctype)
    found = as_json(changes)
    for name in found if isinstance(found, Mapping) else [found]:
        if not meta.has_field(str(name)):
            raise RuleError(_("{0} has no field '{1}'"), frappe._(doctype), str(name)[:80])
    if isinstance(found, Mapping):
        return json.dumps({name: _cleaned(meta, name, one) for name, one in found.items()}), None
    is_rows = _is_table(meta, found) or meta.get_field(found).fieldtype in WHOLE
    return found, _cleaned(meta, found, as_json(value) if is_rows else value)
