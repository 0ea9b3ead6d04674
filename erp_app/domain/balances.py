"""Balances per period, account and dimension set: the only figures reports read.

Owns the aggregation of lines and the opening/movement/closing arithmetic. Refuses to
net debit and credit: both are kept, so that a balance can be proved from its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from erp_app.domain.dimensions import DimensionSet
from erp_app.domain.findings import Finding, _
from erp_app.domain.ledger import LedgerLine
from erp_app.domain.money import ZERO


class BalanceKey(NamedTuple):
    """The grain of a balance."""

    period: str
    account: str
    dimensions: DimensionSet


class Movement(NamedTuple):
    """Debit and credit of one key, both zero or more. Net is debit minus credit."""

    debit: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.debit - self.credit


Balances = dict[BalanceKey, Movement]


def accumulate(lines: Iterable[LedgerLine], into: Balances | None = None) -> Balances:
    """Add lines up per key, into the given balances or new ones."""
    balances: Balances = {} if into is None else into
    for line in lines:
        key = BalanceKey(line.period, line.account, line.dimensions)
        debit, credit = balances.get(key, _NOTHING)
        balances[key] = Movement(debit + line.debit, credit + line.credit)
    return balances


_NOTHING = Movement()


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account of a trial balance. All amounts debit positive, in the entity's currency.

    opening: net before the first period; closing = opening + debit - credit.
    """

    account: str
    opening: Decimal
    debit: Decimal
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debit - self.credit


def check_balances(
    stored: Mapping[BalanceKey, Movement], computed: Mapping[BalanceKey, Movement]
) -> list[Finding]:
    """Return a finding for every key whose stored balance differs from its lines."""
    findings = []
    for key in sorted(stored.keys() | computed.keys()):
        kept, summed = stored.get(key, _NOTHING), computed.get(key, _NOTHING)
        if kept != summed:
            text = _("Balance of account {0} in period {1} is {2} / {3}, its lines give {4} / {5}")
            values = (key.account, key.period, kept.debit, kept.credit, summed.debit, summed.credit)
            findings.append(Finding("balance_differs", text, values))
    return findings
