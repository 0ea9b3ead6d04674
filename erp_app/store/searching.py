"""A text looked for in a large table: in stages that an index serves, through all of it once.

As one statement every row that holds the text is found and sorted before six of them are shown.
Here each way of being found gives its own first rows: names that begin with the text, titles that
do, equal numbers, then what holds it anywhere, read in the order that is wanted until there are
enough. A row that is among the first of all is among the first of its own way, so the answer is the
same. Every stage has the conditions of the reader's rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import frappe

from erp_app.domain.reading.conditions import Operator
from erp_app.domain.reading.resolved import Answer, Kind, Place, Resolved, Test
from erp_app.domain.reading.spelling import beginnings, literally
from erp_app.store.reading import Statement

# Columns of large types that an index serves, beside the name. Others are small, and read at once.
SERVED = {"Journal": frozenset({"title", "posting_number", "total_debit", "total_credit"})}
INDEXES = {
    "Journal": {
        "title_of_search": ("title", "idx"),
        "order_of_search": ("idx",),
        "debit_of_search": ("total_debit",),
        "credit_of_search": ("total_credit",),
    }
}
SORTED_MAX = 10_000  # rows that are sorted; of more, the first ones are met soon in their order
WANTED_MAX = 500
TEXTS = frozenset({Operator.LIKE, Operator.MATCHES})


def ensure_search_indexes(doctype: str) -> None:
    """Create the indexes that a search of a large type needs; idempotent."""
    for name, columns in INDEXES[doctype].items():
        frappe.db.add_index(doctype, list(columns), name)


def is_staged(asked: Resolved) -> bool:
    """Tell whether a question is a search of a large table in its usual order."""
    served = SERVED.get(asked.doctype)
    if not served or not asked.first or asked.length is None:
        return False
    order = [(by.column if isinstance(by, Place) else by, way) for by, way in asked.order]
    is_plain = not (asked.children or asked.group or asked.parent or asked.is_distinct)
    is_served = all(
        one.operator in TEXTS and one.place.column in {"name", *served} for one in asked.first
    )
    is_usual = order == [("idx", True), ("name", False)] and is_plain and is_served
    return is_usual and asked.start + asked.length <= WANTED_MAX


def find_in_stages(asked: Resolved) -> Resolved:
    """Return the question narrowed to the rows that can be among those wanted, by their names."""
    wanted = asked.start + (asked.length or 0)
    names: dict[str, None] = {}
    for test in asked.first:
        names |= dict.fromkeys(_that_begin(asked, test, wanted))
    if len(names) < wanted:
        numbers, texts = _ways(asked)
        for test in numbers:
            names |= dict.fromkeys(_first_of(replace(asked, any_of=(test,)), wanted))
        names |= dict.fromkeys(_in_order(replace(asked, any_of=texts), wanted))
    found = Test(Place(asked.doctype, "name"), Operator.IN, tuple(names))
    return replace(asked, all_of=(*asked.all_of, found), any_of=())


def _ways(asked: Resolved) -> tuple[list[Test], tuple[Test, ...]]:
    """Return the equal numbers that an index serves, and every other way of being found."""
    served = SERVED[asked.doctype]
    numbers = [
        one
        for one in asked.any_of
        if one.operator is Operator.EQUAL and one.value and one.place.column in served
    ]
    return numbers, tuple(one for one in asked.any_of if one not in numbers)


def _that_begin(asked: Resolved, test: Test, wanted: int) -> Iterator[str]:
    """Yield the names of the first rows that begin with the text, in one of its columns: of those
    where another one does too, and of all."""
    bounds = _bounds(test)
    for other in asked.first:
        if other != test:
            yield from _first_of(_narrowed(asked, bounds, (test, other)), wanted)
    of_column = _narrowed(asked, bounds, (test,))
    is_sorted = test.place.column == "name"  # the order that is wanted is the table's own
    yield from (_in_order if is_sorted else _first_of)(of_column, wanted)


def _narrowed(asked: Resolved, bounds: tuple[Test, ...], tests: tuple[Test, ...]) -> Resolved:
    return replace(asked, all_of=(*asked.all_of, *tests), any_of=bounds)


def _bounds(test: Test) -> tuple[Test, ...]:
    """Return what an index can tell of a text in several spellings: its first letter."""
    if test.operator is not Operator.MATCHES:
        return ()
    letters = beginnings(str(test.value))
    return tuple(Test(test.place, Operator.LIKE, f"{literally(letter)}%") for letter in letters)


def _first_of(asked: Resolved, wanted: int) -> list[str]:
    """Return the names of the first rows: sorted when they are few, else as they are met."""
    row = (Answer(None, "row"),)
    some = Statement(replace(asked, answers=row, first=(), order=(), start=0, length=SORTED_MAX))
    text = some.text()
    [(count,)] = frappe.db.sql(f"select count(*) from ({text}) t", some.values)
    if count >= SORTED_MAX:
        return _in_order(asked, wanted)
    return _names(asked, asked.order, wanted) if count else []


def _in_order(asked: Resolved, wanted: int) -> list[str]:
    """Return the names of the first rows, read in the order that is wanted: the few that are linked
    often, then all others by name, until there are enough."""
    (idx, _way), by_name = asked.order
    assert isinstance(idx, Place)
    linked = Test(replace(idx, kind=Kind.TEXT), Operator.GREATER, 0)
    others = Test(replace(idx, kind=Kind.TEXT), Operator.EQUAL, 0)
    found = _names(replace(asked, all_of=(*asked.all_of, linked)), asked.order, wanted)
    if len(found) < wanted:
        rest = replace(asked, all_of=(*asked.all_of, others))
        found += _names(rest, (by_name,), wanted - len(found), "primary")
    return found


def _names(
    asked: Resolved, order: tuple[tuple[Place | str, bool], ...], length: int, index: str = ""
) -> list[str]:
    """Return names in an order. index: the only one to be used, "" for the database's choice."""
    name = Answer(Place(asked.doctype, "name"), "name")
    narrowed = replace(asked, answers=(name,), first=(), order=order, start=0, length=length)
    statement = Statement(narrowed, index)
    return [row[0] for row in frappe.db.sql(statement.text(), statement.values)]
