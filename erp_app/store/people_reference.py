"""Reference data of People, loaded set-based.

Owns the insertion of what is missing; never overwrites a row an entity has edited.
"""

import frappe
from frappe.utils import now_datetime


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
