"""People written in bulk, set-based: for imports and the demonstration data.

Owns speed, not judgement: callers hand over rows that already passed the rules of
`domain.people`; unique keys of the database still refuse a doubled number of one day. Everything
happens in the caller's transaction: nothing commits here.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import frappe
from frappe.utils import now_datetime

from erp_app.domain.people.records import (
    AppointmentRecord,
    EmployeeRecord,
    OrgUnitRecord,
    PositionRecord,
)
from erp_app.store.people import issue_person_numbers, refresh_current_positions, reserve_series

_STANDARD_FIELDS = ["name", "owner", "modified_by", "creation", "modified", "docstatus"]


def create_org_units(records: Sequence[OrgUnitRecord]) -> list[str]:
    """Insert a forest of units and number its nested set; return their codes.

    Parents may come after children. Appended to the right of units that exist already; a
    parent must be among `records`.

    Raises: ValueError when a parent is missing or the units form a circle.
    """
    offset = frappe.db.sql("select coalesce(max(rgt), 0) from `tabOrg Unit`")[0][0]
    bounds = number_tree({r.code: r.parent for r in records}, offset)
    parents = {r.parent for r in records}
    fields = [
        "unit_code", "name_en", "name_ar", "unit_type", "parent_org_unit", "old_parent",
        "cost_centre", "is_group", "lft", "rgt",
    ]  # fmt: skip
    rows = (
        (
            r.code, r.name_en, r.name_ar, r.unit_type, r.parent, r.parent,
            r.cost_centre, int(r.code in parents), *bounds[r.code],
        )
        for r in records
    )  # fmt: skip
    return _insert("Org Unit", [r.code for r in records], fields, rows)


def number_tree(parent_of: dict[str, str | None], offset: int = 0) -> dict[str, tuple[int, int]]:
    """Return {code: (lft, rgt)} of a forest given as {code: parent code or None}.

    Raises: ValueError when a parent is missing or the units form a circle.
    """
    children: dict[str | None, list[str]] = {}
    for code, parent in parent_of.items():
        if parent is not None and parent not in parent_of:
            raise ValueError(f"unit {code} names the parent {parent}, which is not in the list")
        children.setdefault(parent, []).append(code)
    bounds: dict[str, tuple[int, int]] = {}
    counter, opened = offset, {}
    stack = [(code, False) for code in reversed(children.get(None, []))]
    while stack:
        code, is_closing = stack.pop()
        counter += 1
        if is_closing:
            bounds[code] = (opened[code], counter)
            continue
        opened[code] = counter
        stack.append((code, True))
        stack.extend((child, False) for child in reversed(children.get(code, [])))
    if len(bounds) != len(parent_of):
        raise ValueError(f"units form a circle: {sorted(set(parent_of) - set(bounds))}")
    return bounds


def create_positions(records: Sequence[PositionRecord]) -> list[str]:
    """Insert positions; return their new numbers in the order of `records`."""
    fields = [
        "title_en", "title_ar", "org_unit", "grade", "cost_centre", "established_on",
        "abolished_on", "status",
    ]  # fmt: skip
    rows = (
        (
            r.title_en, r.title_ar, r.org_unit, r.grade, r.cost_centre, r.established_on,
            r.abolished_on, r.status,
        )
        for r in records
    )  # fmt: skip
    return _insert("Position", _reserve_names("POS-", 5, len(records)), fields, rows)


def create_employees(records: Sequence[EmployeeRecord], owner: str | None = None) -> list[str]:
    """Insert employees, issuing person numbers where missing; return their new numbers.

    owner: whose work it is, the session's user when None.
    """
    missing = sum(r.person_number is None for r in records)
    issued = iter(issue_person_numbers(missing) if missing else [])
    groups = dict(frappe.get_all("Nationality", fields=["name", "nationality_group"], as_list=True))
    fields = [
        "full_name_en", "full_name_ar", "person_id", "gender", "birth_date", "nationality",
        "nationality_group", "joined_on", "left_on", "identity_number", "iban", "bank_name",
        "work_email", "user", "status",
    ]  # fmt: skip
    rows = (
        (
            r.full_name_en, r.full_name_ar, r.person_number or next(issued), r.gender,
            r.birth_date, r.nationality, groups[r.nationality], r.joined_on, r.left_on,
            r.identity_number, r.iban, r.bank_name, r.work_email, r.user,
            "Awaiting Appointment",
        )
        for r in records
    )  # fmt: skip
    return _insert("Employee", _reserve_names("EMP-", 5, len(records)), fields, rows, owner)


def create_appointments(
    records: Sequence[AppointmentRecord], today: date, owner: str | None = None
) -> list[str]:
    """Insert appointments and refresh every current position as of `today`; return their numbers.

    owner: whose work it is, the session's user when None.
    """
    names = dict(frappe.get_all("Employee", fields=["name", "full_name_en"], as_list=True))
    titles = dict(frappe.get_all("Position", fields=["name", "title_en"], as_list=True))
    fields = [
        "employee", "employee_name", "position", "position_title", "org_unit", "grade", "step",
        "from_date", "to_date", "kind", "end_reason",
    ]  # fmt: skip
    rows = (
        (
            r.employee, names[r.employee], r.position, titles[r.position], r.org_unit, r.grade,
            r.step, r.from_date, r.to_date, r.kind, r.end_reason,
        )
        for r in records
    )  # fmt: skip
    names_reserved = _reserve_names("APT-", 6, len(records))
    created = _insert("Appointment", names_reserved, fields, rows, owner)
    refresh_current_positions(today)
    return created


def _reserve_names(prefix: str, digits: int, count: int) -> list[str]:
    last = reserve_series(prefix, count) if count else 0
    return [f"{prefix}{number:0{digits}d}" for number in range(last - count + 1, last + 1)]


def _insert(
    doctype: str,
    names: list[str],
    fields: list[str],
    rows: Iterator[tuple],
    owner: str | None = None,
) -> list[str]:
    standard = _build_standard_values(now_datetime(), owner or frappe.session.user)
    values = ((name, *standard, *row) for name, row in zip(names, rows, strict=True))
    if names:
        frappe.db.bulk_insert(doctype, _STANDARD_FIELDS + fields, values, chunk_size=2_000)
    return names


def _build_standard_values(now: datetime, user: str) -> tuple:
    return (user, user, now, now, 0)
