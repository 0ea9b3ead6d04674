"""Year end: which rule decides, what moves, and that carrying twice equals once."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.budget.funds import Funds, sum_funds
from erp_app.domain.budget.groups import BudgetGroup, GroupTree
from erp_app.domain.budget.holdings import Holding
from erp_app.domain.budget.lines import line_of, period_of_line
from erp_app.domain.budget.movements import MovementKind
from erp_app.domain.budget.year_end import (
    Treatment,
    YearEndRule,
    check_rules,
    demands_of,
    digest_of,
    movements_of,
    plan,
    sum_of,
)
from erp_app.domain.periods import build_periods

DAY = date(2027, 1, 2)
GROUPS = GroupTree((BudgetGroup("OPEX"), BudgetGroup("PAPER", "OPEX"), BudgetGroup("WORKS")))
LAST, FIRST = (
    build_periods("2026", date(2026, 1, 1))[-1],
    build_periods("2027", date(2027, 1, 1))[1],
)
LINE = "2026|1100|GF||||PAPER"
WITH, ALONE, LAPSE = Treatment.WITH_BUDGET, Treatment.ALONE, Treatment.LAPSE


def rule(name="R", treatment=WITH, **values):
    return YearEndRule(name, treatment, **values)


def held(amount, line=LINE, number=1, measure="committed", relieved=0):
    amounts = Decimal(amount), Decimal(relieved)
    return Holding("Purchase Order", "PO", number, measure, line, "2026-05", *amounts)


def planned(*holdings, rules=()):
    return plan(holdings, rules or [rule()], GROUPS, DAY, "2027")


# Each beats all that follow, for a line of PAPER and the fund GF.
ORDER = [
    rule("a", group="PAPER", fund="GF"),
    rule("b", group="PAPER"),
    rule("c", group="OPEX", fund="GF"),
    rule("d", group="OPEX"),
    rule("e", fund="GF"),
    rule("g", valid_from=date(2027, 1, 1)),
    rule("i", valid_from=date(2026, 1, 1)),
    rule("h", valid_from=date(2026, 1, 1)),
    rule("z"),
]


@pytest.mark.parametrize("place", range(len(ORDER)))
def test_each_rule_beats_all_that_follow(place):
    [one] = planned(held(10), rules=ORDER[place:][::-1])
    assert one.rule == ORDER[place]


@pytest.mark.parametrize(
    "other", [rule(group="WORKS"), rule(fund="CF"), rule(valid_to=date(2027, 1, 1))]
)
def test_rule_of_something_else_says_nothing(other):
    [one] = planned(held(10), rules=[other])
    assert one.rule is None
    [finding] = check_rules([one])
    assert finding.values == ("PAPER / 1100 / GF",)


def test_what_holds_nothing_any_more_is_left_alone():
    assert planned(held(10, relieved=10)) == []


def test_line_of_the_next_year_has_the_same_dimensions():
    [one] = planned(held(10))
    assert one.new_line == replace(line_of(LINE), fiscal_year="2027")


@pytest.mark.parametrize(
    ("treatment", "old", "new"),
    [
        (WITH, {"appropriated": -7, "committed": -7}, {"appropriated": 7, "committed": 7}),
        (ALONE, {"committed": -7}, {"committed": 7}),
        (LAPSE, {"committed": -7}, {}),
    ],
)
def test_treatments_move_what_they_say(treatment, old, new):
    [one] = planned(held(10, relieved=3), rules=[rule(treatment=treatment)])
    found = defaultdict(list)
    for movement in movements_of(one, LAST, FIRST, 1):
        assert movement.relieved.voucher == "PO"
        found[movement.period, movement.budget_line].append(movement.funds)
    sums = {where: sum_funds(funds) for where, funds in found.items()}
    wanted = {("2026-13", LINE): old, ("2027-01", "2027|1100|GF||||PAPER"): new}
    as_funds = {
        where: Funds(**{name: Decimal(amount) for name, amount in amounts.items()})
        for where, amounts in wanted.items()
        if amounts
    }
    assert sums == as_funds


def test_only_the_budget_itself_is_carried_forward():
    [one] = planned(held(10))
    kinds = [movement.kind for movement in movements_of(one, LAST, FIRST, 1)]
    assert kinds == [MovementKind.CARRY_FORWARD, MovementKind.COMMITMENT] * 2


def test_holding_afterwards():
    [with_budget] = planned(held(10, relieved=3))
    after = with_budget.apply(FIRST.code)
    assert (after.held, after.budget_line, after.period) == (7, "2027|1100|GF||||PAPER", "2027-01")
    [lapsed] = planned(held(10, relieved=3), rules=[rule(treatment=LAPSE)])
    assert lapsed.apply(FIRST.code) == held(10, relieved=10)


def test_only_what_is_carried_alone_asks_for_new_money():
    treatments = [rule("a", ALONE, group="PAPER"), rule("b", WITH)]
    carries = planned(held(10), held(5, "2026|1100|||||WORKS", 2), rules=treatments)
    [demand] = demands_of(carries)
    assert (demand.line, demand.amount, demand.period) == ("2027|1100|GF||||PAPER", 10, 1)
    assert [sum_of(carries, one) for one in (WITH, ALONE, LAPSE)] == [5, 10, 0]


def test_plan_is_told_from_any_other():
    first = planned(held(10), held(5, number=2))
    assert digest_of(first) == digest_of(planned(held(5, number=2), held(10)))
    others = [
        planned(held(10)),
        planned(held(10), held(6, number=2)),
        planned(held(10), held(5, number=2), rules=[rule(treatment=LAPSE)]),
        planned(held(10, "2026|1100|||||WORKS"), held(5, number=2)),
    ]
    assert digest_of(first) not in {digest_of(one) for one in others}


@pytest.mark.parametrize(
    ("code", "counts_in"),
    [
        ("2026-07", "2026-07"),
        ("2027-01", "2026-13"),
        ("2028-13", "2026-13"),
        ("2025-12", "2026-01"),
    ],
)
def test_movement_of_another_year_counts_where_the_lines_year_is_nearest(code, counts_in):
    assert period_of_line(LINE, code) == counts_in


_HOLDINGS = st.lists(
    st.tuples(
        st.sampled_from([LINE, "2026|1200|CF||||WORKS", "2026||||||OPEX"]),
        st.sampled_from(["committed", "pre_committed"]),
        st.decimals(min_value="0.01", max_value=10**6, places=2),
        st.decimals(min_value=0, max_value=1, places=2),
    ),
    max_size=20,
)
_TREATMENTS = st.lists(st.sampled_from(Treatment), min_size=3, max_size=3)


def carry(holdings, rules):
    """Return the holdings after a year end, and line -> what its movements did."""
    carries = plan(
        [one for one in holdings if one.budget_line.startswith("2026|")], rules, GROUPS, DAY, "2027"
    )
    after = {one.name: one for one in holdings}
    after |= {one.holding.name: one.apply(FIRST.code) for one in carries}
    moved: dict[str, Funds] = defaultdict(Funds)
    for place, one in enumerate(carries, 1):
        for movement in movements_of(one, LAST, FIRST, place):
            moved[movement.budget_line] = sum_funds([moved[movement.budget_line], movement.funds])
    return list(after.values()), moved


@given(_HOLDINGS, _TREATMENTS)
def test_carrying_forward_twice_equals_once(given_holdings, treatments):
    rules = [
        YearEndRule(group, one, group=group)
        for group, one in zip(("PAPER", "WORKS", "OPEX"), treatments, strict=True)
    ]
    holdings = [
        Holding(
            "PO",
            "P",
            place,
            measure,
            line,
            "2026-05",
            amount,
            (amount * part).quantize(Decimal("0.01")),
        )
        for place, (line, measure, amount, part) in enumerate(given_holdings)
    ]
    once, moved = carry(holdings, rules)
    twice, again = carry(once, rules)
    assert (twice, again) == (once, {})
    assert all(not one.held or one.budget_line.startswith("2027|") for one in once)
    held_before = sum(one.held for one in holdings)
    carried = sum(one.held for one in once)
    consumed = {
        year: sum(f.consumed for n, f in moved.items() if n[:4] == year)
        for year in ("2026", "2027")
    }
    assert consumed.get("2026", 0) == -held_before
    assert consumed.get("2027", 0) == carried
    # The money moves with what it pays for: none is made, none is lost.
    assert sum(funds.appropriated for funds in moved.values()) == 0
    assert all(one.reserved >= one.relieved for one in once)
