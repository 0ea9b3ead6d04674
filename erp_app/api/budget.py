"""What is left of the budget, for forms and programs: guard, parse, call, shape."""

from __future__ import annotations

import json

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.budget.inquiry import ask_funds
from erp_app.documents.refusals import rules
from erp_app.domain.budget.funds import MEASURES
from erp_app.domain.budget.inquiry import Standing
from erp_app.domain.budget.lines import fiscal_year_of, label_of
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.entry import Posting
from erp_app.domain.periods import period_code
from erp_app.store import currency

NOTHING: dict[str, str] = {}


@frappe.whitelist()
def get_funds(posting_date: str, rows: str) -> list[dict[str, str]]:
    """Return what is left of the budget for each row on a day, in the order of the rows.

    rows: a list in JSON of objects with account and dimensions, each may be missing. Of a row that
    nothing controls and no line takes: an empty object; that a rule controls and no line takes:
    its level. Else line, label, level, from and to (periods), each measure,
    tolerance and left; amounts as programs read them. Nothing is reserved.

    Raises: frappe.PermissionError; frappe.ValidationError for a day that no fiscal year holds.
    """
    if not frappe.has_permission("Budget Line", "read"):
        frappe.throw(_("You may not read the budget"), frappe.PermissionError)
    postings = [_posting_of(row) for row in json.loads(rows)]
    with rules():
        found = ask_funds(postings, getdate(posting_date))
    return [_shape(one) if one else NOTHING for one in found]


def _posting_of(row: dict[str, object]) -> Posting:
    given = DimensionSet(*(str(row.get(name) or "") for name in DIMENSIONS))
    return Posting(str(row.get("account") or ""), dimensions=given)


def _shape(one: Standing) -> dict[str, str]:
    if not one.line:
        return {"level": one.level.value}
    year = fiscal_year_of(one.line)
    amounts = dict(zip(MEASURES, one.funds, strict=True))
    amounts |= {"tolerance": one.tolerance, "left": one.left}
    return {
        "line": one.line,
        "label": label_of(one.line),
        "level": one.level.value,
        "from": period_code(year, one.span[0]),
        "to": period_code(year, one.span[-1]),
        **{name: currency.as_text(amount) for name, amount in amounts.items()},
    }
