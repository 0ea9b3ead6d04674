"""Sums that are kept with the lines: the only figures reports read.

Owns the aggregation of lines per key and the opening/movement/closing arithmetic. Refuses to
net the measures of a key: each is kept, so that a balance can be proved from its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from erp_app.domain.chained import BalanceTable, LedgerSpec, Value
from erp_app.domain.findings import Finding, _
from erp_app.domain.money import ZERO

Key = tuple[Value, ...]
Sums = tuple[Decimal, ...]


class Movement(NamedTuple):
    """Debit and credit, both zero or more. Net is debit minus credit."""

    debit: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.debit - self.credit


class Accumulator:
    """Adds lines up into the balances of one table. sums: key -> measures, in the table's order."""

    def __init__(self, spec: LedgerSpec, table: BalanceTable) -> None:
        self.table = table
        self.sums: dict[Key, Sums] = {}
        self._key = _picker([spec.positions[name] for name in table.key])
        self._measures = _picker([spec.positions[name] for name in table.measures])

    def add(self, values: tuple[Value, ...]) -> None:
        """Add one line, given by the ledger's own columns."""
        key, measures = self._key(values), self._measures(values)
        sofar = self.sums.get(key)
        if sofar is None:
            self.sums[key] = measures
        else:
            self.sums[key] = tuple(one + more for one, more in zip(sofar, measures, strict=True))


def _picker(places: list[int]) -> Callable[[tuple[Value, ...]], tuple[Any, ...]]:
    if len(places) == 1:
        (place,) = places
        return lambda values: (values[place],)
    return itemgetter(*places)


def accumulate(
    spec: LedgerSpec, table: BalanceTable, lines: Iterable[tuple[Value, ...]]
) -> dict[Key, Sums]:
    """Return key -> sums of the lines' values."""
    found = Accumulator(spec, table)
    for values in lines:
        found.add(values)
    return found.sums


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
    table: BalanceTable, stored: Mapping[Key, Sums], computed: Mapping[Key, Sums]
) -> list[Finding]:
    """Return a finding for every key whose stored balance differs from its lines."""
    nothing = (ZERO,) * len(table.measures)
    findings = []
    for key in sorted(stored.keys() | computed.keys(), key=str):
        kept, summed = stored.get(key, nothing), computed.get(key, nothing)
        if kept != summed:
            text = _("{0} of {1} is {2}, its lines give {3}")
            values = (table.doctype, _written(key), _written(kept), _written(summed))
            findings.append(Finding("balance_differs", text, values))
    return findings


def _written(values: tuple[Value, ...]) -> str:
    return " / ".join(str(value) for value in values if value not in ("", None))
