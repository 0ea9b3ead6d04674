"""General Ledger: the lines of an account with running balances, or of a voucher.

Owns its rows. Every figure is the trial balance's of the same periods: what is asked for by period
takes the lines of those periods and no others, and revenue and expense begin each year at zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from erp_app.domain.money import ZERO
from erp_app.domain.periods import Period
from erp_app.domain.report_filters import StatementFilters
from erp_app.domain.statements import YEARLY_ROOTS, PeriodSpan, SpanSums, build_span
from erp_app.finance.statement import (
    LINES_SHOWN_MAX,
    Column,
    Statement,
    account_name,
    ask,
    period_range,
    subtitle_of,
)
from erp_app.ledger.vouchers import voucher_types
from erp_app.store import reports
from erp_app.store.periods import load_periods
from erp_app.store.reports import AccountRecord, LineRecord


@dataclass(frozen=True, slots=True)
class Extent:
    """Which lines are shown: between two days, or of whole periods.

    span: the periods; None when days were asked for. label: how the statement names it.
    """

    start: date
    end: date
    label: str = ""
    span: PeriodSpan | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one account, of one fiscal year where each begins at zero."""

    heading: str
    opening: Decimal
    lines: Sequence[LineRecord]


@dataclass(frozen=True, slots=True)
class _Years:
    """The lines per account, the fiscal year of each period, and the year of the first day."""

    lines: Mapping[str, list[LineRecord]]
    of_period: Mapping[str, str]
    first: str


def build_general_ledger(
    filters: object, language: str, lines_max: int = LINES_SHOWN_MAX
) -> Statement:
    """Return the lines of one account or group, with running balances.

    filters: account (or voucher, voucher_type), dimensions; from_date and to_date, or fiscal_year
    with from_period and to_period, as in the trial balance. More lines than lines_max are cut off,
    and a note says so.
    """
    filters = ask(filters)
    periods = load_periods()
    extent = _extent(filters, periods)
    accounts = {account.code: account for account in reports.load_accounts()}
    wanted = _accounts_wanted(filters)
    extra = _voucher_filter(filters)
    conditions = {**filters.dimensions, **extra}
    within = sorted(extent.span.within) if extent.span else None
    lines = reports.read_lines(wanted, extent.start, extent.end, conditions, lines_max + 1, within)
    openings = {} if extra else _openings(filters, wanted, accounts, extent, periods)
    shown = lines[:lines_max]
    statement = Statement(
        _("General Ledger"),
        [*subtitle_of(filters), *([extent.label] if extent.label else [])],
        _columns(),
    )
    titles, years = _titles(shown), _years(shown, periods, extent.start)
    closings: dict[str, dict] = {}
    for code in wanted:
        heading = f"{code} {account_name(accounts[code], language)}"
        for block in _blocks(accounts[code], openings.get(code, ZERO), years, heading):
            statement.rows += _block_rows(code, block, titles)
            closings[code] = statement.rows[-1]
    if len(lines) > lines_max:
        _say_cut(statement, lines_max)
    elif len(closings) > 1:
        statement.rows.append(_total_row(shown, closings))
    return statement


def _total_row(lines: Sequence[LineRecord], closings: Mapping[str, dict]) -> dict[str, object]:
    """Return what all accounts come to: their lines, and their balances at the end."""
    return {
        "is_total": True,
        "description": _("Total of {0} accounts").format(len(closings)),
        "debit": sum((line.debit for line in lines), ZERO),
        "credit": sum((line.credit for line in lines), ZERO),
        "balance": sum((closing["balance"] for closing in closings.values()), ZERO),
    }


def _years(lines: Sequence[LineRecord], periods: Sequence[Period], start: date) -> _Years:
    of_account: dict[str, list[LineRecord]] = {}
    for line in lines:
        of_account.setdefault(line.account, []).append(line)
    first = next((one.fiscal_year for one in periods if one.start <= start <= one.end), "")
    return _Years(of_account, {one.code: one.fiscal_year for one in periods}, first)


def _say_cut(statement: Statement, lines_max: int) -> None:
    """Say that there are more lines; of the last account no closing is known then."""
    statement.is_cut = True
    statement.rows.pop()
    text = _("Only the first {0} lines are shown: choose a shorter time or fewer accounts")
    statement.notes.append(text.format(lines_max))


# --- what is asked for -----------------------------------------------------------------


def _extent(filters: StatementFilters, periods: list[Period]) -> Extent:
    if filters.fiscal_year:
        return _extent_of_periods(filters, periods)
    if filters.voucher and not (filters.from_date or filters.to_date):
        return Extent(date.min, date.max)
    today = getdate()
    start, end = filters.from_date or today.replace(day=1), filters.to_date or today
    if start > end:
        frappe.throw(_("The first day comes after the last one"))
    label = _("From {0} to {1}").format(formatdate(start), formatdate(end))
    return Extent(start, end, label)


def _extent_of_periods(filters: StatementFilters, periods: list[Period]) -> Extent:
    first, last = period_range(filters, periods)
    days = {period.code: period for period in periods}
    span = build_span(periods, first, last)
    label = _("Periods {0} to {1}").format(first, last)
    return Extent(days[first].start, days[last].end, label, span)


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


def _titles(lines: list[LineRecord]) -> dict[tuple[str, str], str]:
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


# --- openings --------------------------------------------------------------------------


def _openings(
    filters: StatementFilters,
    wanted: Sequence[str],
    accounts: Mapping[str, AccountRecord],
    extent: Extent,
    periods: Sequence[Period],
) -> dict[str, Decimal]:
    """Return account -> net before what is shown."""
    yearly = {code for code in wanted if accounts[code].root_type in YEARLY_ROOTS}
    if extent.span:
        sums = reports.sum_balances(extent.span, filters.dimensions)
        return {code: sums.get(code, SpanSums()).opening(code in yearly) for code in wanted}
    return _openings_on(extent.start, filters, wanted, yearly, periods)


def _openings_on(
    start: date,
    filters: StatementFilters,
    wanted: Sequence[str],
    yearly: set[str],
    periods: Sequence[Period],
) -> dict[str, Decimal]:
    """Return account -> net before a day, from balances and one part of a period."""
    month = next((one for one in periods if _is_month(one) and one.start <= start <= one.end), None)
    if month:
        sums = reports.sum_balances(build_span(periods, month.code, month.code), filters.dimensions)
        partial = reports.sum_lines(wanted, month.start, start, filters.dimensions)
        return {
            code: sums.get(code, SpanSums()).opening(code in yearly) + partial.get(code, ZERO)
            for code in wanted
        }
    earlier = [one for one in periods if one.end < start]
    if not earlier:
        return {}
    # No fiscal year holds the day: all that came before it, and nothing of revenue and expense.
    last = max(earlier, key=lambda one: (one.start, one.number))
    sums = reports.sum_balances(build_span(periods, last.code, last.code), filters.dimensions)
    return {
        code: found.before + found.debit - found.credit
        for code, found in sums.items()
        if code not in yearly
    }


def _is_month(period: Period) -> bool:
    return not (period.is_adjustment or period.is_opening)


# --- rows ------------------------------------------------------------------------------


def _blocks(account: AccountRecord, opening: Decimal, years: _Years, heading: str) -> list[Block]:
    """Return an account's lines with their opening; a year of revenue or expense is one block."""
    lines = years.lines.get(account.code, [])
    if account.root_type not in YEARLY_ROOTS:
        return [Block(heading, opening, lines)] if lines or opening else []
    found: dict[str, list[LineRecord]] = {years.first: []} if opening else {}
    for line in lines:
        found.setdefault(years.of_period[line.period], []).append(line)
    return [
        Block(
            f"{heading} · {year}" if len(found) > 1 else heading,
            opening if year == years.first else ZERO,
            some,
        )
        for year, some in found.items()
    ]


def _columns() -> list[Column]:
    return [
        Column("posting_date", _("Date"), "date", 95),
        Column("period", _("Period"), "code", 80),
        Column("posting_number", _("Posting Number"), "number", 100),
        Column("voucher", _("Voucher"), "voucher", 110),
        Column("description", _("Description"), "text", 190),
        Column("cost_centre", _("Cost Centre"), "code", 100),
        Column("fund", _("Fund"), "code", 65),
        Column("debit", _("Debit"), "amount", 125),
        Column("credit", _("Credit"), "amount", 125),
        Column("balance", _("Balance"), "amount", 135),
    ]


def _block_rows(code: str, block: Block, titles: Mapping[tuple[str, str], str]) -> list[dict]:
    total = {"account": code, "is_total": True}
    rows: list[dict] = [{**total, "description": block.heading, "balance": block.opening}]
    balance, debit, credit = block.opening, ZERO, ZERO
    for line in block.lines:
        balance += line.debit - line.credit
        debit += line.debit
        credit += line.credit
        rows.append(_line_row(line, balance, titles))
    closing = {**total, "description": _("Closing balance")}
    rows.append({**closing, "debit": debit, "credit": credit, "balance": balance})
    return rows


def _line_row(
    line: LineRecord, balance: Decimal, titles: Mapping[tuple[str, str], str]
) -> dict[str, object]:
    title = titles.get((line.voucher_type, line.voucher), "")
    return {
        "posting_date": line.posting_date,
        "period": line.period,
        "posting_number": line.posting_number,
        "voucher_type": line.voucher_type,
        "voucher": line.voucher,
        "description": line.description or title,
        "account": line.account,
        "cost_centre": line.cost_centre,
        "fund": line.fund,
        "debit": line.debit,
        "credit": line.credit,
        "balance": balance,
    }
