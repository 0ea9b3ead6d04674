"""What is wrong with a file, row by row.

Owns the bound on memory: beyond FINDINGS_MAX findings are counted, no longer kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from erp_app.domain.findings import RuleError

FINDINGS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class RowFinding:
    """One reason why a row cannot be imported; column is empty when the whole row is meant."""

    row: int
    column: str
    reason: str


def in_english(template: str, values: Sequence[object]) -> str:
    """Return a rule's text as it is written."""
    return template.format(*values)


@dataclass(slots=True)
class ImportFindings:
    """Findings of a file in the order they were made.

    translate: turns a rule's template and values into a text for the person who imports.
    """

    translate: Callable[[str, Sequence[object]], str] = in_english
    kept: list[RowFinding] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, column: str, reason: str) -> None:
        """Add a reason that is already a text of the reader's language."""
        self.count += 1
        if len(self.kept) < FINDINGS_MAX:
            self.kept.append(RowFinding(row, column, reason))

    def add_error(self, row: int, column: str, error: RuleError) -> None:
        """Add a broken rule."""
        self.add(row, column, self.translate(error.template, error.values))

    def by_row(self) -> dict[int, list[RowFinding]]:
        """Return the kept findings per row number."""
        found: dict[int, list[RowFinding]] = {}
        for finding in sorted(self.kept, key=lambda found: found.row):
            found.setdefault(finding.row, []).append(finding)
        return found
