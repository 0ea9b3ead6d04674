"""Reference data of People, loaded set-based.

Owns the insertion of what is missing; never overwrites a row an entity has edited.
"""

from typing import NamedTuple

import frappe
from frappe.utils import now_datetime

from erp_app.domain.people.tenure import Span


def add_missing_nationalities(rows: list[dict[str, str]]) -> None:
    """Insert nationalities (code, group, name_en, name_ar) whose code is not there yet."""
    now, user = now_datetime(), frappe.session.user
    fields = [
        "name", "owner", "modified_by", "creation", "modified", "docstatus",
        "nationality_code", "nationality_group", "name_en", "name_ar",
    ]  # fmt: skip
    values = [
        (
            row["code"], user, user, now, now, 0,
            row["code"], row["group"], row["name_en"], row["name_ar"],
        )
        for row in rows
    ]  # fmt: skip
    frappe.db.bulk_insert("Nationality", fields, values, ignore_duplicates=True)


def load_grade_codes() -> set[str]:
    """Return the codes of the grades that exist."""
    return set(frappe.get_all("Grade", pluck="name"))


def load_nationality_codes() -> set[str]:
    """Return the codes of the nationalities that exist."""
    return set(frappe.get_all("Nationality", pluck="name"))


class Service(NamedTuple):
    """A person's days of service. full_name: in English."""

    full_name: str
    days: Span


def load_services() -> dict[str, list[Service]]:
    """Return {person number or identity number: services} of all employees."""
    rows = frappe.db.sql(
        "select person_id, identity_number, full_name_en, joined_on, left_on from `tabEmployee`"
    )
    known: dict[str, list[Service]] = {}
    for person, identity, name, joined, left in rows:
        for number in filter(None, (person, identity)):
            known.setdefault(number, []).append(Service(name, Span(joined, left)))
    return known


def load_vacant_positions() -> dict[str, frappe._dict]:
    """Return {number: org_unit, grade, established_on, abolished_on} of the vacant positions."""
    fields = ["name", "org_unit", "grade", "established_on", "abolished_on"]
    return {row.name: row for row in frappe.get_all("Position", {"status": "Vacant"}, fields)}


def load_spans_of_vacant() -> dict[str, list[Span]]:
    """Return {number: past and planned appointments} of positions that nobody holds today."""
    rows = frappe.db.sql(
        "select a.position, a.from_date, a.to_date, a.name from `tabAppointment` a"
        " join `tabPosition` p on p.name = a.position and p.status = 'Vacant'"
    )
    spans: dict[str, list[Span]] = {}
    for position, start, end, name in rows:
        spans.setdefault(position, []).append(Span(start, end, name))
    return spans


def load_bank_accounts() -> dict[str, list[Span]]:
    """Return {IBAN: days of service of those who have it, by the employees' names}."""
    rows = frappe.db.sql(
        "select iban, name, joined_on, left_on from `tabEmployee` where coalesce(iban, '') <> ''"
    )
    accounts: dict[str, list[Span]] = {}
    for iban, name, joined, left in rows:
        accounts.setdefault(iban, []).append(Span(joined, left, name))
    return accounts


def load_grade_steps() -> dict[str, set[int]]:
    """Return {grade: its steps}."""
    steps: dict[str, set[int]] = {}
    for row in frappe.get_all("Grade Step", {"parenttype": "Grade"}, ["parent", "step"]):
        steps.setdefault(row.parent, set()).add(row.step)
    return steps
