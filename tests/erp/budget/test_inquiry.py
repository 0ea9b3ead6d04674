"""The funds inquiry: what a form shows is what the posting is judged by."""

import json

import frappe
import pytest

from erp_app.api.budget import get_funds
from tests.erp.budget.factories import give_money, make_centre, make_rule, spend
from tests.erp.factories import as_user, make_user, officer

pytestmark = pytest.mark.usefixtures("site")


def ask(*rows: dict, by: str | None = None, day: str = "2026-03-05") -> list[dict]:
    with as_user(by or officer()):
        return get_funds(day, json.dumps(rows))


def row(centre: str, account: str = "52101", **more) -> dict:
    return {"account": account, "cost_centre": centre, **more}


def test_each_row_says_what_is_left(site):
    centre = make_centre()
    make_rule(centre, span="Quarter")
    line = give_money(centre, 1200)
    spend(centre, 50.0)
    first, second = ask(row(centre), row("1100", "11102"))
    assert (first["line"], first["level"], first["left"]) == (line, "Absolute", "250.00")
    assert (first["from"], first["to"]) == ("2026-01", "2026-03")
    assert (first["appropriated"], first["actual"]) == ("300.00", "50.00")
    assert second == {}


def test_row_that_is_controlled_and_has_no_line_says_so(site):
    centre = make_centre()
    make_rule(centre)
    assert ask(row(centre)) == [{"level": "Absolute"}]


def test_what_the_rules_imply_counts(site):
    """A line of the default fund takes what names no fund yet."""
    centre = make_centre()
    fund = frappe.db.get_single_value("Finance Settings", "default_fund")
    line = give_money(centre, 100, fund=fund)
    assert ask(row(centre))[0]["line"] == line


def test_to_ask_reserves_nothing(site):
    centre = make_centre()
    make_rule(centre)
    give_money(centre, 100)
    before = frappe.db.count("Budget Movement")
    ask(row(centre))
    assert frappe.db.count("Budget Movement") == before


def test_day_of_no_year_is_refused_in_words(site):
    with pytest.raises(frappe.ValidationError, match="No fiscal period holds"):
        ask(row("1100"), day="1999-01-01")


def test_who_may_not_read_the_budget_is_told_nothing(site):
    with pytest.raises(frappe.PermissionError):
        ask(row("1100"), by=make_user("clerk", "HR Officer"))
