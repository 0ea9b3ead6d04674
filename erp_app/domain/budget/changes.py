"""Changes of a budget in force: supplements, transfers, freezes and their release.

Owns what each kind does to a line, and which amounts it may have. Refuses nothing itself:
`check_amounts` says what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum

from erp_app.domain.budget.funds import Funds, sum_funds
from erp_app.domain.budget.movements import MovementKind
from erp_app.domain.findings import Finding, _
from erp_app.domain.money import ZERO, shown, total


class ChangeKind(Enum):
    """What a document of change does; the words are those of its movements."""

    SUPPLEMENTARY = MovementKind.SUPPLEMENTARY.value
    TRANSFER = MovementKind.TRANSFER.value
    FREEZE = MovementKind.FREEZE.value
    RELEASE = MovementKind.RELEASE.value

    @property
    def movement(self) -> MovementKind:
        return MovementKind(self.value)

    def funds(self, amount: Decimal) -> Funds:
        """Return what an amount of this kind does to a line."""
        if self is ChangeKind.FREEZE:
            return Funds(frozen=amount)
        if self is ChangeKind.RELEASE:
            return Funds(frozen=-amount)
        return Funds(appropriated=amount)


def check_amounts(kind: ChangeKind, amounts: Sequence[Decimal], decimals: int = 2) -> list[Finding]:
    """Return what is wrong with the amounts of a document, by line.

    A transfer gives as much as it takes; everything else is above zero.
    """
    findings = []
    for place, amount in enumerate(amounts, 1):
        if amount == 0 or (amount < 0 and kind is not ChangeKind.TRANSFER):
            text = _("The amount of a budget line is above zero")
            findings.append(Finding("amount_missing", text, (), place, "amount"))
    if kind is ChangeKind.TRANSFER and (net := total(amounts)) != ZERO:
        text = _("A transfer gives as much as it takes: {0} is the difference")
        findings.append(Finding("transfer_unbalanced", text, (shown(net, decimals),)))
    return findings


def check_frozen(line: str, after: Iterable[Funds], decimals: int = 2) -> list[Finding]:
    """Return what is wrong with a line of which more is released than was frozen.

    line: for a person. after: all it has, with the change.
    """
    frozen = sum_funds(after).frozen
    if frozen >= 0:
        return []
    text = _("{0} more would be released of the budget line {1} than is frozen")
    return [Finding("release_too_large", text, (shown(-frozen, decimals), line))]
