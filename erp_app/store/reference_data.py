"""Reference data written as sets: coded masters, trees, fiscal years.

Owns the nested-set numbers of loaded trees: computed once for the whole tree instead of
shifted for each record. Adds what is missing, never changes what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import frappe
from frappe.utils import now

from erp_app.domain.periods import Period
from erp_app.store.rows import insert_rows

_STANDARD = ("name", "creation", "modified", "owner", "modified_by", "idx", "docstatus")


def is_empty(doctype: str) -> bool:
    """Return True when the table holds no record."""
    return not frappe.db.sql(f"select 1 from `tab{doctype}` limit 1")


def existing_names(doctype: str) -> set[str]:
    """Return the names of all records."""
    return {row[0] for row in frappe.db.sql(f"select name from `tab{doctype}`")}


@dataclass(frozen=True, slots=True)
class TreeRecord:
    """A stored record of a tree: its parent ("" at the top), its names, whether it is a group."""

    parent: str
    is_group: bool
    names: tuple[str, ...]


def load_tree(doctype: str, parent_field: str, name_fields: Sequence[str]) -> dict[str, TreeRecord]:
    """Return code -> record of a whole tree."""
    listed = ", ".join(f"coalesce(`{field}`, '')" for field in name_fields)
    rows = frappe.db.sql(
        f"select name, coalesce(`{parent_field}`, ''), is_group, {listed} from `tab{doctype}`"
    )
    return {row[0]: TreeRecord(row[1], bool(row[2]), tuple(row[3:])) for row in rows}


def insert_missing(
    doctype: str,
    records: Sequence[Mapping[str, object]],
    parent_field: str | None,
    owner: str = "Administrator",
) -> int:
    """Insert the records whose code (their first column) is not there yet; return how many.

    parent_field: for a tree, the field that names the parent; its nested set is rebuilt.
    """
    if not records:
        return 0
    present = existing_names(doctype)
    columns = list(records[0])
    stamp = now()
    rows = [
        (code, stamp, stamp, owner, owner, 0, 0, *record.values())
        for record in records
        if (code := str(record[columns[0]])) not in present
    ]
    if rows:
        insert_rows(f"tab{doctype}", (*_STANDARD, *columns), rows)
        if parent_field:
            rebuild_tree(doctype, parent_field)
    return len(rows)


def rebuild_tree(doctype: str, parent_field: str) -> None:
    """Renumber the whole tree: lft and rgt by a walk in order of names."""
    children: dict[str, list[str]] = {}
    for name, parent in frappe.db.sql(
        f"select name, coalesce(`{parent_field}`, '') from `tab{doctype}` order by name"
    ):
        children.setdefault(parent, []).append(name)
    rows = [(name, left, right, name) for name, left, right in _walk(children)]
    insert_rows(
        f"tab{doctype}",
        ("name", "lft", "rgt", "old_parent"),
        rows,
        f"lft = values(lft), rgt = values(rgt), old_parent = coalesce(`{parent_field}`, '')",
    )


def _walk(children: Mapping[str, list[str]]) -> Iterator[tuple[str, int, int]]:
    """Yield (name, lft, rgt) of every node, parents after their children."""
    counter = 0
    stack: list[tuple[str, int, Iterator[str]]] = [("", 0, iter(children.get("", ())))]
    while stack:
        name, left, below = stack[-1]
        counter += 1
        child = next(below, None)
        if child is not None:
            stack.append((child, counter, iter(children.get(child, ()))))
            continue
        stack.pop()
        if name:
            yield name, left, counter


def insert_fiscal_year(year: str, periods: Sequence[Period]) -> bool:
    """Insert a fiscal year with its periods unless it is there; True when it was added."""
    if year in existing_names("Fiscal Year"):
        return False
    stamp = now()
    standard = (stamp, stamp, "Administrator", "Administrator")
    insert_rows(
        "tabFiscal Year",
        (*_STANDARD, "year_name", "start_date", "end_date", "is_closed"),
        [(year, *standard, 0, 0, year, periods[0].start, periods[-1].end, 0)],
    )
    columns = ("parent", "parentfield", "parenttype", "period_code", "period_number")
    insert_rows(
        "tabFiscal Period",
        (*_STANDARD, *columns, "start_date", "end_date", "status"),
        _period_rows(year, periods, standard),
    )
    return True


def _period_rows(year: str, periods: Iterable[Period], standard: tuple) -> Iterator[tuple]:
    for position, period in enumerate(periods, 1):
        yield (
            period.code,
            *standard,
            position,
            0,
            year,
            "periods",
            "Fiscal Year",
            period.code,
            period.number,
            period.start,
            period.end,
            period.status.value,
        )
