"""Lines of what is to be bought: quantity and price become amounts, amounts become postings to be.

Owns what such a line may say. Refuses an amount beyond its column, and what the rules of accounts
and dimensions refuse of a posting: what cannot be posted later is not asked for now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from erp_app import ledger
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.entry import Entry, Posting
from erp_app.domain.findings import Finding, _
from erp_app.domain.money import AMOUNT_MAX, ZERO, is_rounded, round_money, total
from erp_app.purchasing.taxing import tax_rows
from erp_app.store import currency
from erp_app.store.amounts import amount_of

QUANTITY_DECIMALS = 3
LINES_MAX = 1000


def fill_amounts(rows: Sequence[Any], day: date) -> Decimal:
    """Write net amount, tax and what the budget pays into rows; return what a supplier is owed.

    Raises: PolicyMissingError.
    """
    decimals = currency.decimals()
    nets = [
        round_money(amount_of(row.quantity) * amount_of(row.unit_price), decimals) for row in rows
    ]
    found = tax_rows(rows, nets, day)
    for row, taxed in zip(rows, found, strict=True):
        row.net_amount, row.tax_amount = float(taxed.net), float(taxed.tax)
        row.cost_amount = float(taxed.cost)
    return total(taxed.gross for taxed in found)


def find_faults(rows: Sequence[Any]) -> Iterator[Finding]:
    """Yield what is wrong with quantities and prices, by line."""
    if len(rows) > LINES_MAX:
        text = _("{0} lines are too many for one document: {1} at most")
        yield Finding("too_many_lines", text, (len(rows), LINES_MAX))
    decimals = currency.decimals()
    for place, row in enumerate(rows, 1):
        quantity, price = amount_of(row.quantity), amount_of(row.unit_price)
        if quantity <= 0 or not is_rounded(quantity, QUANTITY_DECIMALS):
            text = _("A quantity is above zero, with {0} decimals at most")
            yield Finding("quantity", text, (QUANTITY_DECIMALS,), place, "quantity")
        if price < 0 or not is_rounded(price, max(decimals, 4)):
            text = _("A price is zero or more, with {0} decimals at most")
            yield Finding("unit_price", text, (max(decimals, 4),), place, "unit_price")
        elif quantity * price > AMOUNT_MAX or round_money(quantity * price, decimals) <= ZERO:
            text = _("The line comes to nothing, or to more than {0}")
            yield Finding("amount", text, (f"{AMOUNT_MAX:,}",), place, "unit_price")


def complete_rows(rows: Sequence[Any], day: date) -> Iterator[Finding]:
    """Take over the dimensions that rules imply; yield what rules refuse of each line."""
    postings = tuple(posting_of(row) for row in rows)
    [completed] = ledger.complete([Entry("", "", day, postings)])
    for row, posting in zip(rows, completed.entry.postings, strict=True):
        row.description = posting.description
        for name, value in posting.dimensions._asdict().items():
            row.set(name, value or None)
    # A request is one side of an entry: that it does not balance is no fault of it.
    yield from (finding for finding in completed.findings if finding.line)


def posting_of(row: Any) -> Posting:
    """Return a row as it would be posted: what its budget pays, as a debit."""
    given = DimensionSet(*[row.get(name) or "" for name in DIMENSIONS])
    cost: Decimal = amount_of(row.cost_amount)
    return Posting(row.account or "", cost, dimensions=given, description=row.description or "")
