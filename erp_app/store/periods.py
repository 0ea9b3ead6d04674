"""Fiscal years and periods in the database."""

from __future__ import annotations

import frappe

from erp_app.domain.periods import Period, PeriodStatus


def load_periods() -> list[Period]:
    """Return all periods of all years in order of their codes."""
    rows = frappe.db.sql(
        "select p.period_code, y.name, p.period_number, p.start_date, p.end_date,"
        " if(y.is_closed, 'Closed', p.status)"
        " from `tabFiscal Period` p join `tabFiscal Year` y on y.name = p.parent"
        " order by p.start_date, p.period_number"
    )
    return [Period(*row[:5], PeriodStatus(row[5])) for row in rows]
