"""Conditions as a reader writes them, in each of the base's forms: read into typed values.

Owns operators and the shapes of their values. A condition is a column, an operator of the list and
a plain value; text that would be a condition by itself is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from erp_app.domain.findings import RuleError, _
from erp_app.domain.reading.columns import Column, read_column

CONDITIONS_MAX = 100
VALUES_MAX = 2000
TEXT_MAX = 1000

Scalar = str | int | float | bool | None
Value = Scalar | tuple[Scalar, ...]


class Operator(StrEnum):
    EQUAL = "="
    NOT_EQUAL = "!="
    GREATER = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="
    LIKE = "like"
    NOT_LIKE = "not like"
    IN = "in"
    NOT_IN = "not in"
    IS = "is"
    BETWEEN = "between"
    TIMESPAN = "timespan"
    PREVIOUS = "previous"
    NEXT = "next"
    ANCESTORS = "ancestors of"
    NOT_ANCESTORS = "not ancestors of"
    DESCENDANTS = "descendants of"
    NOT_DESCENDANTS = "not descendants of"
    DESCENDANTS_INCLUSIVE = "descendants of (inclusive)"
    # Ours alone: no request may say them.
    CONTAINS = "contains"
    BEGINS = "begins with"
    MATCHES = "regexp"
    NOT_MATCHES = "not regexp"


LISTS = frozenset({Operator.IN, Operator.NOT_IN})
OURS = frozenset({Operator.CONTAINS, Operator.BEGINS, Operator.MATCHES, Operator.NOT_MATCHES})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. value: a tuple for IN, NOT_IN and BETWEEN, else one value."""

    column: Column
    operator: Operator
    value: Value


def read_conditions(filters: object) -> tuple[Condition, ...]:
    """Return the conditions of a mapping or a list of filters; () for none. Raises: RuleError.

    >>> read_conditions({"docstatus": 1, "title": ["like", "a%"]})[1].operator
    <Operator.LIKE: 'like'>
    >>> read_conditions([["Journal", "docstatus", "<", 2]])[0].column.doctype
    'Journal'
    """
    if filters in (None, "", [], {}, ()):
        return ()
    if isinstance(filters, Mapping):
        entries = [_of_pair(name, value) for name, value in filters.items()]
    elif isinstance(filters, list | tuple):
        entries = [_of_entry(entry) for entry in filters]
    else:
        raise _not_a_filter(filters)
    if len(entries) > CONDITIONS_MAX:
        raise RuleError(_("At most {0} filters may be asked for at once"), CONDITIONS_MAX)
    return tuple(entries)


def _of_pair(name: object, value: object) -> Condition:
    """Return {"field": value} and {"field": [operator, value]}."""
    if isinstance(value, list | tuple):
        if len(value) != 2:
            raise _not_a_filter(value)
        return _condition(read_column(name), value[0], value[1])
    return _condition(read_column(name), Operator.EQUAL, value)


def _of_entry(entry: object) -> Condition:
    """Return [field, operator, value], [type, field, operator, value] with or without a mark at
    its end that hides it, and the mappings of the first form."""
    if isinstance(entry, Mapping) and len(entry) == 1:
        return _of_pair(*next(iter(entry.items())))
    if not isinstance(entry, list | tuple):
        raise _not_a_filter(entry)
    match list(entry):
        case [name, value]:
            return _of_pair(name, value)
        case [name, operator, value]:
            return _condition(read_column(name), operator, value)
        case [doctype, name, operator, value] | [doctype, name, operator, value, _]:
            return _condition(_column_of(doctype, name), operator, value)
    raise _not_a_filter(entry)


def _column_of(doctype: object, name: object) -> Column:
    """Return a column of a type that is named beside it."""
    column = read_column(name)
    if doctype in (None, ""):
        return column
    named = read_column(f"`tab{doctype}`.`name`").doctype if isinstance(doctype, str) else ""
    if not named or column.through or column.doctype not in ("", named):
        raise _not_a_filter([doctype, name])
    return replace(column, doctype=named)


def _condition(column: Column, operator: object, value: object) -> Condition:
    try:
        read = Operator(" ".join(str(operator).lower().split()))
    except ValueError:
        read = None
    if read is None or read in OURS:
        raise RuleError(_("'{0}' is not an operator of a filter"), str(operator)[:40])
    return Condition(column, read, _value(read, value))


def _value(operator: Operator, value: object) -> Value:
    if operator in LISTS:
        values = value.split(",") if isinstance(value, str) else value
        return _values(values if isinstance(values, list | tuple) else [values])
    if operator is Operator.BETWEEN:
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise RuleError(_("Between needs two values, the first and the last"))
        return _values(value)
    if operator is Operator.IS:
        word = str(value).strip().lower()
        if word not in ("set", "not set"):
            raise RuleError(_("A field is set or not set, not '{0}'"), word[:40])
        return word
    return _scalar(value)


def _values(values: list[object] | tuple[object, ...]) -> tuple[Scalar, ...]:
    if len(values) > VALUES_MAX:
        raise RuleError(_("At most {0} values may stand in a filter"), VALUES_MAX)
    return tuple(_scalar(value) for value in values)


def _scalar(value: object) -> Scalar:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str) and len(value) <= TEXT_MAX and "\0" not in value:
        return value
    raise _not_a_filter(value)


def _not_a_filter(value: object) -> RuleError:
    return RuleError(_("'{0}' is not a filter"), str(value)[:80])
