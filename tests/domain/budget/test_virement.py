"""Virement: which rule decides, what may move, and that moving in parts is held to one bound."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.budget.groups import BudgetGroup, GroupTree
from erp_app.domain.budget.virement import (
    Move,
    Transfer,
    VirementRule,
    check_share,
    find_rule,
    spread,
)
from erp_app.domain.money import total

DAY = date(2026, 6, 1)
GROUPS = GroupTree(
    (
        BudgetGroup("OPEX"),
        BudgetGroup("PAPER", "OPEX"),
        BudgetGroup("FUEL", "OPEX"),
        BudgetGroup("PAY"),
    )
)
PAPER, PAY = ("PAPER", "OPEX"), ("PAY",)


def rule(name="R", **values):
    return VirementRule(name, **values)


# Each beats all that follow, for money from PAPER to PAY.
ORDER = [
    rule("a", group_from="PAPER"),
    rule("b", group_from="OPEX", group_to="PAY"),
    rule("c", group_from="OPEX"),
    rule("d", group_to="PAY"),
    rule("e", is_allowed=False),
    rule("f", share_max=Decimal(5)),
    rule("g", share_max=Decimal(10)),
    rule("i"),
    rule("h"),
]


@pytest.mark.parametrize("place", range(len(ORDER)))
def test_each_rule_beats_all_that_follow(place):
    assert find_rule(reversed(ORDER[place:]), PAPER, PAY, DAY) == ORDER[place]


@pytest.mark.parametrize(
    "other",
    [
        rule(group_from="PAY"),
        rule(group_to="FUEL"),
        rule(valid_from=date(2026, 6, 2)),
        rule(valid_to=date(2026, 5, 31)),
    ],
)
def test_rule_about_something_else_says_nothing(other):
    assert find_rule([other], PAPER, PAY, DAY) is None


def transfer(*rules, giving="PAPER", taking="FUEL"):
    moves = [Move(1, giving, Decimal(-10)), Move(2, taking, Decimal(10))]
    return Transfer(moves, rules, GROUPS, DAY)


@pytest.mark.parametrize(
    ("rules", "taking", "refused"),
    [
        ((), "PAPER", []),
        ((), "FUEL", [1]),
        ((rule(group_from="OPEX", group_to="OPEX"),), "FUEL", []),
        ((rule(group_from="OPEX", group_to="OPEX"),), "PAY", [1]),
        ((rule(is_allowed=False, group_from="PAPER"),), "PAPER", [1]),
        ((rule(), rule("N", is_allowed=False, group_to="PAY")), "PAY", [1]),
    ],
)
def test_money_moves_where_a_rule_lets_it_or_within_its_group(rules, taking, refused):
    findings = transfer(*rules, taking=taking).find_refused()
    assert [one.line for one in findings] == refused


def test_roles_and_the_smallest_share_of_all_rules_count():
    rules = (
        rule("a", group_to="FUEL", role="Treasurer", share_max=Decimal(20)),
        rule("b", group_to="PAY", role="Minister", share_max=Decimal(5)),
    )
    three = [
        Move(1, "PAPER", Decimal(-10)), Move(2, "FUEL", Decimal(4)), Move(3, "PAY", Decimal(6))
    ]  # fmt: skip
    found = Transfer(three, rules, GROUPS, DAY)
    assert found.roles() == {"Treasurer", "Minister"}
    assert found.share_max(three[0]) == 5
    assert transfer(*rules).share_max(Move(1, "PAPER", Decimal(-10))) == 20
    assert transfer().roles() == frozenset()


@pytest.mark.parametrize(
    ("amount", "share", "budget", "transferred", "fits"),
    [
        ("100", "10", "1000", "0", True),
        ("100.01", "10", "1000", "0", False),
        ("1", "10", "900", "-100", False),
        ("50", "10", "950", "-50", True),
        ("200", "10", "1100", "100", True),
        ("200.01", "10", "1100", "100", False),
        ("999", "0", "1", "0", True),
        ("0.01", "10", "-5", "0", False),
    ],
)
def test_share_is_of_what_the_line_has_without_transfers(amount, share, budget, transferred, fits):
    move = Move(4, "PAPER", -Decimal(amount))
    findings = check_share(move, Decimal(share), Decimal(budget), Decimal(transferred))
    assert (findings == []) is fits
    assert all(one.line == 4 for one in findings)


@given(
    st.integers(1, 100),
    st.lists(st.decimals(min_value="0.01", max_value=500, places=2), max_size=20),
)
def test_moving_in_parts_never_exceeds_the_share(share, amounts):
    start, transferred = Decimal(1000), Decimal(0)
    for amount in amounts:
        move = Move(1, "PAPER", -amount)
        if not check_share(move, Decimal(share), start + transferred, transferred):
            transferred -= amount
    assert -transferred <= start * share / 100


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.integers(1, 12), st.booleans()
)
def test_change_is_spread_over_what_is_left_of_the_year(amount, month, is_even):
    parts = spread(amount, month, is_even)
    assert total(parts.values()) == amount
    assert min(parts) == month
    assert len(parts) == (13 - month if is_even else 1)
