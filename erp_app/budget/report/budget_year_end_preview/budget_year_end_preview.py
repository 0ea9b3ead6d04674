"""Budget Year End Preview: what would become of each amount that documents hold of a year.

Owns the shape on the screen. Changes nothing; the plan is the one that the year end carries out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.budget.carrying import find_shortage, plan_year_end
from erp_app.documents.refusals import rules
from erp_app.domain.budget.lines import label_of
from erp_app.domain.budget.movements import KIND_OF_MEASURE
from erp_app.domain.budget.year_end import Carry
from erp_app.domain.findings import _ as mark
from erp_app.domain.report_filters import RawFilters
from erp_app.reading.cells import safe_cells
from erp_app.store import currency

COLUMNS = (
    ("voucher_type", mark("Document Type"), 140),
    ("voucher", mark("Voucher"), 140),
    ("movement_kind", mark("Movement Kind"), 130),
    ("line", mark("Budget Line"), 220),
    ("treatment", mark("Treatment"), 150),
    ("rule", mark("Budget Year End Rule"), 130),
    ("remark", mark("Remark"), 260),
)


def execute(filters: dict | None = None) -> tuple:
    """Return (columns, rows) for the report view: one row per line of a document that holds.

    filters: fiscal_year, the one that ends; posting_date, whose rules count, today without one.
    """
    with rules():
        raw = RawFilters(filters)
        year = raw.code("fiscal_year", mark("Fiscal Year"))
        day = raw.day("posting_date", mark("Date of the Rules")) or getdate()
        carries = plan_year_end(year, day) if year else []
    columns = build_columns()
    return columns, safe_cells(columns, build_rows(carries))


def build_columns() -> list[dict]:
    """Return the columns: what holds how much of which line, and what becomes of it."""
    texts = [
        {"fieldname": name, "label": _(label), "fieldtype": "Data", "width": width}
        for name, label, width in COLUMNS
    ]
    amount = {"fieldname": "amount", "label": _("Amount"), "fieldtype": "Currency", "width": 130}
    return [*texts[:4], amount, *texts[4:]]


def _shape(one: Carry, short: Mapping) -> dict:
    kind = one.holding.voucher_type
    measure = KIND_OF_MEASURE[one.holding.measure].value
    treatment = one.treatment.value if one.treatment else ""
    return {
        "voucher_type": _(kind),
        "voucher": one.holding.voucher,
        "movement_kind": _(measure),
        "line": label_of(one.holding.budget_line),
        "amount": float(one.amount),
        "treatment": _(treatment) if treatment else "",
        "rule": one.rule.name if one.rule else "",
        "remark": _remark(one, short),
    }


def build_rows(carries: Sequence[Carry]) -> list[dict]:
    """Return a row for each amount held; amounts become floats here, for display."""
    short = {one.line: one.available for one in find_shortage(carries)}
    return [_shape(one, short) for one in carries]


def _remark(carry: Carry, short: Mapping) -> str:
    """Return what keeps a holding from being carried, "" when nothing does."""
    if carry.rule is None:
        return str(_("No rule: the year end is refused"))
    if carry.is_carried and carry.new_line.name in short:
        left = currency.written(short[carry.new_line.name])
        return frappe._("The new year's line has {0} left: not enough").format(left)
    return ""
