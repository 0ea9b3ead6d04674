"""One chained ledger on the connected site, by its spec: install, append, read.

The general ledger is one; a ledger of budget, leave or pay is another spec and no new code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from erp_app.domain.chained import ChainedLine, LedgerSpec, LineDraft
from erp_app.store import chained_ledger
from erp_app.store.amounts import balances_in_range
from erp_app.store.chained_ledger import Head, PreparedLines

MoreStatements = Callable[[int], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods that an append falls into: their codes, and whether soft closed ones take it."""

    codes: Collection[str]
    may_post_soft_closed: bool = False


@dataclass(frozen=True, slots=True)
class ChainedLedger:
    """A ledger that is only added to. All writing is in the caller's transaction."""

    spec: LedgerSpec

    def prepare(
        self, vouchers: Iterable[Sequence[LineDraft]], posted_by: str, posted_at: str
    ) -> PreparedLines:
        """Write and digest lines, and sum them, as far as it can be done before the lock.

        vouchers: the lines of each. posted_at: local time as "YYYY-MM-DD HH:MM:SS.ffffff".
        """
        return chained_ledger.prepare_lines(self.spec, vouchers, posted_by, posted_at)

    def append(
        self,
        prepared: PreparedLines,
        periods: Periods | None = None,
        more: MoreStatements | None = None,
    ) -> int:
        """Append prepared lines and return the posting number of the first voucher.

        The head is locked from here on, so that this comes last before the commit. more: given
        the first posting number, returns statements that belong to the same moment.

        Raises:
            PeriodMissingError, PeriodClosedError: a period cannot be posted to.
            BalanceTooLargeError: a sum outgrows its column.
        """
        head = self._lock_head(periods)
        first = head.last_posting + 1
        with balances_in_range():
            chained_ledger.write_prepared(self.spec, prepared, head, more(first) if more else ())
        return first

    def _lock_head(self, periods: Periods | None) -> Head:
        if periods is None:
            return chained_ledger.lock_head(self.spec.name)
        return chained_ledger.lock_head_in_periods(
            self.spec.name, periods.codes, periods.may_post_soft_closed
        )

    def lines_of(self, voucher_type: str, voucher: str) -> list[ChainedLine]:
        """Return the lines of one voucher in their order."""
        return chained_ledger.lines_of_voucher(self.spec, voucher_type, voucher)
