"""Budget Availability: what lines, groups or cost centres have, hold and have left, by balances.

Owns the shape on the screen. Refuses a filter of another kind; the figures are the store's, the one
formula of what is available is the domain's.
"""

from __future__ import annotations

from collections.abc import Mapping

import frappe
from frappe import _

from erp_app.documents.refusals import rules
from erp_app.domain.budget.funds import MEASURES, Funds
from erp_app.domain.budget.lines import label_of
from erp_app.domain.findings import _ as mark
from erp_app.domain.periods import ADJUSTMENT_PERIOD
from erp_app.domain.report_filters import RawFilters
from erp_app.reading.cells import safe_cells
from erp_app.store.budget_reports import GROUPINGS, load_titles, sum_funds_by

AMOUNTS = (
    ("appropriated", mark("Revised Budget")),
    ("frozen", mark("Frozen")),
    ("pre_committed", mark("Pre-committed")),
    ("committed", mark("Committed")),
    ("actual", mark("Actual")),
    ("available", mark("Available")),
)


def execute(filters: dict | None = None) -> tuple:
    """Return (columns, rows) for the report view.

    filters: fiscal_year; from_period and to_period (numbers 1 to 13); group_by: Budget Line, Budget
    Group or Cost Centre; budget_group and cost_centre, each with all below it.
    """
    with rules():
        raw = RawFilters(filters)
        year = raw.code("fiscal_year", mark("Fiscal Year"))
        first = raw.period("from_period", mark("From Period"), 1)
        last = raw.period("to_period", mark("To Period"), ADJUSTMENT_PERIOD)
        wanted = raw.code("group_by", mark("Group By"))
        below = {
            "budget_group": raw.code("budget_group", mark("Budget Group")),
            "cost_centre": raw.code("cost_centre", mark("Cost Centre")),
        }
    grouping = wanted if wanted in GROUPINGS else "Budget Line"
    sums = sum_funds_by(grouping, year, (first, last), below)
    columns = build_columns(grouping)
    return columns, safe_cells(columns, build_rows(sums, grouping))


def build_columns(grouping: str) -> list[dict]:
    """Return the columns: what a row is about, then the amounts."""
    key = {"fieldname": "key", "fieldtype": "Link", "options": grouping, "width": 210}
    title = {"fieldname": "title", "label": _("Title"), "fieldtype": "Data", "width": 240}
    amounts = [
        {"fieldname": name, "label": _(label), "fieldtype": "Currency", "width": 130}
        for name, label in AMOUNTS
    ]
    return [{**key, "label": _(grouping)}, title, *amounts]


def build_rows(sums: Mapping[str, Funds], grouping: str) -> list[dict]:
    """Return a row for each line, group or cost centre; amounts become floats here, for display."""
    titles = load_titles(grouping, sums, frappe.local.lang)
    return [
        {
            "key": key,
            "is_line": grouping == "Budget Line",
            "title": label_of(key) if grouping == "Budget Line" else titles.get(key, ""),
            **{name: float(amount) for name, amount in zip(MEASURES, funds, strict=True)},
            "available": float(funds.available),
        }
        for key, funds in sorted(sums.items())
    ]
