"""Entries: what a voucher of any kind brings to the general ledger, and what undoes it.

Owns the frozen shapes of a posting and of an entry. Knows no kind of document: a voucher is
a type and a name. Refuses to correct anything: what is posted gets a reversing entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from erp_app.domain.dimensions import NO_DIMENSIONS, DimensionSet
from erp_app.domain.findings import Finding, RuleError, _
from erp_app.domain.money import ZERO, total


class ReversalReasonMissingError(RuleError):
    """A reversal needs a reason."""


class ReversalDateError(RuleError):
    """A reversal is dated on or after what it reverses."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of an entry. Amounts in the entity's currency, zero or more, one side only."""

    account: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    dimensions: DimensionSet = NO_DIMENSIONS
    description: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one voucher posts.

    voucher_type, voucher: the document's type and name; a voucher without a name is not stored
    yet: posting names and stores it. is_adjustment: goes to the year's period 13; is_opening: to
    its period 0, before all its months. prepared_by: who made it. preparers: everyone who wrote or
    sent it, who therefore may not approve it. reverses: the voucher of the same type that this
    one undoes, empty otherwise; reason says why. idempotency_key: makes a repeat harmless.
    """

    voucher_type: str
    voucher: str
    posting_date: date
    postings: tuple[Posting, ...]
    title: str = ""
    is_adjustment: bool = False
    is_opening: bool = False
    prepared_by: str = ""
    preparers: frozenset[str] = field(default_factory=frozenset)
    reverses: str = ""
    reason: str = ""
    idempotency_key: str = ""

    @property
    def total_debit(self) -> Decimal:
        return total(posting.debit for posting in self.postings)

    @property
    def total_credit(self) -> Decimal:
        return total(posting.credit for posting in self.postings)

    @property
    def barred(self) -> frozenset[str]:
        """Who may not decide on the entry: whoever prepared it; of a reversal, the original."""
        if self.reverses or not self.prepared_by:
            return self.preparers
        return self.preparers | {self.prepared_by}


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """A finding and the entry it belongs to: position is 0-based in the given set."""

    position: int
    finding: Finding


class EntriesInvalidError(ValueError):
    """At least one entry of a set is wrong; `findings` names all that is."""

    def __init__(self, findings: Iterable[EntryFinding]) -> None:
        self.findings = list(findings)
        first = self.findings[0]
        super().__init__(
            f"{len(self.findings)} findings; entry {first.position + 1}: {first.finding}"
        )


def reverse_entry(
    entry: Entry, posting_date: date, reason: str, prepared_by: str, voucher: str = ""
) -> Entry:
    """Return the entry that undoes another: the same lines with the sides exchanged.

    Posting both leaves every balance of every dimension set where it was. Whoever prepared the
    original counts as preparer of the reversal. An adjustment is undone by an adjustment on the
    same day, later by an ordinary entry; an opening by an opening, and later likewise.

    Raises:
        ReversalReasonMissingError: the reason is blank.
        ReversalDateError: dated before the entry it reverses.
    """
    if not reason.strip():
        raise ReversalReasonMissingError(_("Give a reason for the reversal"))
    if posting_date < entry.posting_date:
        raise ReversalDateError(
            _("A reversal on {0} would come before what it reverses, of {1}"),
            posting_date,
            entry.posting_date,
        )
    return replace(
        entry,
        voucher=voucher,
        posting_date=posting_date,
        postings=tuple(
            replace(posting, debit=posting.credit, credit=posting.debit)
            for posting in entry.postings
        ),
        is_adjustment=entry.is_adjustment and posting_date == entry.posting_date,
        is_opening=entry.is_opening and posting_date == entry.posting_date,
        prepared_by=prepared_by,
        preparers=entry.barred,
        reverses=entry.voucher,
        reason=reason.strip(),
        idempotency_key=f"reversal:{entry.voucher}",
    )
