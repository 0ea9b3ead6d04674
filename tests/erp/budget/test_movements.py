"""Budget Movements: what a figure is made of, and which documents are the reader's to open."""

import frappe
import pytest

from erp_app.budget.report.budget_availability import budget_availability
from erp_app.budget.report.budget_movements.budget_movements import execute
from tests.erp.budget.factories import (
    YEAR,
    approved_budget,
    controller,
    give_money,
    group_of,
    hold,
    line_fields,
    make_centre,
    make_rule,
    spend,
)
from tests.erp.factories import as_user, auditor, make_user, officer

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def centre(site) -> str:
    code = make_centre()
    make_rule(code)
    return code


def rows(**filters) -> list[dict]:
    return execute(filters)[1]


@pytest.mark.parametrize(
    "filters",
    [{}, {"from_period": "2", "to_period": "3"}, {"group_by": "Cost Centre"}],
)
def test_movements_of_a_row_add_up_to_it(centre, filters):
    line = give_money(centre, 1200)
    spend(centre, 300.0)
    hold(line, 100)
    found = budget_availability.execute({"fiscal_year": YEAR, **filters})[1]
    grouping = frappe.scrub(filters.get("group_by", "Budget Line"))
    key = centre if grouping == "cost_centre" else line
    [row] = [one for one in found if one["key"] == key]
    asked = {one: value for one, value in filters.items() if one != "group_by"}
    moved = rows(fiscal_year=YEAR, **asked, **{grouping: key})
    for name in ("appropriated", "committed", "actual", "available"):
        assert sum(one[name] for one in moved) == pytest.approx(row[name])


def test_node_stands_for_those_below_it_or_for_itself(centre):
    give_money(centre, 100)
    assert rows(cost_centre="1000", fiscal_year=YEAR)
    shown = {one["budget_line"] for one in rows(cost_centre="1000", exact="Cost Centre")}
    assert all(line.split("|")[1] == "1000" for line in shown)
    assert rows(budget_group=group_of(), exact="Budget Group", cost_centre=centre)


def test_every_reader_of_the_budget_opens_a_journal_or_is_told_why_not(centre):
    give_money(centre, 1200)
    doc = spend(centre, 300.0)
    for person in (officer(), controller(), auditor()):
        with as_user(person):
            [row] = rows(voucher=doc.name)
            assert row["may_open"]
            assert frappe.get_doc("Journal", doc.name).has_permission("read")


def test_budget_leads_to_the_budget(centre):
    doc = approved_budget(line_fields(centre))
    with as_user(controller()):
        assert {one["may_open"] for one in rows(voucher=doc.name)} == {True}


def test_document_that_is_not_the_readers_is_no_link(centre):
    line = give_money(centre, 1200)
    order = hold(line, 100)
    clerk = make_user("clerk", "HR Officer")
    doc = spend(centre, 1.0)
    with as_user(clerk):
        shown = {one["voucher"]: one["may_open"] for one in rows(budget_line=line)}
    assert (shown[doc.name], shown[order]) == (False, False)
    message = execute({"budget_line": line})[2]
    assert message == "Documents without a link are not yours to open: Budget, Purchase Order"


def test_nothing_chosen_shows_nothing():
    columns, found, message = execute({"fiscal_year": YEAR})
    assert (bool(columns), found) == (True, [])
    assert message == "Choose a budget line, a group, a cost centre or a document"


@pytest.mark.parametrize(
    "filters", [{"budget_line": ["x"]}, {"to_period": "99", "voucher": "x"}, {"exact": {"a": 1}}]
)
def test_filter_of_another_kind_is_refused_in_words(filters):
    with pytest.raises(frappe.ValidationError, match="is not something to choose for"):
        rows(**filters)


def test_texts_are_escaped(centre, monkeypatch):
    line = give_money(centre, 10)
    [row] = rows(budget_line=line, from_period="1", to_period="1", fiscal_year=YEAR)
    assert row["line"] == f"{group_of()} / {centre}"
    assert row["movement_kind"] == "Appropriation"
