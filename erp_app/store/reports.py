"""What the financial reports ask: balances for totals, lines only for one page of detail.

Owns the queries of trial balance and general ledger. History does not matter to them:
totals come from balances, lines from an index by account and date.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import frappe

from erp_app.domain.periods import OPENING_PERIOD
from erp_app.domain.statements import PeriodSpan, SpanSums
from erp_app.store.amounts import amount_from_text
from erp_app.store.rows import literal

# A line of an opening period that lies on the day given.
_OPENS_ON_DAY = f"(posting_date = %s and period like '%%-{OPENING_PERIOD:02d}')"
# Dimensions whose records form a tree: a filter on a group means everything below it.
_TREES = {"cost_centre": "Cost Centre", "function": "Function", "account": "Account"}


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account as reports show it, in both languages."""

    code: str
    parent: str
    name_en: str
    name_ar: str
    is_group: bool
    root_type: str
    gfsm_class: str
    ipsas_line: str


@dataclass(frozen=True, slots=True)
class LineRecord:
    """One ledger line as the general ledger shows it."""

    number: int
    posting_date: date
    period: str
    posting_number: int
    voucher_type: str
    voucher: str
    description: str
    account: str
    cost_centre: str
    fund: str
    debit: Decimal
    credit: Decimal


def load_accounts() -> list[AccountRecord]:
    """Return all accounts in order of their codes."""
    rows = frappe.db.sql(
        "select name, coalesce(parent_account, ''), account_name, account_name_ar, is_group,"
        " root_type, coalesce(gfsm_class, ''), coalesce(ipsas_line, '') from `tabAccount`"
        " order by name"
    )
    return [AccountRecord(*row[:4], bool(row[4]), *row[5:]) for row in rows]


def is_known(doctype: str, name: str) -> bool:
    """Return True when there is a record of exactly this name."""
    rows = frappe.db.sql(f"select name from `tab{doctype}` where name = %s", (name,))
    return any(found == name for (found,) in rows)


def leaves_below(doctype: str, name: str) -> list[str]:
    """Return the record itself, or for a group all that can be posted to below it."""
    rows = frappe.db.sql(
        f"select c.name from `tab{doctype}` p join `tab{doctype}` c on c.lft >= p.lft"
        " and c.rgt <= p.rgt where p.name = %s and c.is_group = 0 order by c.name",
        (name,),
    )
    return [row[0] for row in rows]


def sum_balances(span: PeriodSpan, filters: Mapping[str, str]) -> dict[str, SpanSums]:
    """Return account -> amounts around the span, over the filtered dimensions.

    filters: dimension name -> code; a group stands for everything below it. Without filters
    the balances per account are read, so that dimensions do not cost anything.
    """
    where, values = _where(filters)
    table = "tabLedger Balance" if filters else "tabAccount Balance"
    parts = (
        f"sum(if({_in(span.before)}, debit - credit, 0))",
        f"sum(if({_in(span.year_before)}, debit - credit, 0))",
        f"sum(if({_in(span.within)}, debit, 0))",
        f"sum(if({_in(span.within)}, credit, 0))",
    )
    columns = ", ".join(f"cast({part} as char)" for part in parts)
    rows = frappe.db.sql(
        f"select account, {columns} from `{table}` where {_in(span.codes)}{where} group by account",
        tuple(values),
    )
    return {account: SpanSums(*map(amount_from_text, sums)) for account, *sums in rows}


def _in(codes: Collection[str]) -> str:
    """Return a condition on the period; codes come from the fiscal years, quoted anyway."""
    return f"period in ({', '.join(map(literal, sorted(codes)))})" if codes else "false"


def sum_lines(
    accounts: Sequence[str], start: date, before: date, filters: Mapping[str, str]
) -> dict[str, Decimal]:
    """Return account -> net of the lines from `start` to the day before `before`.

    Openings of a year that begins on `start` come before that day.
    """
    if not accounts or start >= before:
        return {}
    where, values = _where(filters)
    marks = ", ".join(["%s"] * len(accounts))
    rows = frappe.db.sql(
        f"select account, cast(sum(debit - credit) as char) from `tabLedger Line`"
        f" where account in ({marks}) and posting_date >= %s and posting_date < %s"
        f" and not {_OPENS_ON_DAY}{where}"
        " group by account",
        (*accounts, start, before, start, *values),
    )
    return {account: amount_from_text(net) for account, net in rows}


def read_lines(
    accounts: Sequence[str],
    start: date,
    end: date,
    filters: Mapping[str, str | list[str]],
    limit: int,
    periods: Sequence[str] | None = None,
) -> list[LineRecord]:
    """Return at most `limit` lines of the accounts between two days, both inclusive.

    filters: column -> code, or a list of codes of which one must fit. periods: codes, when only
    lines of these are wanted.

    In order of account, date and number; each account is read from its index in turn. Openings
    of a year that begins on `start` are not among them: they come before that day.
    """
    where, values = _where({**filters, "period": list(periods)} if periods else filters)
    found: list[LineRecord] = []
    for account in accounts:
        rows = frappe.db.sql(
            "select l.name, l.posting_date, l.period, l.posting_number, l.voucher_type, l.voucher,"
            " coalesce(l.description, ''), l.account, coalesce(l.cost_centre, ''),"
            " coalesce(l.fund, ''), cast(l.debit as char), cast(l.credit as char)"
            " from `tabLedger Line` l"
            " where l.account = %s and l.posting_date between %s and %s"
            f" and not {_OPENS_ON_DAY}{where}"
            " order by l.posting_date, l.name limit %s",
            (account, start, end, start, *values, limit - len(found)),
        )
        found += [
            LineRecord(*row[:10], amount_from_text(row[10]), amount_from_text(row[11]))
            for row in rows
        ]
        if len(found) >= limit:
            break
    return found


def accounts_of_voucher(voucher_types: Collection[str], voucher: str) -> list[str]:
    """Return the accounts that vouchers of this name and these types were posted to."""
    marks = ", ".join(["%s"] * len(voucher_types))
    rows = frappe.db.sql(
        "select distinct account from `tabLedger Line`"
        f" where voucher_type in ({marks}) and voucher = %s order by account",
        (*voucher_types, voucher),
    )
    return [row[0] for row in rows]


def load_titles(doctype: str, names: Collection[str]) -> dict[str, str]:
    """Return name -> title of documents whose type has a title."""
    field = frappe.get_meta(doctype).get_title_field()
    if not names or field == "name":
        return {}
    marks = ", ".join(["%s"] * len(names))
    query = f"select name, coalesce(`{field}`, '') from `tab{doctype}` where name in ({marks})"
    return dict(frappe.db.sql(query, tuple(names)))


def _where(filters: Mapping[str, str | list[str]]) -> tuple[str, list[str]]:
    parts, values = [], []
    for name, value in filters.items():
        if isinstance(value, list):
            codes = value
        else:
            codes = leaves_below(_TREES[name], value) if name in _TREES else [value]
        parts.append(f" and `{name}` in ({', '.join(['%s'] * len(codes)) or 'null'})")
        values += codes
    return "".join(parts), values


def account_names(codes: Collection[str], is_arabic: bool) -> dict[str, str]:
    """Return code -> name of the accounts, in Arabic or English."""
    if not codes:
        return {}
    column = "account_name_ar" if is_arabic else "account_name"
    marks = ", ".join(["%s"] * len(codes))
    return dict(
        frappe.db.sql(
            f"select name, {column} from `tabAccount` where name in ({marks})", tuple(codes)
        )
    )
