"""Budget Availability: by line, group and cost centre, over the periods that are asked for."""

import frappe
import pytest

from erp_app.budget.report.budget_availability.budget_availability import execute
from tests.erp.budget.factories import YEAR, give_money, group_of, make_centre, make_rule, spend

pytestmark = pytest.mark.usefixtures("site")


def rows(**filters) -> dict[str, dict]:
    found = execute({"fiscal_year": YEAR, **filters})[1]
    return {row["key"]: row for row in found}


@pytest.fixture
def centre(site) -> str:
    code = make_centre()
    make_rule(code)
    return code


def test_line_shows_what_is_left(centre):
    line = give_money(centre, 1200)
    spend(centre, 300.0)
    found = rows()[line]
    assert (found["appropriated"], found["actual"], found["available"]) == (1200, 300, 900)
    assert found["title"] == f"{group_of()} / {centre}"


def test_periods_bound_the_amounts(centre):
    line = give_money(centre, 1200)
    spend(centre, 300.0)
    first = rows(from_period="1", to_period="2")[line]
    assert (first["appropriated"], first["actual"]) == (200, 0)
    march = rows(from_period="3", to_period="3")[line]
    assert (march["appropriated"], march["available"]) == (100, -200)


def test_group_and_cost_centre_add_their_lines_up(centre):
    give_money(centre, 100)
    give_money(centre, 50, fund="CF")
    assert rows(group_by="Cost Centre")[centre]["appropriated"] == 150
    only = rows(group_by="Budget Group", cost_centre=centre)
    assert {key: row["appropriated"] for key, row in only.items()} == {group_of(): 150}
    assert only[group_of()]["title"]


def test_node_of_a_tree_stands_for_all_below_it(centre):
    line = give_money(centre, 100)
    assert line in rows(cost_centre="1000")
    assert line not in rows(cost_centre="1100")
    assert line in rows(budget_group=group_of())


@pytest.mark.parametrize(
    "filters", [{"cost_centre": ["1100"]}, {"to_period": "99"}, {"fiscal_year": {"a": 1}}]
)
def test_filter_of_another_kind_is_refused_in_words(filters):
    with pytest.raises(frappe.ValidationError, match="is not something to choose for"):
        rows(**filters)


def test_year_without_a_budget_is_empty():
    assert rows(fiscal_year="1999") == {}
