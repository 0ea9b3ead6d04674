"""A question whose every name is known to exist and to be open to its reader.

What is made of it (erp_app/store/reading.py) needs no further check: names come from declarations,
conditions on rows from the permission rules, everything else is a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from erp_app.domain.reading.conditions import Operator, Scalar

# What a column holds; None is an empty one.
Stored = Scalar | date | datetime | Decimal


class Kind(StrEnum):
    """How a column compares: what stands for empty in it."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Place:
    """A stored column. doctype: whose table holds it; target: the type a link points at, or the
    type itself for a name."""

    doctype: str
    column: str
    kind: Kind = Kind.TEXT
    target: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One column of the answer. place: None for every row in a count, and for what the reader may
    not see, which stays empty; label: its name in the answer. link: the column that names the
    document whose title `place` is; rows: SQL that narrows the rows of that type."""

    place: Place | None
    label: str
    function: str = ""
    is_distinct: bool = False
    link: Place | None = None
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on a known column; the value has the column's kind."""

    place: Place
    operator: Operator
    value: Stored | tuple[Stored, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What is read. children: child types joined; first: rows that pass these tests come before
    the others; order: (column or label, descending); rows: SQL that narrows the rows of `doctype`,
    parent_rows: those of the parent whose child rows these are.
    """

    doctype: str
    answers: tuple[Answer, ...]
    children: tuple[str, ...] = ()
    all_of: tuple[Test, ...] = ()
    any_of: tuple[Test, ...] = ()
    first: tuple[Test, ...] = ()
    order: tuple[tuple[Place | str, bool], ...] = ()
    group: tuple[Place, ...] = ()
    rows: str = ""
    parent: str = ""
    parent_rows: str = ""
    start: int = 0
    length: int | None = None
    is_distinct: bool = False
