"""Movements: what is written is what is read again."""

from datetime import date
from decimal import Decimal

import pytest

from erp_app.domain.budget.funds import Funds, sum_funds
from erp_app.domain.budget.movements import (
    BUDGET_LEDGER,
    KIND_OF_MEASURE,
    Movement,
    MovementKind,
    Relieved,
    draft_movements,
    movement_of,
    opposite,
)
from erp_app.domain.chained import ChainedLine

FUNDS = Funds(*[Decimal(amount) for amount in (1, 2, 3, 4, 5, 6)])


@pytest.mark.parametrize("relieved", [None, Relieved("Journal", "JV-1", 3)])
def test_movement_comes_back_from_its_line(relieved):
    kind = MovementKind.ACTUAL
    moved = Movement(kind, date(2026, 3, 5), "2026-03", "L", FUNDS, 2, "52101", relieved)
    [draft] = draft_movements("Journal", "JV-2", [moved], first_line=7)
    assert (draft.voucher_type, draft.voucher, draft.line_number) == ("Journal", "JV-2", 7)
    line = ChainedLine(1, 1, *draft, "u", "2026-03-05 10:00:00.000000", 1)
    assert movement_of(line) == moved


def test_every_column_is_sealed_and_every_measure_is_summed():
    names = [column.name for column in BUDGET_LEDGER.columns]
    assert BUDGET_LEDGER.forms[-1].columns == tuple(names)
    assert BUDGET_LEDGER.forms[0].columns == tuple(names[:-1])
    assert BUDGET_LEDGER.balances[0].measures == Funds._fields
    assert set(KIND_OF_MEASURE) == {"pre_committed", "committed", "actual", "paid"}


def test_opposite_takes_everything_back():
    assert sum_funds([FUNDS, opposite(FUNDS)]) == Funds(*[Decimal(0)] * 6)
