"""Headcount: people with an appointment in force on a day, by unit, grade, nationality, gender.

One row per group. Refuses nothing; the counting is one query in `store.people_reports`.
"""

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from erp_app.documents.refusals import rules
from erp_app.domain.findings import _ as mark
from erp_app.domain.people.headcount import (
    compute_share_percent,
    compute_shares_percent,
    shorten_codes,
)
from erp_app.domain.report_filters import RawFilters
from erp_app.reading.cells import safe_cells
from erp_app.store.people import load_org_unit_bounds
from erp_app.store.people_reports import GROUPINGS, count_heads

CHART_GROUPS_MAX = 16
_LINKED_DOCTYPE = {"Org Unit": "Org Unit", "Grade": "Grade", "Nationality": "Nationality"}


def execute(filters: dict | None = None) -> tuple:
    """Return columns, rows, message, chart and summary for Frappe's report view."""
    with rules():
        raw = RawFilters(filters)
        day = raw.day("as_on", mark("As On")) or getdate(nowdate())
        bounds = load_org_unit_bounds(raw.code("org_unit", mark("Org Unit")))
        wanted = raw.code("group_by", mark("Group By"))
    grouping = wanted if wanted in GROUPINGS else "Org Unit"
    rows = build_rows(count_heads(day, grouping, bounds, frappe.local.lang), grouping)
    columns = build_columns(grouping)
    return columns, safe_cells(columns, rows), None, build_chart(rows), build_summary(rows)


def build_rows(counted: list[frappe._dict], grouping: str) -> list[dict]:
    """Return one row per group with its share of all heads in percent."""
    shares = compute_shares_percent([row.heads for row in counted])
    is_linked = grouping in _LINKED_DOCTYPE
    return [
        {
            "group": row.key,
            "is_linked": is_linked,
            "label": (row.label or row.key) if is_linked else _(row.label or row.key or "None"),
            "heads": row.heads,
            "women": row.women,
            "men": row.men,
            "nationals": row.nationals,
            "share": float(share),
        }
        for row, share in zip(counted, shares, strict=True)
    ]


def build_columns(grouping: str) -> list[dict]:
    """Return the columns; the first is a link when the group is a document."""
    first = {"fieldname": "label", "label": _(grouping), "fieldtype": "Data", "width": 300}
    columns = [first]
    if grouping in _LINKED_DOCTYPE:
        columns.append(
            {
                "fieldname": "group",
                "label": _("Code"),
                "fieldtype": "Link",
                "options": _LINKED_DOCTYPE[grouping],
                "width": 110,
            }
        )
    for fieldname, label in (
        ("heads", _("Employees")),
        ("women", _("Women")),
        ("men", _("Men")),
        ("nationals", _("Nationals")),
    ):
        columns.append({"fieldname": fieldname, "label": label, "fieldtype": "Int", "width": 110})
    # Not of the type Percent: the base's last row would be the rows' average instead of the whole.
    share = {"fieldname": "share", "fieldtype": "Float", "precision": 1, "width": 100}
    label = _("Share", context="Part of the total")
    columns.append({**share, "label": f"{label} (%)"})
    return columns


def build_chart(rows: list[dict]) -> dict | None:
    """Return a bar chart of the largest groups, None when nobody is employed."""
    if not rows:
        return None
    shown = sorted(rows, key=lambda row: -row["heads"])[:CHART_GROUPS_MAX]
    if len(rows) <= CHART_GROUPS_MAX:
        shown = rows
    # Long names do not fit under a bar: groups with a code show the code.
    labels = [row["group"] if row["is_linked"] else row["label"] for row in shown]
    return {
        "data": {
            "labels": shorten_codes(labels),
            "datasets": [{"name": _("Employees"), "values": [row["heads"] for row in shown]}],
        },
        "type": "bar",
        "colors": ["#0f6e63"],
    }


def build_summary(rows: list[dict]) -> list[dict]:
    """Return heads, and the shares of women and nationals."""
    heads = sum(row["heads"] for row in rows)
    women = compute_share_percent(sum(row["women"] for row in rows), heads)
    nationals = compute_share_percent(sum(row["nationals"] for row in rows), heads)
    return [
        {"value": heads, "label": _("Employees"), "datatype": "Int"},
        {"value": float(women), "label": _("Women"), "datatype": "Percent"},
        {"value": float(nationals), "label": _("Nationals"), "datatype": "Percent"},
    ]
