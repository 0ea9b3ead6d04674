"""Fiscal years and periods in the database."""

from __future__ import annotations

from datetime import date

import frappe

from erp_app.domain.periods import Period, PeriodStatus, find_period

_COLUMNS = (
    "p.period_code, y.name, p.period_number, p.start_date, p.end_date,"
    " if(y.is_closed, 'Closed', p.status)"
)
_TABLES = "`tabFiscal Period` p join `tabFiscal Year` y on y.name = p.parent"


def _period(row: tuple) -> Period:
    code, year, number, start, end, status = row
    return Period(code, year, number, start, end, PeriodStatus(status))


def load_period(day: date, is_adjustment: bool = False, is_opening: bool = False) -> Period:
    """Return the period that takes a posting on a day.

    Raises:
        PeriodMissingError: no fiscal year holds the day.
    """
    rows = frappe.db.sql(
        f"select {_COLUMNS} from {_TABLES} where %s between p.start_date and p.end_date", (day,)
    )
    return find_period(map(_period, rows), day, is_adjustment, is_opening)


def load_periods() -> list[Period]:
    """Return all periods of all years in order of their codes."""
    rows = frappe.db.sql(f"select {_COLUMNS} from {_TABLES} order by p.start_date, p.period_number")
    return [_period(row) for row in rows]
