"""The budget ledger as a ledger among others, and the movements that are its lines.

Owns which kinds of movement there are. Nothing is ever taken back from it: relief, release and
reversal are movements of their own with the opposite sign.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import cast

from erp_app.domain.budget.funds import MEASURES, Funds
from erp_app.domain.chained import (
    BalanceTable,
    ChainedLine,
    Column,
    Form,
    Kind,
    LedgerSpec,
    LineDraft,
    Value,
)


class MovementKind(Enum):
    """What moved. The first three and the last change the budget, a freeze and its release hold it
    back, the others are what is held or spent of it."""

    APPROPRIATION = "Appropriation"
    SUPPLEMENTARY = "Supplementary"
    TRANSFER = "Transfer"
    FREEZE = "Freeze"
    RELEASE = "Release"
    PRE_COMMITMENT = "Pre-commitment"
    COMMITMENT = "Commitment"
    ACTUAL = "Actual"
    PAYMENT = "Payment"
    CARRY_FORWARD = "Carry-forward"


# The kind by which a measure of a reservation moves.
KIND_OF_MEASURE = {
    "pre_committed": MovementKind.PRE_COMMITMENT,
    "committed": MovementKind.COMMITMENT,
    "actual": MovementKind.ACTUAL,
    "paid": MovementKind.PAYMENT,
}

_FORM_1 = (
    "movement_kind",
    "posting_date",
    "period",
    "budget_line",
    *MEASURES,
    "account",
    "voucher_line",
    "relieved_type",
    "relieved_voucher",
    "relieved_line",
)
# What let the movement through beyond the budget.
_FORM_2 = (*_FORM_1, "override")
_KINDS = {
    "posting_date": Kind.DATE,
    "voucher_line": Kind.INTEGER,
    "relieved_line": Kind.INTEGER,
    **dict.fromkeys(MEASURES, Kind.AMOUNT),
}

BUDGET_LEDGER = LedgerSpec(
    name="Budget Ledger",
    line_doctype="Budget Movement",
    columns=tuple(Column(name, _KINDS.get(name, Kind.TEXT)) for name in _FORM_2),
    forms=(Form(1, _FORM_1), Form(2, _FORM_2)),
    balances=(BalanceTable("Budget Balance", ("budget_line", "period"), MEASURES),),
    indexes=(
        ("line_date", ("budget_line", "posting_date", "name")),
        ("relieved", ("relieved_type", "relieved_voucher")),
    ),
    refusal="Budget movements are immutable: enter the opposite movement instead",
)


@dataclass(frozen=True, slots=True)
class Relieved:
    """The voucher line that a movement relieves or takes back. line: 1-based."""

    voucher_type: str
    voucher: str
    line: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a budget line. period: code of the period it counts in. voucher_line: the
    line of the voucher that it comes from, 1-based. account: what was posted to, "" for none.
    override: the Budget Override by which its voucher was let through, "" for none."""

    kind: MovementKind
    posting_date: date
    period: str
    budget_line: str
    funds: Funds
    voucher_line: int
    account: str = ""
    relieved: Relieved | None = None
    override: str = ""


def draft_movements(
    voucher_type: str, voucher: str, movements: Iterable[Movement], first_line: int = 1
) -> list[LineDraft]:
    """Return movements as lines of the ledger. first_line: above 1 when the voucher has some."""
    return [
        LineDraft(voucher_type, voucher, number, _values(movement))
        for number, movement in enumerate(movements, first_line)
    ]


def _values(movement: Movement) -> tuple[Value, ...]:
    relieved = movement.relieved or Relieved("", "", 0)
    return (
        movement.kind.value,
        movement.posting_date,
        movement.period,
        movement.budget_line,
        *movement.funds,
        movement.account,
        movement.voucher_line,
        relieved.voucher_type,
        relieved.voucher,
        relieved.line,
        movement.override,
    )


def movement_of(line: ChainedLine) -> Movement:
    """Return a stored line as the movement it was made from."""
    kind, day, period, budget_line, *rest = line.values
    funds = Funds(*rest[: len(MEASURES)])  # type: ignore[arg-type]
    account, voucher_line, *relieved, override = rest[len(MEASURES) :]
    return Movement(
        MovementKind(kind),
        cast(date, day),
        cast(str, period),
        cast(str, budget_line),
        funds,
        cast(int, voucher_line),
        cast(str, account),
        Relieved(*relieved) if relieved[1] else None,  # type: ignore[arg-type]
        cast(str, override),
    )


def opposite(funds: Funds) -> Funds:
    """Return the funds that take these back."""
    return Funds(*(-amount for amount in funds))
