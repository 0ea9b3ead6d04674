"""Budget groups: which accounts they hold, and that no account is in two."""

import pytest

from erp_app.domain.budget.groups import (
    BudgetGroup,
    GroupsOverlapError,
    GroupTree,
    path_of,
    require_apart,
)


def of_range(code, first, last, parent=""):
    return BudgetGroup(code, parent, first, last)


def of_node(code, *accounts, parent=""):
    return BudgetGroup(code, parent, accounts=frozenset(accounts))


TREE = GroupTree(
    (
        BudgetGroup("ALL"),
        BudgetGroup("OPEX", "ALL"),
        of_range("PAPER", "52100", "52199", "OPEX"),
        of_node("PAY", "51110", "51120", parent="ALL"),
    )
)


@pytest.mark.parametrize(
    ("account", "path"),
    [
        ("52101", ("PAPER", "OPEX", "ALL")),
        ("51120", ("PAY", "ALL")),
        ("52200", ()),
        ("521015", ()),
        ("", ()),
    ],
)
def test_account_is_in_its_group_and_all_above(account, path):
    assert TREE.path_of(account) == path


def test_path_ends_where_a_tree_is_broken():
    assert path_of("A", {"A": "B", "B": "A"}) == ("A", "B")
    assert path_of("", {}) == ()
    assert path_of("X", {}) == ("X",)


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (of_range("B", "52199", "52300"), "52199"),
        (of_range("B", "52000", "52999"), "52100"),
        (of_node("B", "52150", "53000"), "52150"),
    ],
)
def test_groups_that_share_an_account_are_refused(other, shared):
    for one, two in [(TREE.groups[2], other), (other, TREE.groups[2])]:
        with pytest.raises(GroupsOverlapError, match=f"{shared} is in the budget group {two.code}"):
            require_apart(one, [two])


def test_groups_apart_and_the_group_itself_are_taken():
    paper = TREE.groups[2]
    require_apart(paper, [paper, of_range("B", "52200", "52300"), of_node("C", "53000")])
    require_apart(paper, [of_range("B", "521000", "521990"), BudgetGroup("ALL")])
    require_apart(BudgetGroup("ALL"), [paper, BudgetGroup("OTHER")])
