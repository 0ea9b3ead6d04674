"""Statements as tables: what the screen, the spreadsheet and the PDF all show, and what is asked.

Owns the neutral table (columns, rows, notes) of trial balance and general ledger, and the reading
of their filters. Refuses filters of another kind, and codes that there are not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.documents.refusals import rules
from erp_app.domain.dimensions import DIMENSION_LABELS
from erp_app.domain.findings import _ as mark
from erp_app.domain.languages import is_arabic
from erp_app.domain.periods import Period, period_code
from erp_app.domain.report_filters import (
    FilterInvalidError,
    StatementFilters,
    read_statement_filters,
)
from erp_app.ledger.vouchers import voucher_types
from erp_app.store import currency, reports
from erp_app.store.reports import AccountRecord

LINES_SHOWN_MAX = 5_000
LINES_EXPORTED_MAX = 200_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column. kind: text, code, date, number, amount or voucher; width in pixels."""

    key: str
    label: str
    kind: str = "text"
    width: int = 120


@dataclass(slots=True)
class Statement:
    """A finished statement: rows are dicts by column key, amounts Decimal.

    A row may hold `indent` (tree depth) and `is_total` (set apart in print). decimals: of amounts.
    """

    title: str
    subtitle: list[str]
    columns: list[Column]
    rows: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_cut: bool = False
    decimals: int = field(default_factory=currency.decimals)


def account_name(account: AccountRecord, language: str) -> str:
    """Return the account's name in the reader's language."""
    return account.name_ar if is_arabic(language) else account.name_en


# --- what is asked for -----------------------------------------------------------------


def ask(filters: object) -> StatementFilters:
    """Return the filters of a statement: each of its kind, each code one that there is.

    filters: as a client sent them, as JSON or what it holds; what was read before stays as it is.
    """
    if isinstance(filters, StatementFilters):
        return filters
    with rules():
        asked = read_statement_filters(_parsed(filters))
        _require_known(asked)
    return asked


def _parsed(filters: object) -> object:
    try:
        return json.loads(filters) if isinstance(filters, str) and filters else filters or {}
    except ValueError:
        return filters  # read as what it is not, and refused


def _require_known(asked: StatementFilters) -> None:
    codes = {"Account": asked.account}
    codes |= {DIMENSION_LABELS[name]: code for name, code in asked.dimensions.items()}
    for doctype, code in codes.items():
        if code and not reports.is_known(doctype, code):
            raise FilterInvalidError(mark("There is no {0} {1}"), doctype, code)
    if asked.voucher_type and asked.voucher_type not in voucher_types():
        raise FilterInvalidError(mark("{0} is no kind of voucher"), asked.voucher_type)


def period_range(filters: StatementFilters, periods: list[Period]) -> tuple[str, str]:
    """Return the codes of the first and the last period asked for.

    Raises: frappe.ValidationError when they stand in the wrong order or do not exist.
    """
    year = filters.fiscal_year or _year_of(periods, getdate())
    first, last = filters.from_period, filters.to_period
    if first > last:
        frappe.throw(_("The first period comes after the last one"))
    codes = {period.code for period in periods}
    wanted = period_code(year, first), period_code(year, last)
    for code in wanted:
        if code not in codes:
            frappe.throw(_("Period {0} does not exist").format(code))
    return wanted


def _year_of(periods: list[Period], day: date) -> str:
    for period in periods:
        if period.start <= day <= period.end:
            return period.fiscal_year
    frappe.throw(_("Choose a fiscal year"))


def subtitle_of(filters: StatementFilters) -> list[str]:
    """Return the lines below the title: what was chosen, and the currency."""
    chosen = {"Account": filters.account, "Voucher": filters.voucher}
    chosen |= {DIMENSION_LABELS[name]: code for name, code in filters.dimensions.items()}
    shown = [f"{_(label)}: {code}" for label, code in chosen.items() if code]
    return [*shown, name_currency()]


def name_currency() -> str:
    """Return the one statement of the currency; the amounts themselves carry no symbol."""
    return _("Amounts in {0}").format(frappe.get_cached_doc("Finance Settings").currency)
