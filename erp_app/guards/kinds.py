"""Kinds of arguments: what a value of each must look like, by name.

Owns the checks that schemas are made of. Each one takes a value as the request holds it (text of a
form, or JSON) and says no by RuleError (400: not of its kind) or NotListedError (403: what it names
is not open to these roles). Nothing here imports Frappe.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from erp_app.domain.findings import RuleError, _
from erp_app.domain.reading.columns import (
    NAME,
    TYPE,
    read_column,
    read_fields,
    read_group,
    read_order,
)
from erp_app.domain.reading.conditions import read_conditions
from erp_app.domain.reading.values import as_json, require_rows_bounded, whole_number
from erp_app.guards.policy import SAVE_RIGHTS, Policy

NAME_MAX = 140
TEXT_MAX = 1000
LONG_MAX = 1_000_000
JSON_DEPTH_MAX = 12
NAMES_MAX = 1000
ROWS_MAX = 100_000

Check = Callable[[Any, Policy], None]
_FIELD_NAME = re.compile(NAME, re.ASCII)
_TYPE_NAME = re.compile(TYPE, re.ASCII)
# A day, also with a time; without a zone, which nothing here would heed.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class NotListedError(RuleError):
    """The value is of its kind, but what it names is not open to the caller's roles."""


def make_check(kind: str, words: str) -> Check:
    """Return the check of a kind. words: what follows its name in the schema.

    Raises: KeyError for a kind that does not exist.
    """
    return _MAKERS[kind](words)


def _text(words: str) -> Check:
    longest = int(words or TEXT_MAX)

    def check(value: Any, _policy: Policy) -> None:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise RuleError(_("a text is expected"))
        if len(str(value)) > longest:
            raise RuleError(_("at most {0} characters may be sent"), longest)

    return check


def _name(_words: str) -> Check:
    """Take a document's name: no longer than it is stored, without control characters."""

    def check(value: Any, _policy: Policy) -> None:
        if not is_name(value):
            raise RuleError(_("the name of a document is expected"))

    return check


def is_name(value: Any) -> bool:
    """Tell whether a document can have this name."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    text = str(value)
    return 0 < len(text) <= NAME_MAX and not _CONTROL.search(text)


def _names(_words: str) -> Check:
    one = _name("")

    def check(value: Any, policy: Policy) -> None:
        names = as_json(value)
        if not isinstance(names, list) or len(names) > NAMES_MAX:
            raise RuleError(_("a list of at most {0} names is expected"), NAMES_MAX)
        for name in names:
            one(name, policy)

    return check


def _name_or_names(_words: str) -> Check:
    one, many = _name(""), _names("")

    def check(value: Any, policy: Policy) -> None:
        is_list = isinstance(value, list) or (isinstance(value, str) and value[:1] == "[")
        (many if is_list else one)(value, policy)

    return check


def _flag(_words: str) -> Check:
    def check(value: Any, _policy: Policy) -> None:
        if not isinstance(value, bool) and str(value).lower() not in ("0", "1", "true", "false"):
            raise RuleError(_("yes or no (1 or 0) is expected"))

    return check


def _number(_words: str) -> Check:
    def check(value: Any, _policy: Policy) -> None:
        whole_number(value)

    return check


def _date(_words: str) -> Check:
    def check(value: Any, _policy: Policy) -> None:
        try:
            is_one = bool(_MOMENT.fullmatch(str(value)) and datetime.fromisoformat(str(value)))
        except ValueError:
            is_one = False
        if not is_one:
            raise RuleError(_("a date such as 2026-01-31 is expected"))

    return check


def _choice(words: str) -> Check:
    choices = frozenset(words.split("|"))

    def check(value: Any, _policy: Policy) -> None:
        if str(value) not in choices:
            raise RuleError(_("one of {0} is expected"), ", ".join(sorted(choices)))

    return check


def _doctype(right: str) -> Check:
    def check(value: Any, policy: Policy) -> None:
        if not (isinstance(value, str) and _TYPE_NAME.fullmatch(value)):
            raise RuleError(_("the name of a document type is expected"))
        _require_right(value, right, policy)

    return check


def _document(right: str) -> Check:
    def check(value: Any, policy: Policy) -> None:
        found = as_json(value)
        if not (isinstance(found, Mapping) and isinstance(found.get("doctype"), str)):
            raise RuleError(_("a document in JSON with its doctype is expected"))
        require_rows_bounded(found, ROWS_MAX)
        _require_bounded(found)
        _require_right(found["doctype"], right, policy)

    return check


def _documents(right: str) -> Check:
    one = _document(right)

    def check(value: Any, policy: Policy) -> None:
        found = as_json(value)
        if not isinstance(found, list) or len(found) > NAMES_MAX:
            raise RuleError(_("a list of documents in JSON is expected"))
        for document in found:
            one(document, policy)

    return check


def _doctype_or_document(right: str) -> Check:
    """Take a document or the name of its type: printing has both in the same argument."""
    named, whole = _doctype(right), _document(right)

    def check(value: Any, policy: Policy) -> None:
        is_whole = isinstance(value, Mapping) or str(value)[:1] == "{"
        (whole if is_whole else named)(value, policy)

    return check


def _values(_words: str) -> Check:
    """Take a field's name, or a mapping of field names to values."""

    def check(value: Any, _policy: Policy) -> None:
        found = as_json(value)
        names = found if isinstance(found, Mapping) else [found]
        if not all(isinstance(name, str) and _FIELD_NAME.fullmatch(name) for name in names):
            raise RuleError(_("the name of a field is expected"))
        _require_bounded(found)

    return check


def _json(words: str) -> Check:
    longest = int(words or LONG_MAX)

    def check(value: Any, _policy: Policy) -> None:
        if isinstance(value, str) and len(value) > longest:
            raise RuleError(_("at most {0} characters may be sent"), longest)
        _require_bounded(as_json(value))

    return check


def _list(words: str) -> Check:
    """Take a list in JSON."""
    bounded = _json(words)

    def check(value: Any, policy: Policy) -> None:
        bounded(value, policy)
        if not isinstance(as_json(value), list):
            raise RuleError(_("a list in JSON is expected"))

    return check


def _object(words: str) -> Check:
    """Take a JSON object; words: keys that must be there, each with a text."""
    keys = words.split()

    def check(value: Any, _policy: Policy) -> None:
        found = as_json(value)
        if not isinstance(found, Mapping) or not all(isinstance(found.get(k), str) for k in keys):
            shown = ", ".join(keys) or "-"
            raise RuleError(
                _("an object in JSON is expected, with texts for these keys: {0}"), shown
            )
        _require_bounded(found)

    return check


def _objects(words: str) -> Check:
    one = _object(words)

    def check(value: Any, policy: Policy) -> None:
        found = as_json(value)
        if not isinstance(found, list) or len(found) > NAMES_MAX:
            raise RuleError(_("a list of at most {0} objects in JSON is expected"), NAMES_MAX)
        for each in found:
            one(each, policy)

    return check


def _grammar(read: Callable[[object], object], takes_json: bool) -> Callable[[str], Check]:
    """Return the maker of a kind that a grammar of domain/reading reads."""

    def make(_words: str) -> Check:
        def check(value: Any, _policy: Policy) -> None:
            read(as_json(value) if takes_json else value)

        return check

    return make


def _filters_or_name(_words: str) -> Check:
    """Conditions, or just the name of the document that is meant."""
    one = _name("")

    def check(value: Any, policy: Policy) -> None:
        if isinstance(value, str) and value[:1] not in ("[", "{"):
            one(value, policy)
        else:
            read_conditions(as_json(value))

    return check


def _dropped(_words: str) -> Check:
    """Sent by the Desk, never looked at."""

    def check(_value: Any, _policy: Policy) -> None:
        return None

    return check


_MAKERS: dict[str, Callable[[str], Check]] = {
    "choice": _choice,
    "column": _grammar(read_column, takes_json=False),
    "date": _date,
    "doctype": _doctype,
    "doctype-or-document": _doctype_or_document,
    "document": _document,
    "documents": _documents,
    "dropped": _dropped,
    "fields": _grammar(read_fields, takes_json=True),
    "filters": _grammar(read_conditions, takes_json=True),
    "filters-or-name": _filters_or_name,
    "flag": _flag,
    "group": _grammar(read_group, takes_json=False),
    "json": _json,
    "list": _list,
    "name": _name,
    "name-or-names": _name_or_names,
    "names": _names,
    "number": _number,
    "object": _object,
    "objects": _objects,
    "order": _grammar(read_order, takes_json=False),
    "text": _text,
    "values": _values,
}


# Kinds that a method is handed as a text, however a program spelt them.
AS_TEXT = frozenset({"choice", "column", "date", "doctype", "group", "name", "order", "text"})
HANDED_ON = AS_TEXT | {"number", "names", "name-or-names"}  # the others as they came


def as_handed_on(kind: str, value: Any) -> Any:
    """Return an argument that its check has passed in the type that methods expect: 52101 is the
    name "52101", and 20.0 the number 20."""
    if kind in AS_TEXT:
        return str(value)
    if kind == "number":
        return whole_number(value)
    if kind in ("names", "name-or-names"):
        found = as_json(value)
        return json.dumps([str(name) for name in found]) if isinstance(found, list) else str(found)
    return value


def _require_right(doctype: str, right: str, policy: Policy) -> None:
    held = policy.documents.get(doctype, frozenset())
    is_held = not held.isdisjoint(SAVE_RIGHTS) if right == "save" else right in held
    if not is_held:
        raise NotListedError(_("{0} is not allowed on this document type"), right)


def _require_bounded(value: Any, depth: int = 0) -> None:
    if depth > JSON_DEPTH_MAX:
        raise RuleError(_("JSON may be nested {0} levels deep"), JSON_DEPTH_MAX)
    if isinstance(value, Mapping):
        for inner in value.values():
            _require_bounded(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _require_bounded(inner, depth + 1)
