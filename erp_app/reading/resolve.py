"""From a question to what is read: every name looked up in the declarations and the user's rights.

A column that is hidden from the user drops out of what is selected and refuses everything else it
is named in: a filter, an order or a group by it would tell its value. Nothing is reached through a
link: whoever wants a field of a linked document asks its own type, with its own rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

import frappe
from frappe.model import numeric_fieldtypes
from frappe.model.db_query import get_date_range
from frappe.model.meta import Meta

from erp_app.domain.findings import RuleError, _
from erp_app.domain.reading.columns import EVERY_COLUMN, Column, Ordered, Selected
from erp_app.domain.reading.conditions import Condition, Operator, Scalar, Value
from erp_app.domain.reading.resolved import Answer, Kind, Place, Resolved, Stored, Test
from erp_app.domain.reading.spelling import has_spellings, literally, pattern_of, pattern_of_like
from erp_app.reading.question import Question
from erp_app.reading.rights import (
    readable_children,
    readable_columns,
    require_reading,
    row_condition,
    stored_columns,
    titles_of,
)

KINDS = {
    **dict.fromkeys(numeric_fieldtypes, Kind.NUMBER),
    "Rating": Kind.NUMBER,
    "Duration": Kind.NUMBER,
    "Date": Kind.DATE,
    "Datetime": Kind.MOMENT,
    "Time": Kind.TIME,
}
OF_EVERY_ROW = {
    "creation": Kind.MOMENT,
    "modified": Kind.MOMENT,
    "docstatus": Kind.NUMBER,
    "idx": Kind.NUMBER,
}
OF_TEXTS = frozenset({Operator.LIKE, Operator.NOT_LIKE, Operator.CONTAINS, Operator.BEGINS})
SPELT = {Operator.LIKE: Operator.MATCHES, Operator.NOT_LIKE: Operator.NOT_MATCHES}
SPANS = frozenset({Operator.TIMESPAN, Operator.PREVIOUS, Operator.NEXT})
TREES = frozenset(
    {
        Operator.ANCESTORS,
        Operator.NOT_ANCESTORS,
        Operator.DESCENDANTS,
        Operator.NOT_DESCENDANTS,
        Operator.DESCENDANTS_INCLUSIVE,
    }
)


def resolve(question: Question) -> Resolved:
    """Return what the question reads, for the session's user.

    Raises: frappe.PermissionError for what the user may not see or ask by; RuleError for names that
    do not exist and values that are not of the field's kind.
    """
    doctype = question.doctype
    require_reading(doctype, question.parent)
    if frappe.get_meta(doctype).issingle:  # no table holds it: see singles.py
        shown = frappe._("Not permitted to look at {0}").format(frappe._(doctype))
        raise frappe.PermissionError(shown)
    names = _Names(question)
    answers = tuple(names.answers())
    all_of = tuple(names.test(condition) for condition in question.all_of)
    all_of += tuple(names.test(condition, is_ours=True) for condition in question.ours)
    any_of = tuple(names.test(condition) for condition in question.any_of)
    first = tuple(names.test(condition) for condition in question.first)
    group = tuple(names.asked(column) for column in question.group)
    order = tuple(names.order(answers))
    parent = question.parent if names.meta.istable else ""
    return Resolved(
        question.doctype,
        answers,
        tuple(sorted(names.children)),
        all_of,
        any_of,
        first,
        order,
        group,
        "" if parent else row_condition(question.doctype, question.reference),
        parent,
        row_condition(parent) if parent else "",
        question.start,
        question.length,
        question.is_distinct,
    )


@dataclass
class _Names:
    """The names of one question, looked up. children: child types that are needed."""

    question: Question
    children: set[str] = field(default_factory=set)

    @property
    def meta(self) -> Meta:
        return frappe.get_meta(self.question.doctype)

    def answers(self) -> Iterator[Answer]:
        """Yield what is selected; what is hidden has no place."""
        for selected in self.question.fields:
            if selected == EVERY_COLUMN:
                yield from self._every_column()
            elif selected.column is None:
                yield Answer(None, selected.alias or "count(*)", "count")
            else:
                yield self._answer(selected)

    def _every_column(self) -> Iterator[Answer]:
        doctype = self.question.doctype
        for name in sorted(readable_columns(doctype, self._parent_of(doctype))):
            yield Answer(_place(doctype, name), name)

    def _answer(self, selected: Selected) -> Answer:
        assert selected.column is not None
        if link := self._link_of(selected.column):
            return self._title(selected, link)
        place, is_open = self._look_up(selected.column)
        label = selected.alias or selected.column.name
        if selected.function and not selected.alias:
            label = f"{selected.function}({selected.column.name})"
        if not is_open:
            return Answer(None, label)
        self._join(place)
        return Answer(place, label, selected.function, selected.is_distinct)

    def _link_of(self, column: Column) -> Place | None:
        """Return the link that a column is reached through, None when it is through none."""
        found = self.meta.get_field(column.through) if column.through else None
        return (
            _place(self.question.doctype, column.through)
            if found and found.fieldtype == "Link"
            else None
        )

    def _title(self, selected: Selected, link: Place) -> Answer:
        """Return the title of a linked document, as lists show it instead of its name. Nothing else
        of it is reached: whoever wants that asks its own type. Raises: frappe.PermissionError."""
        assert selected.column is not None
        name, target = selected.column.name, link.target
        if selected.function or name not in titles_of(target):
            text = frappe._("Fields of a linked document are asked of {0} itself")
            raise frappe.PermissionError(text.format(frappe._(target)))
        label = selected.alias or name
        own, _parent = self.question.doctype, self._parent_of(self.question.doctype)
        is_open = link.column in readable_columns(own, _parent) and name in readable_columns(target)
        if not is_open:
            return Answer(None, label)
        return Answer(_place(target, name), label, link=link, rows=row_condition(target))

    def asked(self, column: Column) -> Place:
        """Return a column that is asked by: it must be open, or its value could be guessed."""
        place, is_open = self._look_up(column)
        if not is_open:
            shown = frappe._("Not permitted to look at {0}").format(column.name)
            raise frappe.PermissionError(shown)
        self._join(place)
        return place

    def test(self, condition: Condition, is_ours: bool = False) -> Test:
        """Return a condition on a known column."""
        if is_ours:
            place, _is_open = self._look_up(condition.column)
        else:
            place = self.asked(condition.column)
        operator, value = condition.operator, condition.value
        if operator in SPANS:
            operator, value = Operator.BETWEEN, _span(condition)
        if operator in TREES:
            place = _tree_of(place)
            return Test(place, operator, str(value or ""))
        if operator in OF_TEXTS:
            return Test(place, *_spelt(operator, str(value if value is not None else "")))
        return Test(place, operator, _converted(place, operator, value))

    def order(self, answers: Sequence[Answer]) -> Iterator[tuple[Place | str, bool]]:
        """Yield the order asked for, else the type's own; then what tells equals apart, so that
        the same question has the same answer and no row stands on two pages or on none."""
        if self.question.is_distinct:
            yield from ((found.label, False) for found in answers if found.function)
            yield from ((found.place, False) for found in answers if found.place and not found.link)
            return
        labels = {answer.label for answer in answers if answer.function}
        found = [(self._ordered(part, labels), part.is_descending) for part in self.question.order]
        if self.question.group:
            rest = [self.asked(column) for column in self.question.group]
        elif labels:
            rest = []
        else:
            found = found or list(self._own_order())
            rest = [_place(self.question.doctype, "name")]
            rest += [_place(child, "idx") for child in sorted(self.children)]
        yield from found
        named = [place for place, _way in found]
        # The direction of the last part lets an index serve both; groups are read like words.
        way = bool(found) and found[-1][1] and not self.question.group
        yield from ((place, way) for place in rest if place not in named)

    def _ordered(self, part: Ordered, labels: set[str]) -> Place | str:
        column = part.column
        is_label = column.name in labels and not (column.doctype or column.through)
        return column.name if is_label else self.asked(column)

    def _own_order(self) -> Iterator[tuple[Place, bool]]:
        doctype, meta = self.question.doctype, self.meta
        if meta.is_submittable:
            yield _place(doctype, "docstatus"), False
        way = f" {meta.sort_order or 'desc'}" if meta.sort_field else " desc"
        for part in (meta.sort_field or "modified").split(","):
            name, _space, own = part.strip().partition(" ")
            if name in readable_columns(doctype, self._parent_of(doctype)):
                yield _place(doctype, name), (own or way).strip().lower() == "desc"

    def _look_up(self, column: Column) -> tuple[Place, bool]:
        """Return the stored column and whether the user may see it. Raises: RuleError."""
        doctype = self._doctype_of(column)
        if column.name not in stored_columns(doctype):
            raise _no_field(column.name, doctype)
        is_open = column.name in readable_columns(doctype, self._parent_of(doctype))
        return _place(doctype, column.name), is_open

    def _doctype_of(self, column: Column) -> str:
        """Return the type whose table holds a column: the asked one or one of its children."""
        own = self.question.doctype
        if column.through:
            found = self.meta.get_field(column.through)
            if found is None:
                raise _no_field(column.through, own)
            if found.fieldtype not in ("Table", "Table MultiSelect"):
                text = frappe._("Fields of a linked document are asked of {0} itself")
                raise frappe.PermissionError(text.format(frappe._(found.options or own)))
            return self._open_child(found.options)
        return own if column.doctype in ("", own) else self._open_child(column.doctype)

    def _open_child(self, doctype: str) -> str:
        """Return a child type whose rows the user may see. Raises: frappe.PermissionError."""
        if doctype not in readable_children(self.question.doctype):
            shown = frappe._("Not permitted to look at {0}").format(doctype)
            raise frappe.PermissionError(shown)
        return doctype

    def _parent_of(self, doctype: str) -> str:
        """Return the type whose rights count for a child's columns; "" for a type of its own."""
        if doctype != self.question.doctype:
            return self.question.doctype
        return self.question.parent if frappe.get_meta(doctype).istable else ""

    def _join(self, place: Place) -> None:
        if place.doctype != self.question.doctype:
            self.children.add(place.doctype)


def _place(doctype: str, name: str) -> Place:
    found = frappe.get_meta(doctype).get_field(name)
    if found is None:
        return Place(
            doctype, name, OF_EVERY_ROW.get(name, Kind.TEXT), doctype if name == "name" else ""
        )
    target = found.options or "" if found.fieldtype == "Link" else ""
    return Place(doctype, name, KINDS.get(found.fieldtype, Kind.TEXT), target)


def _tree_of(place: Place) -> Place:
    """Return the place when its target is a tree the user may read. Raises: RuleError, and
    frappe.PermissionError."""
    if not place.target or not frappe.get_meta(place.target).is_nested_set():
        raise RuleError(_("{0} is no tree"), frappe._(place.target or place.column))
    require_reading(place.target)
    return place


def _span(condition: Condition) -> tuple[date, date]:
    """Return the first and the last day of "last month" and its like. Raises: RuleError."""
    try:
        found = get_date_range(condition.operator.value, str(condition.value))
    except KeyError:
        found = None
    if not found:
        raise RuleError(_("'{0}' is not a span of time"), str(condition.value)[:40])
    first, last = found
    return frappe.utils.getdate(first), frappe.utils.getdate(last)


def _spelt(operator: Operator, text: str) -> tuple[Operator, str]:
    """Return how a text is looked for: as it is, or in all its spellings."""
    if operator in (Operator.CONTAINS, Operator.BEGINS):
        start = "" if operator is Operator.BEGINS else "%"
        if not has_spellings(text):
            return Operator.LIKE, f"{start}{literally(text)}%"
        return Operator.MATCHES, ("^" if not start else "") + pattern_of(text)
    if has_spellings(text):
        return SPELT[operator], pattern_of_like(text)
    # A backslash and a line are letters like others, no marks of the pattern.
    return operator, text.replace("\\", "\\\\").replace("_", "\\_")


def _converted(place: Place, operator: Operator, value: Value) -> Stored | tuple[Stored, ...]:
    if operator is Operator.IS:
        return str(value if value is not None else "")
    if isinstance(value, tuple):
        return tuple(_of_kind(place, one) for one in value)
    return _of_kind(place, value)


def _of_kind(place: Place, value: Scalar) -> Stored:
    """Return a value as the column holds it; None for an empty one. Raises: RuleError."""
    if value is None or value == "":
        return None
    try:
        match place.kind:
            case Kind.NUMBER:
                number = Decimal(int(value) if isinstance(value, bool) else str(value))
                if not number.is_finite():
                    raise ValueError(number)
                return number
            case Kind.DATE:
                return frappe.utils.getdate(value)
            case Kind.MOMENT:
                return frappe.utils.get_datetime(value)
    except (ValueError, InvalidOperation, TypeError, frappe.ValidationError):
        text = _("'{0}' is not a value of {1}")
        raise RuleError(text, str(value)[:40], place.column) from None
    return str(int(value)) if isinstance(value, bool) else str(value)


def _no_field(name: str, doctype: str) -> RuleError:
    return RuleError(_("{0} has no field '{1}'"), frappe._(doctype), name)
