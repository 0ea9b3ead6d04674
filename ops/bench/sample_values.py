"""Rows for any table of the contract, from what its document says of each field.

Links name rows that are there, choices are the document's own, texts hold what engines trip over:
apostrophes, quotes, backslashes, Arabic. Owns the few tables whose rows mean something together
(years and periods, accounts, people); a document that is added gets rows without a word here.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from analytics.contracts.extraction import Column, Contract, Kind, Table, Treatment
from erp_app.declarations.reading import Declaration, load_declarations

TEXTS = (
    "plain",
    "Roads' upkeep",
    'He said "no"',
    "back\\slash",
    "مصروفات النقل",
    "50% off, %s",
    "two\nlines",
    "  spaces  ",
    "O''Neil {{ this }}",
    None,
)
FIRST_DAY, DAYS = date(2024, 1, 1), 1060
CLASSES = ("2111", "22", "263", "133", "1112", "6202", None)
YEARS = (2025, 2026)
Row = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """How large a lake is. lines and people: of each entity; rows: of each other table; seed: other
    values of the same keys."""

    entities: int = 3
    lines: int = 2000
    people: int = 40
    rows: int = 12
    seed: int = 0


@dataclass(frozen=True)
class Someone:
    """One entity (or the hub) and the keys of its tables: doctype -> names."""

    code: str
    number: int
    keys: dict[str, list[str]]
    random: random.Random


def pseudonym(text: str | None, code: str = "") -> str | None:
    """Return what stands for a text: the same for the same one, in an entity or in all."""
    return hashlib.sha256(f"sample:{code}:{text}".encode()).hexdigest() if text else None


def someone(contract: Contract, scope: str, code: str, number: int, shape: Shape) -> Someone:
    """Return an entity with the keys of everything it has."""
    counts = {"Employee": shape.people, "Position": shape.people + 5, "Account": 40}
    keys = {
        table.doctype: [
            f"{table.table[:3]}-{n}" for n in range(counts.get(table.doctype, shape.rows))
        ]
        for table in contract.taken(scope)
    }
    if "Account" in keys:
        keys["Account"] = [f"{n % 8 + 1}{n:04d}" for n in range(40)]
        keys["Function"] = [f"{n % 10 + 1:02d}" + (f".{n}" if n >= 10 else "") for n in range(14)]
        keys["Fiscal Year"] = [str(year) for year in YEARS]
        keys["Fiscal Period"] = [f"{year}-{n:02d}" for year in YEARS for n in range(14)]
    return Someone(code, number, keys, random.Random(f"{code}{shape.seed or ''}"))  # noqa: S311 - the same every time


def rows_of(table: Table, who: Someone) -> list[Row]:
    """Return the rows of a table of somebody, treated as on their way out of the ERP."""
    declaration = load_declarations()[table.doctype]
    rows = [_row(table, declaration, name, who) for name in who.keys[table.doctype]]
    for row, own in zip(rows, _OWN.get(table.doctype, _nothing_own)(who), strict=False):
        row |= own
    return [{c.name: _treated(c, row[c.name], who.code) for c in table.taken} for row in rows]


def _nothing_own(who: Someone) -> Iterator[Row]:
    yield from ()


def _row(table: Table, declaration: Declaration, name: str, who: Someone) -> Row:
    fields = {field["fieldname"]: field for field in declaration.doctype["fields"]}
    named_by = str(declaration.doctype.get("autoname") or "").removeprefix("field:")
    row = {c.name: _value(c, fields.get(c.name, {}), who) for c in table.taken}
    return {**row, **{key: name for key in ("name", named_by) if key in row}}


def _value(column: Column, field: Row, who: Someone) -> Any:
    choose, kind, options = who.random, field.get("fieldtype"), field.get("options") or ""
    if kind == "Link" and options in who.keys:
        return choose.choice([None, *who.keys[options]])
    if kind == "Select":
        return choose.choice(options.split("\n")) or None
    values: dict[Kind, Callable[[], Any]] = {
        Kind.TEXT: lambda: choose.choice(TEXTS),
        Kind.INTEGER: lambda: choose.randrange(10),
        Kind.FLAG: lambda: choose.random() < 0.5,
        Kind.MONEY: lambda: Decimal(choose.randrange(10**9)) / 1000,
        Kind.NUMBER: lambda: choose.randrange(10**6) / 64,
        Kind.DATE: lambda: choose.choice([None, _day(choose)]),
        Kind.MOMENT: lambda: (
            datetime.combine(_day(choose), datetime.min.time())
            + timedelta(microseconds=choose.randrange(86_400 * 10**6))
        ),
    }
    return values[column.kind]()


def _day(choose: random.Random) -> date:
    return FIRST_DAY + timedelta(days=choose.randrange(DAYS))


def _treated(column: Column, value: Any, code: str) -> Any:
    if column.treatment in (Treatment.PSEUDONYM, Treatment.PERSON):
        return pseudonym(value, code if column.treatment is Treatment.PSEUDONYM else "")
    if column.treatment is Treatment.YEAR:
        return value.year if value else None
    return value


# --- tables whose rows mean something together -------------------------------------------------


def _years(who: Someone) -> Iterator[Row]:
    for year in YEARS:
        yield {"start_date": date(year, 1, 1), "end_date": date(year, 12, 31)}


def _periods(who: Someone) -> Iterator[Row]:
    """Yield opening, twelve months and one for adjustments; entities number their months apart."""
    for year in YEARS:
        for number in range(14):
            first = date(year, min(max(number, 1), 12), 1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            begins = first if 1 <= number <= 12 else (last if number else first)
            yield {
                "period_code": f"{year}-{number:02d}",
                "parent": str(year),
                "period_number": (number + who.number) % 12 + 1 if 1 <= number <= 12 else number,
                "start_date": begins,
                "end_date": last if 1 <= number <= 12 else begins,
            }


def _accounts(who: Someone) -> Iterator[Row]:
    roots = (
        "Asset",
        "Liability",
        "Net Assets",
        "Revenue",
        "Expense",
        "Expense",
        "Expense",
        "Revenue",
    )
    for place, _name in enumerate(who.keys["Account"]):
        yield {"root_type": roots[place % 8], "gfsm_class": CLASSES[place % len(CLASSES)]}


def _entities(who: Someone) -> Iterator[Row]:
    for place, _name in enumerate(who.keys["Entity"]):
        kind = who.keys["Entity Category"][place // 6]  # six of a kind are compared with each other
        function = f"{place % 10 + 1:02d} Some function"
        yield {"status": "Active", "category": kind, "cofog_function": function}


def _people(who: Someone) -> Iterator[Row]:
    for place, name in enumerate(who.keys["Employee"]):
        has_left = place % 5 == 0
        yield {
            "person_id": f"784-{who.number}-{name}",
            "status": "Left" if has_left else "Active",
            "joined_on": date(2024, 1 + place % 12, 1),
            "left_on": date(2026, 1 + place % 10, 15) if has_left else None,
        }


def _appointments(who: Someone) -> Iterator[Row]:
    """One appointment of each of the first people, until today or until they left."""
    for place, (person, row) in enumerate(zip(who.keys["Employee"], _people(who), strict=True)):
        step = None if place % 3 == 0 else place % 7
        yield {
            "employee": person,
            "from_date": row["joined_on"],
            "to_date": row["left_on"],
            "step": step,
        }


_OWN: dict[str, Callable[[Someone], Iterator[Row]]] = {
    "Account": _accounts,
    "Appointment": _appointments,
    "Employee": _people,
    "Entity": _entities,
    "Fiscal Period": _periods,
    "Fiscal Year": _years,
}
