"""Recurring journals in the database."""

from __future__ import annotations

from datetime import date

import frappe


def due_templates(today: date) -> list[str]:
    """Return the enabled templates whose next date has come."""
    rows = frappe.db.sql(
        "select name from `tabJournal Template` where enabled = 1 and next_date <= %s"
        " and (end_date is null or next_date <= end_date) order by name",
        (today,),
    )
    return [row[0] for row in rows]


def approver_and_preparer(journal: str) -> tuple[str, str]:
    """Return who approved and who prepared a posted journal."""
    rows = frappe.db.sql(
        "select approved_by, prepared_by from `tabJournal` where name = %s", (journal,)
    )
    return rows[0]
