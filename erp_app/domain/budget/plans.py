"""Plans of three years: of which the first becomes the budget, and the others the next plan.

Owns the rolling: what was the second year becomes the first, the third the second, and the new
third year begins as the one before it. Refuses nothing itself: `check_amounts` says what is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from erp_app.domain.findings import Finding, _

YEARS = 3
Amounts = tuple[Decimal, Decimal, Decimal]


def roll(amounts: Amounts) -> Amounts:
    """Return what a plan says of its line a year later.

    >>> roll((Decimal(10), Decimal(20), Decimal(30)))
    (Decimal('20'), Decimal('30'), Decimal('30'))
    """
    return (amounts[1], amounts[2], amounts[2])


def check_amounts(lines: Sequence[Amounts]) -> list[Finding]:
    """Return what is wrong with the amounts of a plan, by line: none is below zero, and each line
    has money in one of its years."""
    findings = []
    for place, amounts in enumerate(lines, 1):
        if min(amounts) < 0 or not any(amounts):
            text = _("A line of a plan has amounts of zero or more, and one above zero")
            findings.append(Finding("amount_missing", text, (), place, "amount_1"))
    return findings
