"""The fiscal year of a budget's document: its periods, and whether it still takes changes."""

from __future__ import annotations

import frappe
from frappe import _

from erp_app.domain.periods import Period
from erp_app.store.periods import load_periods


def periods_of_year(year: str) -> dict[int, Period]:
    """Return the periods of a fiscal year by their numbers."""
    return {one.number: one for one in load_periods() if one.fiscal_year == year}


def require_open_year(year: str) -> None:
    """Refuse a fiscal year that is closed."""
    if frappe.db.get_value("Fiscal Year", year, "is_closed"):
        frappe.throw(_("Fiscal year {0} is closed: its budget stays as it is").format(year))
