"""Filters in each of the base's forms; text that would be a condition by itself is refused."""

import pytest

from erp_app.domain.findings import RuleError
from erp_app.domain.reading.columns import Column
from erp_app.domain.reading.conditions import Condition, Operator, read_conditions
from tests.domain.reading.test_columns import INJECTED


@pytest.mark.parametrize(
    ("filters", "condition"),
    [
        ({"a": 1}, Condition(Column("a"), Operator.EQUAL, 1)),
        ({"a": ["like", "x%"]}, Condition(Column("a"), Operator.LIKE, "x%")),
        ([["a", "=", "x"]], Condition(Column("a"), Operator.EQUAL, "x")),
        ([["a", "x"]], Condition(Column("a"), Operator.EQUAL, "x")),
        ([["T", "a", "<", 2]], Condition(Column("a", "T"), Operator.LESS, 2)),
        ([["T", "a", "<", 2, False]], Condition(Column("a", "T"), Operator.LESS, 2)),
        ([["Journal Line", "account", "IN", "1,2"]],
         Condition(Column("account", "Journal Line"), Operator.IN, ("1", "2"))),
        ([["a", "not  in", [1, None]]], Condition(Column("a"), Operator.NOT_IN, (1, None))),
        ([["a", "in", 5]], Condition(Column("a"), Operator.IN, (5,))),
        ([["a", "between", ["2026-01-01", "2026-01-31"]]],
         Condition(Column("a"), Operator.BETWEEN, ("2026-01-01", "2026-01-31"))),
        ([["a", "is", "SET"]], Condition(Column("a"), Operator.IS, "set")),
        ([["lines.account", "=", "1"]],
         Condition(Column("account", through="lines"), Operator.EQUAL, "1")),
        ([{"a": 1}], Condition(Column("a"), Operator.EQUAL, 1)),
    ],
)  # fmt: skip
def test_forms_of_one_condition(filters, condition):
    assert read_conditions(filters) == (condition,)


@pytest.mark.parametrize("nothing", [None, "", [], {}, ()])
def test_no_filters_are_no_conditions(nothing):
    assert read_conditions(nothing) == ()


@pytest.mark.parametrize(
    "filters",
    [
        "name = 1",
        ["1=1 or sleep(5)"],
        ["name", "=", "x"],
        [["a"]],
        [[]],
        [["a", "=", "x", "y", "z", "q"]],
        [["a", "regexp", "x"]],
        [["a", "= 1 or", 1]],
        [["a", ["="], 1]],
        [["a", "=", {"x": 1}]],
        [["a", "=", ["x"]]],
        [["a", "in", [["x"]]]],
        [["a", "between", ["x"]]],
        [["a", "between", "x"]],
        [["a", "is", "null"]],
        [["a", "=", "x\0"]],
        [["a", "=", "x" * 5000]],
        [["Tab`le", "a", "=", 1]],
        [[["T"], "a", "=", 1]],
        [["T", "`tabU`.`a`", "=", 1]],
        [["T", "lines.a", "=", 1]],
        {"a": []},
        {"a": ["=", 1, 2]},
        [["a", "=", 1]] * 200,
        [["a", "in", list(range(5000))]],
        7,
    ],
)
def test_what_is_no_filter_is_refused(filters):
    with pytest.raises(RuleError):
        read_conditions(filters)


@pytest.mark.parametrize("text", [text for text in INJECTED if text.strip()])
def test_a_filter_filters_by_names_alone(text):
    for filters in ({text: 1}, [[text, "=", 1]], [["T", text, "=", 1]]):
        with pytest.raises(RuleError):
            read_conditions(filters)


@pytest.mark.parametrize("text", [text for text in INJECTED if not text.replace(" ", "").isalnum()])
def test_the_type_of_a_filter_is_a_type(text):
    """Words are a type's name, whatever they say: it is looked up and quoted."""
    if text.strip():
        with pytest.raises(RuleError):
            read_conditions([[text, "a", "=", 1]])
