"""The general ledger as a ledger among others: its columns, forms, balances and indexes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

from erp_app.domain.chained import (
    BalanceTable,
    ChainedLine,
    Column,
    Form,
    Kind,
    LedgerSpec,
    LineDraft,
)
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.entry import Entry, Posting

_FORM_1 = (
    "posting_date",
    "period",
    "account",
    *DIMENSIONS,
    "debit",
    "credit",
    "description",
    "reverses",
)
_KINDS = {"posting_date": Kind.DATE, "debit": Kind.AMOUNT, "credit": Kind.AMOUNT}
_SIDES = ("debit", "credit")

GENERAL_LEDGER = LedgerSpec(
    name="General Ledger",
    line_doctype="Ledger Line",
    columns=tuple(Column(name, _KINDS.get(name, Kind.TEXT)) for name in _FORM_1),
    forms=(Form(1, _FORM_1),),
    balances=(
        BalanceTable("Ledger Balance", ("period", "account", *DIMENSIONS), _SIDES),
        BalanceTable("Account Balance", ("period", "account"), _SIDES),
    ),
    balanced=_SIDES,
    indexes=(("account_date", ("account", "posting_date", "name")),),
    refusal="Ledger lines are immutable: post a reversal instead",
)


def draft_lines(entry: Entry, voucher: str, period: str) -> list[LineDraft]:
    """Return the lines of a checked entry. period: code of the period it is posted to."""
    kind, day, reverses = entry.voucher_type, entry.posting_date, entry.reverses
    return [
        LineDraft(
            kind,
            voucher,
            number,
            (
                day,
                period,
                posting.account,
                *posting.dimensions,
                posting.debit,
                posting.credit,
                posting.description,
                reverses,
            ),
        )
        for number, posting in enumerate(entry.postings, 1)
    ]


def posting_of(line: ChainedLine) -> Posting:
    """Return a stored line as the posting it was made from."""
    _day, _period, account, *rest = line.values
    dimensions, (debit, credit, description, _reverses) = rest[: len(DIMENSIONS)], rest[-4:]
    return Posting(
        cast(str, account),
        cast(Decimal, debit),
        cast(Decimal, credit),
        DimensionSet(*cast(list[str], dimensions)),
        cast(str, description),
    )


def day_of(line: ChainedLine) -> date:
    """Return the posting date of a line."""
    return cast(date, line.values[0])
