"""Voucher types: what the engine asks of a kind of document that posts.

A kind registers in hooks.py, so that nothing here imports one:

    diwan_voucher_types = {"Journal": "erp_app.finance.journal_vouchers.JournalVouchers"}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import frappe

from erp_app.domain.authority import Authority
from erp_app.domain.entry import Entry
from erp_app.ledger.hooked import load_hooked

HOOK = "diwan_voucher_types"


class VoucherTypeUnknownError(LookupError):
    """No application registered this voucher type."""


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry with its place in the ledger: period's code, number, who and when."""

    entry: Entry
    period: str
    posting_number: int
    posted_by: str
    posted_at: str


@dataclass(frozen=True, slots=True)
class Storing:
    """How documents that do not exist yet are to be stored. batch: the import they came with."""

    approved_by: str
    at: str
    batch: str = ""


class VoucherType(Protocol):
    """One kind of document. All methods work on sets, in the caller's transaction."""

    def approver_roles(self) -> frozenset[str]:
        """Return the roles that may approve such a document."""

    def next_names(self, count: int) -> list[str]:
        """Return names for documents that do not exist yet, ascending."""

    def known_keys(self, keys: Sequence[str]) -> dict[str, str]:
        """Return idempotency key -> document for the keys that exist."""

    def store_approved(self, entries: Sequence[Entry], storing: Storing) -> None:
        """Insert named entries as approved documents that have no posting number yet."""

    def lock_waiting(self, names: Iterable[str]) -> list[Entry]:
        """Lock the documents that wait for approval, in order of names; return their entries."""

    def mark_approved(self, names: Sequence[str], authority: Authority, at: str) -> None:
        """Mark locked documents as approved, with who decided and for whom."""

    def number_statements(self, posted: Sequence[PostedEntry]) -> list[str]:
        """Return the SQL that gives documents their posting number and period."""

    def lock_unreversed(self, name: str) -> Entry | None:
        """Lock a posted document that was not reversed; None when it is not such a one.

        The entry's postings do not matter: a reversal is built from the ledger's lines.
        """

    def mark_reversed(self, name: str, reversed_by: str) -> None:
        """Point a document to the one that reverses it."""

    def posted_query(self) -> str:
        """Return a query of (posting number, name, total) of all posted documents.

        total: the debit of what the document itself shows, null when it shows no amounts.
        """


def voucher_type(name: str) -> VoucherType:
    """Return the voucher type of a DocType.

    Raises:
        VoucherTypeUnknownError: it is not registered.
    """
    paths = frappe.get_hooks(HOOK).get(name)
    if not paths:
        raise VoucherTypeUnknownError(f"{name} is not a voucher type: register it in {HOOK}")
    return cast(VoucherType, load_hooked(paths[-1])())


def voucher_types() -> dict[str, VoucherType]:
    """Return all registered voucher types by DocType, in order of names."""
    return {name: voucher_type(name) for name in sorted(frappe.get_hooks(HOOK))}
