"""Fiscal years in the database: overlaps and use."""

import frappe


def find_overlap(year: str, start, end) -> str | None:
    """Return another fiscal year that shares a day with start..end."""
    rows = frappe.db.sql(
        "select name from `tabFiscal Year` where name != %s and start_date <= %s"
        " and end_date >= %s limit 1",
        (year, end, start),
    )
    return rows[0][0] if rows else None


def has_postings(year: str) -> bool:
    """Return True when a balance exists in one of the year's periods."""
    return bool(
        frappe.db.sql(
            "select 1 from `tabAccount Balance` b join `tabFiscal Period` p on p.name = b.period"
            " where p.parent = %s limit 1",
            (year,),
        )
    )
