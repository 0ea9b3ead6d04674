"""Reversals: built from the lines the ledger holds, whatever became of the document's rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from erp_app.domain.authority import Authority
from erp_app.domain.entry import Entry, reverse_entry
from erp_app.domain.findings import RuleError, _
from erp_app.domain.general_ledger import posting_of
from erp_app.ledger.posting import post
from erp_app.ledger.registry import general_ledger
from erp_app.ledger.vouchers import PostedEntry, VoucherType, voucher_type


class NotReversibleError(RuleError):
    """The voucher is not posted, was reversed already, or is a reversal."""


def reverse(
    kind: str,
    voucher: str,
    day: date,
    reason: str,
    authority: Authority,
    prepared_by: str = "",
) -> PostedEntry:
    """Post the reversal of a posted voucher: a new document of the same kind, with its entry.

    prepared_by: who made the reversal, by default who decides on it.

    Raises:
        NotReversibleError: it is not posted, is already reversed, or is itself a reversal, whose
            original would be back in the books while it says that it is cancelled.
        RuleError: no reason, a date before the voucher's, a period that is not open, or a person
            who prepared the original or may not decide on its amount.
    """
    of_kind = voucher_type(kind)
    original = _lock_original(of_kind, kind, voucher)
    reversal = reverse_entry(original, day, reason, prepared_by or authority.user)
    (posted,) = post([reversal], authority)
    of_kind.mark_reversed(voucher, posted.entry.voucher)
    return posted


def _lock_original(of_kind: VoucherType, kind: str, voucher: str) -> Entry:
    entry = of_kind.lock_unreversed(voucher)
    if entry and entry.reverses:
        text = _("{0} {1} took back {2}: enter a new document instead of cancelling it")
        raise NotReversibleError(text, kind, voucher, entry.reverses)
    lines = general_ledger.lines_of(kind, voucher) if entry else []
    if entry is None or not lines:
        raise NotReversibleError(_("{0} {1} is not posted, or already reversed"), kind, voucher)
    return replace(entry, postings=tuple(map(posting_of, lines)))
