"""Lists read, filter and sort by the fields that their reader may see, and by no other.

Owns a second look at every permission-checked list, on either version of the base. One of them
drops only the first of two neighbouring hidden fields, both take "count(*) as n, iban" for a count,
and both answer whether a hidden value begins with a letter when it is used as a filter. Refuses
whatever it cannot read: an unknown word in an expression is a hidden field.
"""

import re

import frappe
from frappe import _
from frappe.model import get_permitted_fields, optional_fields
from frappe.model.db_query import DatabaseQuery

ALIAS = re.compile(r"\s+as\s+(?:`[^`]+`|'[^']*'|\w+)\s*$", re.IGNORECASE)
TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
CAST_TYPE = re.compile(
    r"(\bcast\s*\([^()]*)\s+as\s+(?:char|date|datetime|decimal|double|integer|signed|time|unsigned)"
    r"\s*(?:\([\d\s,]*\))?\s*\)",
    re.IGNORECASE,
)
WORD = re.compile(r"(?:(`[^`]+`|\b[A-Za-z_]\w*)\s*\.\s*)?(`[^`]+`|\b[A-Za-z_]\w*)(\s*\()?")
NOT_COLUMNS = frozenset({"distinct", "null"})
UNREADABLE = ("", "?")
MARK = "diwan_checks_fields"


def find_columns(expression: str) -> list[tuple[str, str]]:
    """Return (table, column) of everything a field expression of a query reads, without quotes.

    The table is "" when the expression does not name one. A text that is not closed gives a column
    that does not exist.

    >>> find_columns("count(distinct `tabJournal`.`name`) as n")
    [('tabJournal', 'name')]
    >>> find_columns("count(*) as n, iban")
    [('', 'as'), ('', 'n'), ('', 'iban')]
    >>> find_columns("cast(iban as char) as x")
    [('', 'iban')]
    """
    bare = CAST_TYPE.sub(r"\1)", TEXT.sub(" ", ALIAS.sub("", expression)))
    found = [
        (table.strip("`"), column.strip("`"))
        for table, column, call in WORD.findall(bare)
        if not call and column.lower() not in NOT_COLUMNS
    ]
    return [*found, UNREADABLE] if "'" in bare or '"' in bare else found


def install_field_guard() -> None:
    """Put the second look after the base's own; once per process, cheap afterwards."""
    original = DatabaseQuery.apply_fieldlevel_read_permissions
    if getattr(original, MARK, False):
        return

    def apply_fieldlevel_read_permissions(query: DatabaseQuery) -> None:
        original(query)
        if not query.flags.ignore_permissions:
            drop_hidden_fields(query)
            require_readable_conditions(query)

    setattr(apply_fieldlevel_read_permissions, MARK, True)
    DatabaseQuery.apply_fieldlevel_read_permissions = apply_fieldlevel_read_permissions


def drop_hidden_fields(query: DatabaseQuery) -> None:
    """Take fields with a hidden column out; rows of values (`as_list`) keep an empty place."""
    permitted: dict[str, set[str]] = {}
    kept = [
        field if field is None or _reads_permitted_only(query, field, permitted) else None
        for field in query.fields
    ]
    if not query.as_list:
        kept = [field for field in kept if field is not None] or ["name"]
    query.fields = kept


def require_readable_conditions(query: DatabaseQuery) -> None:
    """Refuse filters, orders and groups by a hidden field: their answers tell its value.

    Raises: frappe.PermissionError.
    """
    if frappe.session.user == "Administrator":
        return
    asked = [_filter_target(query, item) for item in [*query.filters, *query.or_filters]]
    for text in (query.order_by, query.group_by):
        if isinstance(text, str):
            asked += [(_doctype_of(query, table), column) for table, column in find_columns(text)]
    for doctype, field in asked:
        if _is_hidden(query, doctype, field):
            message = _("Not permitted to look at {0}").format(field)
            frappe.throw(message, frappe.PermissionError)


def _reads_permitted_only(query: DatabaseQuery, field: str, permitted: dict) -> bool:
    for table, column in find_columns(field):
        doctype = _doctype_of(query, table)
        if doctype not in permitted:
            permitted[doctype] = _permitted_columns(query, doctype)
        if column not in permitted[doctype]:
            return False
    return True


def _permitted_columns(query: DatabaseQuery, doctype: str) -> set[str]:
    is_own = doctype == query.doctype
    fields = get_permitted_fields(
        doctype=doctype,
        parenttype=query.parent_doctype if is_own else query.doctype,
        permission_type=query.permission_map.get(doctype) if is_own else None,
    )
    return {*fields, *optional_fields}


def _doctype_of(query: DatabaseQuery, table: str) -> str:
    """Return the document type of a table's name or alias as the query wrote it."""
    known = query.linked_table_aliases.get(table, table).strip("`")
    return known.removeprefix("tab") if known else query.doctype


def _filter_target(query: DatabaseQuery, item) -> tuple[str, str]:
    """Return (document type, field) of one filter in any of the base's forms."""
    if isinstance(item, dict):
        return query.doctype, next(iter(item), "")
    item = list(item)
    doctype, field = (query.doctype, item[0]) if len(item) < 4 else item[:2]
    columns = find_columns(str(field))
    if len(columns) == 1 and columns[0][0]:
        return _doctype_of(query, columns[0][0]), columns[0][1]
    return doctype or query.doctype, columns[0][1] if columns else ""


def _is_hidden(query: DatabaseQuery, doctype: str, field: str) -> bool:
    if not frappe.db.exists("DocType", doctype, cache=True):
        return False
    meta = frappe.get_meta(doctype)
    docfield = meta.get_field(field)
    if not docfield or not docfield.permlevel:
        return False
    parent = query.parent_doctype if doctype == query.doctype else query.doctype
    return docfield.permlevel not in meta.get_permlevel_access("read", parent)
