"""Control rules: one order of specificity, tolerance, and the spans that have to hold."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.budget.control import (
    ControlRule,
    ControlRules,
    Level,
    Span,
    most_specific,
    spans_of,
)

DAY = date(2026, 3, 5)
CENTRES = {"1110": "1100", "1100": "1000", "1000": ""}
PATH = ("1110", "1100", "1000")


def rule(name="R", start="50000", end="59999", level=Level.ABSOLUTE, **more):
    return ControlRule(name, start, end, level, **more)


def find(*rules, account="52101", fund="GF", centre="1110", day=DAY):
    return ControlRules(rules, CENTRES).find(account, fund, centre, day)


# Each beats all that follow.
ORDER = [
    rule("a", cost_centre="1110"),
    rule("b", "52000", "52999", cost_centre="1100", fund="GF"),
    rule("c", "52000", "52999", cost_centre="1100"),
    rule("d", cost_centre="1100"),
    rule("e", cost_centre="1000"),
    rule("f", fund="GF"),
    rule("g", "52101", "52101", Level.ADVISORY),
    rule("h", "52000", "52999"),
    rule("i", "52000", "52999", Level.ADVISORY, valid_from=date(2026, 2, 1)),
    rule("j", "52000", "52999", Level.ADVISORY),
    rule("k", valid_from=date(2026, 1, 1)),
    rule("m"),
    rule("l"),
]


@pytest.mark.parametrize("place", range(len(ORDER)))
def test_each_rule_beats_all_that_follow(place):
    assert find(*reversed(ORDER[place:])) == ORDER[place]


@pytest.mark.parametrize(
    "other",
    [
        rule(start="60000", end="60999"),
        rule(start="500000", end="599999"),
        rule(fund="CF"),
        rule(cost_centre="2000"),
        rule(valid_from=date(2026, 3, 6)),
        rule(valid_to=date(2026, 3, 4)),
    ],
)
def test_rule_about_something_else_controls_nothing(other):
    assert find(other) is None


def test_level_none_takes_an_account_out_of_a_wider_rule():
    assert find(rule(), rule("N", "52000", "52999", Level.NONE)) is None
    assert find(rule(), rule("N", "53000", "53999", Level.NONE)) == rule()


def test_no_rule_is_no_control():
    assert find() is None
    assert most_specific([], PATH) is None


_RULES = st.builds(
    rule,
    name=st.sampled_from("abcdefgh"),
    start=st.sampled_from(["50000", "52000", "52101"]),
    level=st.sampled_from(Level),
    fund=st.sampled_from(["", "GF"]),
    cost_centre=st.sampled_from(["", *PATH]),
    valid_from=st.sampled_from([None, date(2026, 1, 1), DAY]),
)


@given(st.lists(_RULES, min_size=1, unique_by=lambda one: one.name), st.randoms())
def test_order_of_rules_is_total(rules, random):
    assert len({one.rank(PATH) for one in rules}) == len(rules)
    winner = most_specific(rules, PATH)
    random.shuffle(rules)
    assert most_specific(rules, PATH) is winner


@pytest.mark.parametrize(
    ("percent", "amount", "budget", "tolerance"),
    [
        ("0", "0", "1000", "0"),
        ("5", "0", "1000", "50"),
        ("0", "30", "1000", "30"),
        ("5", "30", "1000", "30"),
        ("1", "30", "1000", "10"),
        ("1", "30", "0", "0"),
        ("3", "0", "0.99", "0.02"),
        ("5", "0", "-100", "0"),
    ],
)
def test_tolerance_is_the_smaller_of_what_is_given(percent, amount, budget, tolerance):
    one = rule(tolerance_percent=Decimal(percent), tolerance_amount=Decimal(amount))
    assert one.tolerance(Decimal(budget)) == Decimal(tolerance)


@pytest.mark.parametrize(
    ("span", "number", "spans"),
    [
        (Span.MONTH, 2, [(2, 2)]),
        (Span.QUARTER, 1, [(1, 3)]),
        (Span.QUARTER, 6, [(4, 6)]),
        (Span.YEAR_TO_DATE, 11, [(1, 11), (1, 12), (1, 13)]),
        (Span.YEAR, 4, [(1, 13)]),
        *[(span, 13, [(1, 13)]) for span in Span],
    ],
)
def test_spans_that_have_to_hold(span, number, spans):
    assert [(one[0], one[-1]) for one in spans_of(span, number)] == spans
