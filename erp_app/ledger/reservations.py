"""Reservations: what must be had before a set may be posted, budget for one.

A reservation registers in hooks.py and is asked in that order:

    diwan_reservations = ["erp_app.budget.reserving.BudgetReservation"]

All rows that all of them need are locked first, in sorted order, so that two sets that need the
same rows wait for each other and never block each other. A reservation that refuses undoes the
whole set: the caller's transaction is rolled back. Every entry has its voucher by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, cast

import frappe

from erp_app.domain.authority import Authority
from erp_app.domain.entry import Entry
from erp_app.ledger.hooked import load_hooked
from erp_app.store.row_locks import lock_rows

HOOK = "diwan_reservations"


class RowToLock(NamedTuple):
    """One row by DocType and name."""

    doctype: str
    name: str


class Reservation(Protocol):
    """One thing to be reserved. Refuses by a RuleError."""

    def rows(self, entries: Sequence[Entry]) -> Iterable[RowToLock]:
        """Return the rows that `reserve` reads or writes; they are locked before it is called."""

    def reserve(self, entries: Sequence[Entry], authority: Authority) -> None:
        """Take what the entries need, or raise."""


def registered() -> list[Reservation]:
    """Return the reservations in the order in which they are asked."""
    return [cast(Reservation, load_hooked(path)()) for path in frappe.get_hooks(HOOK)]


def reserve_all(entries: Sequence[Entry], authority: Authority) -> None:
    """Lock the rows of all reservations in sorted order, then let each one reserve.

    Raises:
        RuleError: whatever a reservation refuses with.
    """
    reservations = registered()
    if not reservations:
        return
    lock_rows({row for one in reservations for row in one.rows(entries)})
    for one in reservations:
        one.reserve(entries, authority)
