"""Statements as tables: what the screen, the spreadsheet and the PDF all show.

Owns the neutral table (columns, rows, notes) of trial balance and general ledger. Refuses
to compute amounts itself: the arithmetic is the domain's, the figures are the store's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.documents.refusals import rules
from erp_app.domain.balances import TrialRow
from erp_app.domain.dimensions import DIMENSION_LABELS
from erp_app.domain.findings import _ as mark
from erp_app.domain.languages import is_arabic
from erp_app.domain.money import ZERO
from erp_app.domain.periods import Period, period_code
from erp_app.domain.report_filters import (
    FilterInvalidError,
    StatementFilters,
    read_statement_filters,
)
from erp_app.domain.statements import (
    YEARLY_ROOTS,
    PeriodSpan,
    SpanSums,
    build_span,
    roll_up,
    split_sides,
    trial_rows,
)
from erp_app.ledger.vouchers import voucher_types
from erp_app.store import reports
from erp_app.store.periods import load_periods
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

    A row may hold `indent` (tree depth) and `is_total` (set apart in print).
    """

    title: str
    subtitle: list[str]
    columns: list[Column]
    rows: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_cut: bool = False


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


# --- trial balance ---------------------------------------------------------------------


def build_trial_balance(filters: object, language: str) -> Statement:
    """Return the trial balance of a fiscal year's periods.

    filters: fiscal_year, from_period, to_period (numbers 1-13), dimensions, comparison
    (0/1: the same periods a year earlier), group_rows (0/1), and account for a part.
    """
    filters, periods = ask(filters), load_periods()
    first, last = _period_range(filters, periods)
    accounts = {account.code: account for account in reports.load_accounts()}
    current = _trial(filters, build_span(periods, first, last), accounts)
    earlier = _earlier_span(periods, first, last) if filters.comparison else None
    compared = _trial(filters, earlier, accounts) if earlier else None
    statement = Statement(
        _("Trial Balance"),
        [*_subtitle(filters), _("Periods {0} to {1}").format(first, last)],
        _trial_columns(compared is not None),
    )
    _fill_trial(statement, filters, accounts, current, compared, language)
    if earlier is None and filters.comparison:
        statement.notes.append(_("There is no earlier fiscal year to compare with"))
    return statement


def _period_range(filters: StatementFilters, periods: list[Period]) -> tuple[str, str]:
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


def _earlier_span(periods: list[Period], first: str, last: str) -> PeriodSpan | None:
    by_code = {period.code: period for period in periods}
    start = by_code[first].start
    for period in periods:
        if (
            period.number == by_code[first].number
            and period.start.year == start.year - 1
            and period.start.month == start.month
        ):
            year = period.fiscal_year
            return build_span(periods, period.code, period_code(year, by_code[last].number))
    return None


def _trial(filters: StatementFilters, span: PeriodSpan, accounts: dict[str, AccountRecord]):
    sums = reports.sum_balances(span, filters.dimensions)
    if part := filters.account:
        wanted = set(reports.leaves_below("Account", part))
        sums = {code: found for code, found in sums.items() if code in wanted}
    yearly = {code for code, account in accounts.items() if account.root_type in YEARLY_ROOTS}
    return trial_rows(sums, yearly)


def _trial_columns(is_compared: bool) -> list[Column]:
    columns = [
        Column("account", _("Account"), "code", 130),
        Column("account_name", _("Name"), "text", 240),
        Column("opening_debit", _("Opening Debit"), "amount", 138),
        Column("opening_credit", _("Opening Credit"), "amount", 138),
        Column("debit", _("Debit"), "amount", 138),
        Column("credit", _("Credit"), "amount", 138),
        Column("closing_debit", _("Closing Debit"), "amount", 138),
        Column("closing_credit", _("Closing Credit"), "amount", 138),
    ]
    if is_compared:
        columns.append(Column("compared", _("Closing a Year Earlier"), "amount", 138))
        columns.append(Column("change", _("Change"), "amount", 138))
    return columns


def _fill_trial(statement, filters, accounts, current, compared, language) -> None:
    rows, unclosed = current
    before, before_unclosed = compared or ([], ZERO)
    by_group = filters.group_rows
    parents = {code: account.parent for code, account in accounts.items()} if by_group else {}
    totals, earlier = roll_up(rows, parents), roll_up(before, parents)
    for code in sorted(totals.keys() | earlier.keys()):
        account = accounts[code]
        row = _trial_row(totals.get(code) or TrialRow(code, ZERO, ZERO, ZERO))
        row["account_name"] = account_name(account, language)
        row["indent"] = _depth(code, parents)
        row["is_total"] = account.is_group
        _compare(row, earlier.get(code))
        statement.rows.append(row)
    if unclosed or before_unclosed:
        row = _trial_row(TrialRow("", unclosed, ZERO, ZERO))
        row["account_name"] = _("Results of earlier years, not yet closed")
        _compare(row, TrialRow("", before_unclosed, ZERO, ZERO))
        statement.rows.append(row)
    statement.rows.append(_trial_total(rows, unclosed))


def _depth(code: str, parents: dict[str, str]) -> int:
    depth = 0
    while code := parents.get(code, ""):
        depth += 1
    return depth


def _trial_row(row: TrialRow) -> dict:
    opening, closing = split_sides(row.opening), split_sides(row.closing)
    return {
        "account": row.account,
        "opening_debit": opening[0],
        "opening_credit": opening[1],
        "debit": row.debit,
        "credit": row.credit,
        "closing_debit": closing[0],
        "closing_credit": closing[1],
        "closing": row.closing,
    }


def _compare(row: dict, earlier: TrialRow | None) -> None:
    row["compared"] = earlier.closing if earlier else ZERO
    row["change"] = row["closing"] - row["compared"]


def _trial_total(rows: list[TrialRow], unclosed: Decimal) -> dict:
    total = {"account": "", "account_name": _("Total"), "is_total": True, "is_grand_total": True}
    parts = [_trial_row(row) for row in [*rows, TrialRow("", unclosed, ZERO, ZERO)]]
    for key in ("opening_debit", "opening_credit", "debit", "credit"):
        total[key] = sum((part[key] for part in parts), ZERO)
    for key in ("closing_debit", "closing_credit"):
        total[key] = sum((part[key] for part in parts), ZERO)
    return total


# --- general ledger --------------------------------------------------------------------


def build_general_ledger(
    filters: object, language: str, lines_max: int = LINES_SHOWN_MAX
) -> Statement:
    """Return the lines of one account or group between two days, with running balances.

    filters: account (or voucher, voucher_type), from_date, to_date, dimensions. More lines than
    lines_max are cut off, and a note says so.
    """
    filters = ask(filters)
    start, end = _day_range(filters)
    accounts = {account.code: account for account in reports.load_accounts()}
    wanted = _accounts_wanted(filters)
    dimensions = filters.dimensions
    extra = _voucher_filter(filters)
    lines = reports.read_lines(wanted, start, end, {**dimensions, **extra}, lines_max + 1)
    openings = {} if extra else _openings(wanted, accounts, start, dimensions)
    statement = Statement(
        _("General Ledger"),
        [*_subtitle(filters), _("From {0} to {1}").format(start, end)],
        _ledger_columns(),
    )
    statement.is_cut = len(lines) > lines_max
    if statement.is_cut:
        text = _("Only the first {0} lines are shown: choose a shorter time or fewer accounts")
        statement.notes.append(text.format(lines_max))
    titles = _titles(lines)
    lines_of: dict[str, list] = {}
    for line in lines[:lines_max]:
        lines_of.setdefault(line.account, []).append(line)
    for code in wanted:
        if code in lines_of or openings.get(code):
            heading = f"{code} {account_name(accounts[code], language)}"
            opening = openings.get(code, ZERO)
            statement.rows += _account_rows(code, heading, opening, lines_of.get(code, []), titles)
    if statement.is_cut:
        statement.rows.pop()  # the last account's lines go on: its closing is not known here
    return statement


def _day_range(filters: StatementFilters) -> tuple[date, date]:
    if filters.voucher and not filters.from_date:
        return date(1, 1, 1), date(9999, 12, 31)
    today = getdate()
    start, end = filters.from_date or today.replace(day=1), filters.to_date or today
    if start > end:
        frappe.throw(_("The first day comes after the last one"))
    return start, end


def _accounts_wanted(filters: StatementFilters) -> list[str]:
    if filters.account:
        return reports.leaves_below("Account", filters.account)
    if filters.voucher:
        return reports.accounts_of_voucher(_voucher_types(filters), filters.voucher)
    frappe.throw(_("Choose an account or a voucher"))


def _voucher_types(filters: StatementFilters) -> list[str]:
    """Return the kinds of documents that are meant: the one asked for, or all that post."""
    return [filters.voucher_type] if filters.voucher_type else list(voucher_types())


def _voucher_filter(filters: StatementFilters) -> dict[str, str | list[str]]:
    if not filters.voucher:
        return {}
    return {"voucher": filters.voucher, "voucher_type": _voucher_types(filters)}


def _titles(lines: list[reports.LineRecord]) -> dict[tuple[str, str], str]:
    """Return (type, name) -> title of the vouchers of lines that describe nothing themselves."""
    wanted: dict[str, set[str]] = {}
    for line in lines:
        if not line.description:
            wanted.setdefault(line.voucher_type, set()).add(line.voucher)
    return {
        (kind, name): title
        for kind, names in wanted.items()
        for name, title in reports.load_titles(kind, names).items()
    }


def _openings(
    wanted: list[str], accounts: dict[str, AccountRecord], start: date, dimensions: dict
) -> dict[str, Decimal]:
    """Return account -> net before the first day, from balances and one part of a period."""
    periods = load_periods()
    months = [p for p in periods if not (p.is_adjustment or p.is_opening)]
    containing = [p for p in months if p.start <= start <= p.end]
    if not containing:
        return {}
    span = build_span(periods, containing[0].code, containing[0].code)
    sums = reports.sum_balances(span, dimensions)
    partial = reports.sum_lines(wanted, containing[0].start, start, dimensions)
    openings = {}
    for code in wanted:
        is_yearly = accounts[code].root_type in YEARLY_ROOTS
        opening = sums.get(code, SpanSums()).opening(is_yearly)
        openings[code] = opening + partial.get(code, ZERO)
    return openings


def _ledger_columns() -> list[Column]:
    return [
        Column("posting_date", _("Date"), "date", 95),
        Column("posting_number", _("Posting Number"), "number", 125),
        Column("voucher", _("Voucher"), "voucher", 110),
        Column("description", _("Description"), "text", 240),
        Column("cost_centre", _("Cost Centre"), "code", 105),
        Column("fund", _("Fund"), "code", 70),
        Column("debit", _("Debit"), "amount", 125),
        Column("credit", _("Credit"), "amount", 125),
        Column("balance", _("Balance"), "amount", 145),
    ]


def _account_rows(
    code: str,
    heading: str,
    opening: Decimal,
    lines: list[reports.LineRecord],
    titles: dict[tuple[str, str], str],
) -> list[dict]:
    rows = [{"description": heading, "account": code, "balance": opening, "is_total": True}]
    balance, debit, credit = opening, ZERO, ZERO
    for line in lines:
        balance += line.debit - line.credit
        debit += line.debit
        credit += line.credit
        rows.append(
            {
                "posting_date": line.posting_date,
                "posting_number": line.posting_number,
                "voucher_type": line.voucher_type,
                "voucher": line.voucher,
                "description": line.description
                or titles.get((line.voucher_type, line.voucher), ""),
                "account": code,
                "cost_centre": line.cost_centre,
                "fund": line.fund,
                "debit": line.debit,
                "credit": line.credit,
                "balance": balance,
            }
        )
    closing = {"description": _("Closing balance"), "account": code, "is_total": True}
    rows.append({**closing, "debit": debit, "credit": credit, "balance": balance})
    return rows


def _subtitle(filters: StatementFilters) -> list[str]:
    chosen = {"Account": filters.account, "Voucher": filters.voucher}
    chosen |= {DIMENSION_LABELS[name]: code for name, code in filters.dimensions.items()}
    shown = [f"{_(label)}: {code}" for label, code in chosen.items() if code]
    return [*shown, name_currency()]


def name_currency() -> str:
    """Return the one statement of the currency; the amounts themselves carry no symbol."""
    return _("Amounts in {0}").format(frappe.get_cached_doc("Finance Settings").currency)
