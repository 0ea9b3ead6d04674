"""Trial balance and general ledger: openings, movements, closings, group totals.

Owns the arithmetic of the reports. Revenue and expense begin each fiscal year at zero;
the results of years before that were not closed by a journal are shown as one row, so
that a trial balance always sums to zero. Refuses to hide a row that has an amount.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

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


def opening_net(
    moves: Mapping[str, Movement], is_yearly: bool, span: PeriodSpan
) -> tuple[Decimal, Decimal]:
    """Return (opening, left over from earlier years) of one account, debit positive."""
    counted = span.year_before if is_yearly else span.before
    opening = total(move.net for code, move in moves.items() if code in counted)
    earlier = total(
        move.net for code, move in moves.items() if code in span.before and code not in counted
    )
    return opening, earlier


def trial_rows(
    balances: Mapping[str, Mapping[str, Movement]],
    yearly_accounts: Collection[str],
    span: PeriodSpan,
) -> tuple[list[TrialRow], Decimal]:
    """Return a row per account with any amount, and the unclosed results of earlier years.

    balances: account -> period code -> movement. The rows' closings and the second value
    sum to zero when the balances come from balanced journals of all dimensions.
    """
    rows = []
    unclosed = ZERO
    for account in sorted(balances):
        moves = balances[account]
        opening, earlier = opening_net(moves, account in yearly_accounts, span)
        unclosed += earlier
        within = [move for code, move in moves.items() if code in span.within]
        debit, credit = total(m.debit for m in within), total(m.credit for m in within)
        if opening or debit or credit:
            rows.append(TrialRow(account, opening, debit, credit))
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
