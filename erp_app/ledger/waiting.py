"""Approves documents that wait, as a set: all or none."""

from __future__ import annotations

from collections.abc import Iterable

from erp_app.domain.authority import Authority
from erp_app.ledger.posting import moment, prepare, write
from erp_app.ledger.vouchers import PostedEntry, voucher_type


def approve_waiting(kind: str, names: Iterable[str], authority: Authority) -> list[PostedEntry]:
    """Approve and post the documents of a kind that wait for approval, in order of their names.

    Their rows are locked first; those that do not wait any more are left out.

    Raises:
        EntriesInvalidError, RuleError: as `post`; the caller rolls back.
    """
    of_kind = voucher_type(kind)
    entries = of_kind.lock_waiting(names)
    prepared = prepare(entries, authority)
    of_kind.mark_approved([entry.voucher for entry in entries], authority, moment())
    return write(prepared)
