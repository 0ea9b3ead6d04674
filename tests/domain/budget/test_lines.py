"""Which line a posting is charged to: one order, and it is total."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.budget.groups import BudgetGroup, GroupTree
from erp_app.domain.budget.lines import BudgetLine, Charge, LineFinder
from erp_app.domain.dimensions import DimensionSet

GROUPS = GroupTree(
    (
        BudgetGroup("ALL"),
        BudgetGroup("OPEX", "ALL", "52000", "52999"),
        BudgetGroup("PAY", "ALL", "51000", "51999"),
    )
)
CENTRES = {"1110": "1100", "1100": "1000", "1000": "", "2000": ""}
WHOLE = DimensionSet("1110", "GF", "P1", "J1", "01.3")


def line(group="OPEX", year="2026", **dimensions):
    return BudgetLine(year, group, DimensionSet(**dimensions))


def find(*lines, account="52101", year="2026", dimensions=WHOLE):
    return LineFinder(lines, GROUPS, CENTRES).find(Charge(year, account, dimensions))


# Each beats all that follow.
ORDER = [
    line("ALL", project="J1"),
    line("ALL", programme="P1", function="01.3", fund="GF", cost_centre="1110"),
    line("ALL", programme="P1"),
    line("ALL", function="01.3", fund="GF"),
    line("ALL", function="01.3"),
    line("ALL", fund="GF", cost_centre="1000"),
    line("OPEX", fund="GF"),
    line("ALL", fund="GF"),
    line("ALL", cost_centre="1110"),
    line("OPEX", cost_centre="1100"),
    line("ALL", cost_centre="1100"),
    line("OPEX", cost_centre="1000"),
    line("OPEX"),
    line("ALL"),
]


@pytest.mark.parametrize("place", range(len(ORDER)))
def test_each_line_beats_all_that_follow(place):
    assert find(*reversed(ORDER[place:])) == ORDER[place]


@pytest.mark.parametrize(
    "other",
    [
        line("PAY"),
        line("NONE"),
        line(year="2025"),
        line(cost_centre="2000"),
        line(fund="CF"),
        line(project="J2", cost_centre="1110"),
    ],
)
def test_line_of_something_else_is_no_candidate(other):
    assert find(other) is None


def test_posting_without_a_dimension_is_not_charged_to_a_line_that_names_it():
    assert find(line(cost_centre="1000"), dimensions=DimensionSet(fund="GF")) is None
    assert find(line(fund="GF"), dimensions=DimensionSet(fund="GF")) == line(fund="GF")


def test_account_of_no_group_has_no_line():
    assert find(*ORDER, account="11102") is None


def test_key_of_a_line_tells_every_part():
    assert line(cost_centre="1100", project="J1").name == "2026|1100|||J1||OPEX"


_GIVEN = [("", "1110", "1100", "1000"), *(("", value) for value in WHOLE[1:])]
_EVERY = [
    BudgetLine("2026", group, DimensionSet(*dimensions))
    for group in ("ALL", "OPEX")
    for dimensions in product(*_GIVEN)
]


@given(st.lists(st.sampled_from(_EVERY), min_size=1, unique=True), st.randoms())
def test_winner_does_not_depend_on_the_order_in_which_lines_come(lines, random):
    winner = find(*lines)
    random.shuffle(lines)
    assert find(*lines) == winner
    assert winner in lines
