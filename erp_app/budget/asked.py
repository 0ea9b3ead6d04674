"""What the rows of a budget's document ask for, and what is wrong with any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from erp_app.domain.budget.lines import BudgetLine
from erp_app.domain.findings import Finding, _
from erp_app.domain.money import is_rounded
from erp_app.store import currency


class AskingRow(Protocol):
    """A row that is about one budget line."""

    def as_line(self, fiscal_year: str) -> BudgetLine:
        """Return the budget line."""


def find_twice(rows: Sequence[AskingRow], fiscal_year: str) -> Iterator[Finding]:
    """Yield a finding for every row that is about the line of an earlier one."""
    seen: dict[str, int] = {}
    for place, row in enumerate(rows, 1):
        first = seen.setdefault(row.as_line(fiscal_year).name, place)
        if first != place:
            text = _("The line is the same as line {0}: add their amounts up")
            yield Finding("line_twice", text, (first,), place, "budget_group")


def find_unrounded(amounts: Sequence[Decimal], place: int) -> list[Finding]:
    """Return a finding when a row's amounts have more digits than the currency. place: 1-based."""
    decimals = currency.decimals()
    odd = [one for one in amounts if not is_rounded(one, decimals)]
    if not odd:
        return []
    text = _("The amount {0} has more than {1} decimals")
    return [Finding("amount_not_rounded", text, (odd[0], decimals), place, "amount")]
