"""Vacancies: positions of the establishment that nobody holds on a day.

One row per vacant position; frozen positions are counted in the summary and not listed.
"""

from collections import Counter

import frappe
from frappe import _
from frappe.utils import date_diff, getdate, nowdate

from erp_app.documents.refusals import rules
from erp_app.domain.findings import _ as mark
from erp_app.domain.people.headcount import compute_share_percent, shorten_codes
from erp_app.domain.report_filters import RawFilters
from erp_app.reading.cells import safe_cells
from erp_app.store.people import load_org_unit_bounds
from erp_app.store.people_reports import count_posts, list_vacancies

CHART_UNITS_MAX = 12


def execute(filters: dict | None = None) -> tuple:
    """Return columns, rows, message, chart and summary for Frappe's report view."""
    with rules():
        raw = RawFilters(filters)
        day = raw.day("as_on", mark("As On")) or getdate(nowdate())
        bounds = load_org_unit_bounds(raw.code("org_unit", mark("Org Unit")))
    rows = list_vacancies(day, bounds, frappe.local.lang)
    for row in rows:
        row.days_vacant = date_diff(day, row.vacant_since)
    columns, posts = build_columns(), count_posts(day, bounds)
    return columns, safe_cells(columns, rows), None, build_chart(rows), build_summary(posts)


def build_columns() -> list[dict]:
    """Return the columns of the list of vacant positions."""
    return [
        _column("position", _("Position"), "Link", 120, "Position"),
        _column("title", _("Title"), "Data", 240),
        _column("org_unit_name", _("Org Unit"), "Data", 240),
        _column("grade", _("Grade"), "Link", 90, "Grade"),
        _column("vacant_since", _("Vacant Since"), "Date", 120),
        _column("days_vacant", _("Days Vacant"), "Int", 110),
    ]


def build_chart(rows: list[frappe._dict]) -> dict | None:
    """Return the units with most vacant positions, None when every position is held."""
    units = Counter(row.org_unit for row in rows).most_common(CHART_UNITS_MAX)
    if not units:
        return None
    return {
        "data": {
            "labels": shorten_codes([unit for unit, _count in units]),
            "datasets": [{"name": _("Vacancies"), "values": [count for _unit, count in units]}],
        },
        "type": "bar",
        "colors": ["#c2843a"],
    }


def build_summary(positions: frappe._dict) -> list[dict]:
    """Return the establishment, what is filled, frozen and vacant, and the vacancy rate."""
    vacant = positions.established - positions.filled - positions.frozen
    rate = compute_share_percent(vacant, positions.established)
    return [
        {"value": positions.established, "label": _("Established"), "datatype": "Int"},
        {"value": positions.filled, "label": _("Filled"), "datatype": "Int"},
        {"value": positions.frozen, "label": _("Frozen"), "datatype": "Int"},
        {"value": vacant, "label": _("Vacant"), "datatype": "Int", "indicator": "Orange"},
        {"value": float(rate), "label": _("Vacancy Rate"), "datatype": "Percent"},
    ]


def _column(fieldname: str, label: str, fieldtype: str, width: int, options: str = "") -> dict:
    return {
        "fieldname": fieldname,
        "label": label,
        "fieldtype": fieldtype,
        "width": width,
        "options": options,
    }
