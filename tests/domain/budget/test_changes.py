"""Changes: what each kind does to a line, and which amounts it may have."""

from decimal import Decimal

import pytest

from erp_app.domain.budget.changes import ChangeKind, check_amounts, check_frozen
from erp_app.domain.budget.funds import Funds


def money(*amounts):
    return [Decimal(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("kind", "available"),
    [
        (ChangeKind.SUPPLEMENTARY, 10),
        (ChangeKind.TRANSFER, 10),
        (ChangeKind.FREEZE, -10),
        (ChangeKind.RELEASE, 10),
    ],
)
def test_each_kind_changes_what_is_available(kind, available):
    assert kind.funds(Decimal(10)).available == available
    assert kind.movement.value == kind.value


@pytest.mark.parametrize(
    ("kind", "amounts", "codes"),
    [
        (ChangeKind.SUPPLEMENTARY, (5, 7), []),
        (ChangeKind.SUPPLEMENTARY, (5, 0, -1), ["amount_missing"] * 2),
        (ChangeKind.FREEZE, (-5,), ["amount_missing"]),
        (ChangeKind.TRANSFER, (-5, 3, 2), []),
        (ChangeKind.TRANSFER, (-5, 3), ["transfer_unbalanced"]),
        (ChangeKind.TRANSFER, (5,), ["transfer_unbalanced"]),
        (ChangeKind.TRANSFER, (-5, 5, 0), ["amount_missing"]),
    ],
)
def test_amounts_are_those_of_the_kind(kind, amounts, codes):
    assert [one.code for one in check_amounts(kind, money(*amounts))] == codes


@pytest.mark.parametrize(("frozen", "found"), [((10, -10), 0), ((10, "-10.01"), 1), ((), 0)])
def test_no_more_is_released_than_is_frozen(frozen, found):
    after = [Funds(frozen=one) for one in money(*frozen)]
    assert len(check_frozen("L", after)) == found
