"""Columns as a reader names them: read into typed values, or refused.

Owns the grammar of fields, orders and groups. There are names, six functions and aliases; there is
no other text, so nothing of it can be anything else in a query. Whether the names exist, and
whether the reader may see them, is asked elsewhere (erp_app/reading).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from erp_app.domain.findings import RuleError, _

NAME = r"[A-Za-z_][A-Za-z0-9_]{0,63}"
# A document type: words and hyphens, as the base names its own.
TYPE = r"[A-Za-z][A-Za-z0-9_]*(?:[ -][A-Za-z0-9_]+)*"
FUNCTIONS = frozenset({"count", "sum", "avg", "min", "max"})
FIELDS_MAX = 200

_COLUMN = re.compile(
    rf"(?:(?:`tab(?P<quoted>{TYPE})`|tab(?P<bare>[A-Z][A-Za-z0-9]*)|(?P<through>{NAME}))\.)?"
    rf"(?:`(?P<name_quoted>{NAME})`|(?P<name>{NAME}))",
    re.ASCII,
)
_ALIAS = re.compile(rf"(?P<rest>.*\S)\s+as\s+(?:`({NAME})`|'({NAME})'|({NAME}))", re.I | re.ASCII)
_CALL = re.compile(
    r"(?P<function>[a-z]+)\s*\(\s*(?P<distinct>distinct\s+)?(?P<inside>[^()]*?)\s*\)", re.I
)
_ORDER = re.compile(r"(?P<column>\S+(?: \S+)*?)(?:\s+(?P<way>asc|desc))?", re.I)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by name. doctype: "" for the type that is asked for; through: the field of that type
    whose rows hold it ("lines.account"), "" when it is its own."""

    name: str
    doctype: str = ""
    through: str = ""


@dataclass(frozen=True, slots=True)
class Selected:
    """One thing to be answered. column: None for every row (count(*)) and for every column (*);
    function: "" or one of FUNCTIONS; alias: what the answer calls it, "" for the column's name."""

    column: Column | None
    function: str = ""
    is_distinct: bool = False
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """One part of an order; the column may be an alias of what is selected."""

    column: Column
    is_descending: bool = False


EVERY_COLUMN = Selected(None)


def read_column(text: object) -> Column:
    """Return the column that a text names. Raises: RuleError.

    >>> read_column("`tabJournal Line`.`account`")
    Column(name='account', doctype='Journal Line', through='')
    >>> read_column("lines.account")
    Column(name='account', doctype='', through='lines')
    """
    found = _COLUMN.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise _not_a_column(text)
    name = found["name_quoted"] or found["name"]
    return Column(name, found["quoted"] or found["bare"] or "", found["through"] or "")


def read_selected(text: object) -> Selected:
    """Return what one entry of a list of fields asks for. Raises: RuleError.

    >>> read_selected("count(distinct `tabJournal`.`name`) as n").function
    'count'
    """
    if not isinstance(text, str):
        raise _not_a_column(text)
    rest, alias = text.strip(), ""
    if found := _ALIAS.fullmatch(rest):
        rest, alias = found["rest"], next(filter(None, found.groups()[1:]))
    if rest == "*" and not alias:
        return EVERY_COLUMN
    if not (call := _CALL.fullmatch(rest)):
        return Selected(read_column(rest), alias=alias)
    function = call["function"].lower()
    if function not in FUNCTIONS:
        raise _not_a_column(text)
    is_distinct, inside = bool(call["distinct"]), call["inside"]
    if inside == "*" and function == "count" and not is_distinct:
        return Selected(None, function, alias=alias)
    return Selected(read_column(inside), function, is_distinct, alias)


def read_fields(fields: object) -> tuple[Selected, ...]:
    """Return what a list of fields, or a text of names with commas, asks for. Raises: RuleError."""
    if isinstance(fields, str):
        fields = [part for part in fields.split(",") if part.strip()]
    if not isinstance(fields, list | tuple):
        raise _not_a_column(fields)
    if len(fields) > FIELDS_MAX:
        raise RuleError(_("At most {0} fields may be asked for at once"), FIELDS_MAX)
    return tuple(read_selected(field) for field in fields if field not in (None, ""))


def read_order(text: object) -> tuple[Ordered, ...]:
    """Return the parts of an order, the first one foremost; () for none. Raises: RuleError.

    >>> read_order("`tabJournal`.`modified` desc, name")[0].is_descending
    True
    """
    if text in (None, ""):
        return ()
    if not isinstance(text, str):
        raise _not_a_column(text)
    return tuple(_read_ordered(part) for part in text.split(","))


def read_group(text: object) -> tuple[Column, ...]:
    """Return the columns of a group; () for none. Raises: RuleError."""
    if text in (None, ""):
        return ()
    if not isinstance(text, str):
        raise _not_a_column(text)
    return tuple(read_column(part) for part in text.split(","))


def _read_ordered(part: str) -> Ordered:
    found = _ORDER.fullmatch(part.strip())
    if not found:
        raise _not_a_column(part)
    return Ordered(read_column(found["column"]), (found["way"] or "").lower() == "desc")


def _not_a_column(text: object) -> RuleError:
    return RuleError(_("'{0}' is not the name of a field"), str(text)[:80])
