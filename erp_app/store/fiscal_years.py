"""Fiscal years in the database: overlaps and use."""

from __future__ import annotations

from datetime import date

import frappe


def load_years() -> list[list[str]]:
    """Return [name, first day, last day] of every fiscal year, the days as YYYY-MM-DD."""
    rows = frappe.db.sql(
        "select name, cast(start_date as char), cast(end_date as char) from `tabFiscal Year`"
        " order by start_date"
    )
    return [list(row) for row in rows]


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


def find_balance_before(day: date, fund: str) -> str | None:
    """Return an account on which a fund has a balance from the time before a day, if any has."""
    rows = frappe.db.sql(
        "select b.account from `tabLedger Balance` b join `tabFiscal Period` p on p.name = b.period"
        " where b.fund = %s and p.end_date < %s group by b.account"
        " having sum(b.debit) <> sum(b.credit) order by b.account limit 1",
        (fund, day),
    )
    return rows[0][0] if rows else None
