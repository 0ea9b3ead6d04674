"""What was resolved, as one statement with bound values.

Owns the SQL of every list, count, search and export that a request asks for. Text of a request is
never part of a statement: names come from declarations, conditions on rows from permission rules.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import frappe

from erp_app.domain.reading.conditions import Operator
from erp_app.domain.reading.resolved import Answer, Kind, Place, Resolved, Test

EMPTY = {Kind.TEXT: "''", Kind.NUMBER: "0"}  # what is stored instead of no value
# What is not X, or before X, may be a row that says nothing.
FINDS_EMPTY = frozenset(
    {Operator.NOT_EQUAL, Operator.LESS, Operator.AT_MOST, Operator.NOT_LIKE, Operator.NOT_MATCHES}
)
TREE_IN = {
    Operator.DESCENDANTS: ("in", "t.lft > n.lft and t.rgt < n.rgt"),
    Operator.NOT_DESCENDANTS: ("not in", "t.lft > n.lft and t.rgt < n.rgt"),
    Operator.DESCENDANTS_INCLUSIVE: ("in", "t.lft >= n.lft and t.rgt <= n.rgt"),
    Operator.ANCESTORS: ("in", "t.lft < n.lft and t.rgt > n.rgt"),
    Operator.NOT_ANCESTORS: ("not in", "t.lft < n.lft and t.rgt > n.rgt"),
}


def read_rows(resolved: Resolved) -> list[tuple[Any, ...]]:
    """Return the rows, each with a value per answer; None where the reader may not look."""
    statement = Statement(resolved)
    return list(frappe.db.sql(statement.text(), statement.values))


class Statement:
    """One statement under way: its text and the values it binds. index: the only one that may be
    used of the table asked for, "" for the database's choice."""

    def __init__(self, resolved: Resolved, index: str = "") -> None:
        self.asked, self.index = resolved, index
        self.values: dict[str, object] = {}

    def text(self) -> str:
        """Return the statement; its values are in `values` afterwards."""
        asked = self.asked
        parts = [
            "select",
            "distinct" if asked.is_distinct else "",
            ", ".join(_answer(answer) for answer in asked.answers),
            f"from `tab{asked.doctype}`",
            f"use index (`{self.index}`)" if self.index else "",
            *(self._join(child) for child in asked.children),
            self._where(),
            self._list("group by", [_column(place) for place in asked.group]),
            self._list("order by", [*self._first(), *(_ordered(*by) for by in asked.order)]),
            "" if asked.length is None else f"limit {int(asked.length)} offset {int(asked.start)}",
        ]
        return " ".join(part for part in parts if part)

    def _join(self, child: str) -> str:
        own = f"`tab{self.asked.doctype}`"
        of = self._bind(self.asked.doctype)
        return (
            f"left join `tab{child}` on `tab{child}`.parent = {own}.name "
            f"and `tab{child}`.parenttype = {of}"
        )

    def _first(self) -> list[str]:
        return [f"({self._test(test)}) desc" for test in self.asked.first]

    def _where(self) -> str:
        asked = self.asked
        conditions = [self._test(test) for test in asked.all_of]
        if asked.any_of:
            conditions.append(f"({' or '.join(self._test(test) for test in asked.any_of)})")
        if asked.rows:
            conditions.append(f"({_literally(asked.rows)})")
        if asked.parent:
            conditions += self._of_readable_parents()
        return f"where {' and '.join(conditions)}" if conditions else ""

    def _of_readable_parents(self) -> list[str]:
        """Return conditions on child rows: their parent's type, and that the parent is open."""
        asked = self.asked
        own, parent = f"`tab{asked.doctype}`", f"`tab{asked.parent}`"
        found = [f"{own}.parenttype = {self._bind(asked.parent)}"]
        if asked.parent_rows:
            narrowed = f"{parent}.name = {own}.parent and ({_literally(asked.parent_rows)})"
            found.append(f"exists (select 1 from {parent} where {narrowed})")
        return found

    def _test(self, test: Test) -> str:
        column, operator = _column(test.place), test.operator
        if operator in TREE_IN:
            return self._in_tree(test)
        if operator is Operator.IS:
            return _is_set(test.place, test.value == "set")
        if operator is Operator.BETWEEN:
            return self._between(test)
        if operator in (Operator.IN, Operator.NOT_IN):
            return self._in(test)
        if test.value is None:
            return self._with_nothing(test)
        condition = f"{column} {operator.value} {self._bind(test.value)}"
        finds_empty = operator in FINDS_EMPTY
        if test.place.kind is Kind.NUMBER:  # a number that is not there is a nought
            finds_empty = operator is Operator.EQUAL and not test.value
        return f"({condition} or {column} is null)" if finds_empty else condition

    def _with_nothing(self, test: Test) -> str:
        """Compare with an empty value: equal to it is empty, different from it is set."""
        if test.operator in (Operator.EQUAL, Operator.AT_MOST):
            return _is_set(test.place, False)
        if test.operator in (Operator.NOT_EQUAL, Operator.GREATER):
            return _is_set(test.place, True)
        return "1 = 1" if test.operator is Operator.AT_LEAST else "1 = 0"

    def _in(self, test: Test) -> str:
        """Return "in" and "not in"; an empty value among the given means that nothing is set."""
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        given = ", ".join(self._bind(value) for value in values if value is not None)
        column, place = _column(test.place), test.place
        if test.operator is Operator.IN:
            parts = [f"{column} in ({given})"] if given else []
            parts += [_is_set(place, False)] if None in values else []
            return f"({' or '.join(parts)})" if parts else "1 = 0"
        parts = [f"({column} not in ({given}) or {column} is null)"] if given else []
        parts += [_is_set(place, True)] if None in values else []
        return " and ".join(parts) or "1 = 1"

    def _between(self, test: Test) -> str:
        column, kind = _column(test.place), test.place.kind
        first, last = test.value if isinstance(test.value, tuple) else (None, None)
        if kind is Kind.MOMENT and isinstance(last, date) and _is_midnight(last):
            # A day as the last one is meant to its end.
            until = self._bind(last + timedelta(days=1))
            return f"({column} >= {self._bind(first)} and {column} < {until})"
        return f"({column} between {self._bind(first)} and {self._bind(last)})"

    def _in_tree(self, test: Test) -> str:
        way, bounds = TREE_IN[test.operator]
        tree, column = f"`tab{test.place.target}`", _column(test.place)
        nodes = f"select t.name from {tree} t join {tree} n on {bounds}"
        condition = f"{column} {way} ({nodes} where n.name = {self._bind(test.value)})"
        return f"({condition} or {column} is null)" if way == "not in" else condition

    def _bind(self, value: object) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"

    @staticmethod
    def _list(words: str, parts: list[str]) -> str:
        return f"{words} {', '.join(parts)}" if parts else ""


def _column(place: Place) -> str:
    return f"`tab{place.doctype}`.`{place.column}`"


def _answer(answer: Answer) -> str:
    if answer.function:
        inside = _column(answer.place) if answer.place else "*"
        distinct = "distinct " if answer.is_distinct else ""
        return f"{answer.function}({distinct}{inside}) as `{answer.label}`"
    if answer.link and answer.place:
        return _title(answer.place, answer.link, answer.rows)
    return _column(answer.place) if answer.place else "null"


def _title(title: Place, link: Place, rows: str) -> str:
    """Return the title of a linked document that the reader may see. A table of its own inside, for
    a type may link to itself."""
    table = f"`tab{title.doctype}`"
    seen = (
        f"(select name, `{title.column}` from {table} where {_literally(rows)})" if rows else table
    )
    return f"(select t.`{title.column}` from {seen} t where t.name = {_column(link)})"


def _ordered(by: Place | str, is_descending: bool) -> str:
    what = f"`{by}`" if isinstance(by, str) else _column(by)
    return f"{what} desc" if is_descending else what


def _is_set(place: Place, wanted: bool) -> str:
    column, empty = _column(place), EMPTY.get(place.kind)
    if wanted:
        return (
            f"({column} is not null and {column} != {empty})" if empty else f"{column} is not null"
        )
    return f"({column} is null or {column} = {empty})" if empty else f"{column} is null"


def _is_midnight(moment: date) -> bool:
    return not isinstance(moment, datetime) or moment.time() == datetime.min.time()


def _literally(condition: str) -> str:
    """Return SQL that stands beside bound values: a percent sign would begin one."""
    return condition.replace("%", "%%")
