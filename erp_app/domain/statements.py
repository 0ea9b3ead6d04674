"""Trial balance and general ledger: openings, movements, closings, group totals.

Owns the arithmetic of the reports. Revenue and expense begin each fiscal year at zero;
the results of years before that were not closed by a journal are shown as one row, so
that a trial balance always sums to zero. Refuses to hide a row that has an amount.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from erp_app.domain.balances import Movement, TrialRow
from erp_app.domain.money import ZERO, total
from erp_app.domain.periods import Period

YEARLY_ROOTS = frozenset({"Revenue", "Expense"})


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """Which periods make the columns of a trial balance, as codes.

    before: all periods before the span; year_before: those of them in the span's first
    fiscal year; within: the span itself.
    """

    before: frozenset[str]
    year_before: frozenset[str]
    within: frozenset[str]

    @property
    def codes(self) -> frozenset[str]:
        return self.before | self.within


def build_span(periods: Sequence[Period], first: str, last: str) -> PeriodSpan:
    """Return the span from period `first` to period `last`, both inclusive.

    periods: all periods of the entity. Raises KeyError when a code is unknown.
    """
    order = {
        period.code: position
        for position, period in enumerate(sorted(periods, key=lambda p: (p.start, p.number)))
    }
    years = {period.code: period.fiscal_year for period in periods}
    start, end = order[first], order[last]
    before = frozenset(code for code, position in order.items() if position < start)
    return PeriodSpan(
        before,
        frozenset(code for code in before if years[code] == years[first]),
        frozenset(code for code, position in order.items() if start <= position <= end),
    )


class SpanSums(NamedTuple):
    """One account's amounts around a span; nets are debit positive.

    before: net of all periods before it; year_before: net of those in its fiscal year;
    debit, credit: movements within it.
    """

    before: Decimal = ZERO
    year_before: Decimal = ZERO
    debit: Decimal = ZERO
    credit: Decimal = ZERO

    def opening(self, is_yearly: bool) -> Decimal:
        """Return the opening: of the year for revenue and expense, of all time otherwise."""
        return self.year_before if is_yearly else self.before


def sum_span(moves: Mapping[str, Movement], span: PeriodSpan) -> SpanSums:
    """Add up one account's movements per period code around a span."""
    within = [move for code, move in moves.items() if code in span.within]
    return SpanSums(
        total(move.net for code, move in moves.items() if code in span.before),
        total(move.net for code, move in moves.items() if code in span.year_before),
        total(move.debit for move in within),
        total(move.credit for move in within),
    )


def trial_rows(
    sums: Mapping[str, SpanSums], yearly_accounts: Collection[str]
) -> tuple[list[TrialRow], Decimal]:
    """Return a row per account with any amount, and the unclosed results of earlier years.

    The rows' closings and the second value sum to zero when the sums come from balanced
    journals of all dimensions.
    """
    rows = []
    unclosed = ZERO
    for account in sorted(sums):
        found = sums[account]
        opening = found.opening(account in yearly_accounts)
        unclosed += found.before - opening
        if opening or found.debit or found.credit:
            rows.append(TrialRow(account, opening, found.debit, found.credit))
    return rows, unclosed


def roll_up(rows: Iterable[TrialRow], parents: Mapping[str, str]) -> dict[str, TrialRow]:
    """Return account -> row for the accounts given and every group above them.

    parents: account -> parent, "" at the top.
    """
    totals: dict[str, TrialRow] = {}
    for row in rows:
        node = row.account
        while node:
            sofar = totals.get(node, TrialRow(node, ZERO, ZERO, ZERO))
            totals[node] = TrialRow(
                node,
                sofar.opening + row.opening,
                sofar.debit + row.debit,
                sofar.credit + row.credit,
            )
            node = parents.get(node, "")
    return totals


def split_sides(net: Decimal) -> tuple[Decimal, Decimal]:
    """Return (debit, credit) columns of a net amount: one of them is zero."""
    return (net, ZERO) if net >= 0 else (ZERO, -net)
