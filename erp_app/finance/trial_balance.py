"""Trial Balance: openings, movements and closings per account, read from balances.

Owns its rows. Refuses to compute amounts itself: the arithmetic is the domain's, the figures are
the store's.
"""

from __future__ import annotations

from decimal import Decimal

from frappe import _

from erp_app.domain.balances import TrialRow
from erp_app.domain.money import ZERO
from erp_app.domain.periods import Period, period_code
from erp_app.domain.report_filters import StatementFilters
from erp_app.domain.statements import (
    YEARLY_ROOTS,
    PeriodSpan,
    build_span,
    roll_up,
    split_sides,
    trial_rows,
)
from erp_app.finance.statement import (
    Column,
    Statement,
    account_name,
    ask,
    period_range,
    subtitle_of,
)
from erp_app.store import reports
from erp_app.store.periods import load_periods
from erp_app.store.reports import AccountRecord


def build_trial_balance(filters: object, language: str) -> Statement:
    """Return the trial balance of a fiscal year's periods.

    filters: fiscal_year, from_period, to_period (numbers 1-13), dimensions, comparison
    (0/1: the same periods a year earlier), group_rows (0/1), and account for a part.
    """
    filters, periods = ask(filters), load_periods()
    first, last = period_range(filters, periods)
    accounts = {account.code: account for account in reports.load_accounts()}
    current = _trial(filters, build_span(periods, first, last), accounts)
    earlier = _earlier_span(periods, first, last) if filters.comparison else None
    compared = _trial(filters, earlier, accounts) if earlier else None
    statement = Statement(
        _("Trial Balance"),
        [*subtitle_of(filters), _("Periods {0} to {1}").format(first, last)],
        _trial_columns(compared is not None),
    )
    _fill_trial(statement, filters, accounts, current, compared, language)
    if earlier is None and filters.comparison:
        statement.notes.append(_("There is no earlier fiscal year to compare with"))
    return statement


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
        Column("account", _("Account"), "code", 105),
        Column("account_name", _("Name"), "text", 225),
        Column("opening_debit", _("Opening Debit"), "amount", 130),
        Column("opening_credit", _("Opening Credit"), "amount", 130),
        Column("debit", _("Debit"), "amount", 130),
        Column("credit", _("Credit"), "amount", 130),
        Column("closing_debit", _("Closing Debit"), "amount", 130),
        Column("closing_credit", _("Closing Credit"), "amount", 130),
    ]
    if is_compared:
        columns.append(Column("compared", _("Closing a Year Earlier"), "amount", 130))
        columns.append(Column("change", _("Change"), "amount", 130))
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
