"""Fiscal years in the database: overlaps and use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import frappe

NAMED_MAX = 10


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


def load_bounds() -> tuple[date | None, date | None]:
    """Return the first day of the earliest fiscal year and the last of the latest, if there are."""
    [bounds] = frappe.db.sql("select min(start_date), max(end_date) from `tabFiscal Year`")
    return bounds


def find_unposted(
    doctype: str, start: object, end: object, states: Iterable[str] | None = None
) -> list[str]:
    """Return some documents dated from start to end that are neither posted nor cancelled.

    states: only of these; None for all.
    """
    condition = "and workflow_state in %(states)s" if states is not None else ""
    rows = frappe.db.sql(
        f"select name from `tab{doctype}` where docstatus = 0 {condition}"
        f" and posting_date between %(start)s and %(end)s order by name limit {NAMED_MAX}",
        {"start": start, "end": end, "states": tuple(states or ("",))},
    )
    return [name for (name,) in rows]


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
