"""The fiscal year of a budget: its periods, the year after it, whether it still takes changes."""

from __future__ import annotations

import frappe
from frappe import _

from erp_app.domain.findings import RuleError
from erp_app.domain.findings import _ as mark
from erp_app.domain.periods import Period
from erp_app.store.periods import load_periods


class NextYearMissingError(RuleError):
    """The fiscal year after another one is not there."""


def periods_of_year(year: str) -> dict[int, Period]:
    """Return the periods of a fiscal year by their numbers."""
    return {one.number: one for one in load_periods() if one.fiscal_year == year}


def next_year(year: str) -> str:
    """Return the fiscal year that begins after another one.

    Raises: NextYearMissingError.
    """
    own = [one for one in load_periods() if one.fiscal_year == year]
    after = [one for one in load_periods() if own and one.start > max(p.end for p in own)]
    if not after:
        raise NextYearMissingError(mark("No fiscal year comes after {0}: add it first"), year)
    return min(after, key=lambda one: one.start).fiscal_year


def require_open_year(year: str) -> None:
    """Refuse a fiscal year that is closed."""
    if frappe.db.get_value("Fiscal Year", year, "is_closed"):
        frappe.throw(_("Fiscal year {0} is closed: its budget stays as it is").format(year))
