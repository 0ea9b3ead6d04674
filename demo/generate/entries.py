"""A journal of the demo while it is built: whole fils, so that every sum is exact.

Owns the step from fils to the ledger's entries. Refuses an entry that does not balance.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from erp_app.domain.dimensions import DimensionSet
from erp_app.domain.entry import Entry as LedgerEntry
from erp_app.domain.entry import Posting
from erp_app.domain.money import ZERO

GENERAL_FUND, CAPITAL_FUND = "GF", "CF"
GENERAL = DimensionSet(fund=GENERAL_FUND)
DESCRIPTION_LENGTH_MAX = 140
FILS_PER_DIRHAM = 100


@dataclass(slots=True)
class Entry:
    """One journal. key: unique in the entity, the same in every run of the same plan.

    lines: account, fils (debit positive, credit negative), dimensions, description.
    """

    key: str
    day: date
    title: str
    is_adjustment: bool = False
    lines: list[tuple[str, int, DimensionSet, str]] = field(default_factory=list)

    def debit(
        self, account: str, fils: int, description: str, dimensions: DimensionSet = GENERAL
    ) -> None:
        """Add to the debit side; an amount of zero adds no line, a negative one changes sides."""
        if fils:
            text = description[:DESCRIPTION_LENGTH_MAX]
            self.lines.append((account, fils, dimensions, text))

    def credit(
        self, account: str, fils: int, description: str, dimensions: DimensionSet = GENERAL
    ) -> None:
        """Add to the credit side, as `debit` does to the other."""
        self.debit(account, -fils, description, dimensions)

    @property
    def balance(self) -> int:
        """Debit minus credit in fils."""
        return sum(line[1] for line in self.lines)

    def build_entry(self, prepared_by: str = "", key_prefix: str = "") -> LedgerEntry:
        """Return the ledger's entry, of a journal without a name yet.

        Raises: ValueError when it does not balance, which is a mistake of the generator.
        """
        if self.balance or len(self.lines) < 2:
            raise ValueError(f"{self.key}: {len(self.lines)} lines, off by {self.balance} fils")
        return LedgerEntry(
            "Journal",
            "",
            posting_date=self.day,
            postings=tuple(_build_posting(line) for line in self.lines),
            title=self.title[:DESCRIPTION_LENGTH_MAX],
            is_adjustment=self.is_adjustment,
            idempotency_key=f"{key_prefix}{self.key}",
            prepared_by=prepared_by,
        )


def _build_posting(line: tuple[str, int, DimensionSet, str]) -> Posting:
    account, fils, dimensions, description = line
    if fils > 0:
        return Posting(account, Decimal(fils).scaleb(-2), ZERO, dimensions, description)
    return Posting(account, ZERO, Decimal(-fils).scaleb(-2), dimensions, description)


def spread(total: int, weights: list[float]) -> list[int]:
    """Split whole fils by weights; the parts sum to the total.

    >>> spread(100, [1, 1, 1])
    [33, 33, 34]
    """
    scale, parts, used, reached = total / sum(weights), [], 0, 0.0
    for weight in weights[:-1]:
        reached += weight * scale
        parts.append(round(reached) - used)
        used += parts[-1]
    return [*parts, total - used]
