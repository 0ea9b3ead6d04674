"""A chart's filters as the form's `where`: SQL over the mart's columns. Pure.

Owns which filters can be said: a column, an operator, values. Refuses what somebody wrote as SQL
(it would run for every reader), time ranges (the dashboard has a filter of its own for these) and
values that Superset would take for a template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bi.compiler.marts import Mart
from bi.compiler.parts import Dataset
from bi.proposals.refusals import Refusal
from erp_app.domain.languages import LANGUAGES

_COMPARING = {"==": "=", "=": "=", "!=": "<>", "<>": "<>"}
_COMPARING |= {one: one for one in (">", "<", ">=", "<=")}
_LISTING = {"IN": "in", "NOT IN": "not in"}
_STATES = {
    "IS NULL": "is null",
    "IS NOT NULL": "is not null",
    "IS TRUE": "is true",
    "IS FALSE": "is false",
}
_NUMBERS = re.compile(r"(tiny|small|big|huge|u)?int|decimal|double|float|real|numeric", re.I)
_TEXT = re.compile(r"varchar|text|string", re.I)
_TEMPLATE = re.compile(r"{{|{%|{#")
_PLACEHOLDERS = ("<NULL>", "<empty string>")
NO_RANGE = "No filter"


class ConditionRefusedError(Exception):
    """A filter that the form cannot say; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.key)


def condition(one: Mapping[str, Any], dataset: Dataset, mart: Mart) -> str | None:
    """Return SQL of one filter of a chart, as Superset keeps it; None for "any time".

    Raises: ConditionRefusedError.
    """
    if one.get("expressionType") != "SIMPLE" or one.get("clause", "WHERE") != "WHERE":
        raise _refused("filter_is_sql")
    column, operator = one.get("subject"), str(one.get("operator"))
    if operator == "TEMPORAL_RANGE":
        if one.get("comparator") in (NO_RANGE, None, ""):
            return None
        raise _refused("time_range", str(one.get("comparator")))
    sql, kind = _column(column, dataset, mart)
    if operator in _STATES:
        return f"{sql} {_STATES[operator]}"
    if operator in _COMPARING:
        return f"{sql} {_COMPARING[operator]} {_value(one.get('comparator'), kind, column)}"
    if operator in _LISTING and isinstance(one.get("comparator"), list) and one["comparator"]:
        values = ", ".join(_value(value, kind, column) for value in one["comparator"])
        return f"{sql} {_LISTING[operator]} ({values})"
    raise _refused("filter_operator", str(column), operator)


def _column(name: Any, dataset: Dataset, mart: Mart) -> tuple[str, str]:
    """Return SQL and type of a dataset's column: the mart's own, or one that a dimension makes."""
    if name in mart.columns:
        return str(name), mart.columns[name].type
    for dimension in dataset.dimensions.values():
        for language in LANGUAGES:
            if name == dimension.column(language):
                source = dimension.columns[language]
                kind = mart.columns[source].type if source in mart.columns else "varchar"
                return (source if source in mart.columns else f"({source})"), kind
    raise _refused("filter_column", str(name))


def _value(value: Any, kind: str, column: Any) -> str:
    """Return a value as SQL of a column's type. Raises: ConditionRefusedError."""
    if kind == "boolean" and str(value).lower() in ("true", "false", "0", "1"):
        return "true" if str(value).lower() in ("true", "1") else "false"
    if _NUMBERS.match(kind):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise _refused("filter_value", str(column), str(value)) from None
        if number.is_finite() and not isinstance(value, bool):
            return f"{number:f}"
    is_text = isinstance(value, str) and value not in _PLACEHOLDERS
    if is_text and _TEXT.match(kind) and value.isprintable() and not _TEMPLATE.search(value):
        return "'" + value.replace("'", "''") + "'"
    raise _refused("filter_value", str(column), str(value))


def _refused(key: str, *values: str) -> ConditionRefusedError:
    return ConditionRefusedError(Refusal(key, values))
