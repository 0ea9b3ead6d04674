"""What is posted has to be there: within the budget, beyond it, given back, as a set."""

from decimal import Decimal

import frappe
import pytest
from frappe.utils import getdate

from erp_app import ledger
from erp_app.domain.budget.phasing import Phasing
from erp_app.domain.dimensions import DimensionSet
from erp_app.domain.findings import RuleError
from erp_app.ledger.check import check_ledgers
from tests.erp.budget.factories import (
    expense,
    funds_of,
    give_money,
    group_of,
    left_of,
    make_centre,
    make_rule,
    movements_of,
    spend,
)
from tests.erp.declared import make
from tests.erp.factories import as_user, manager, officer, take_step

pytestmark = pytest.mark.usefixtures("site")
TOO_MUCH = "ask for a transfer or a supplement first"
NO_LINE = "No budget line takes account 52101 of cost centre {}"


@pytest.fixture
def centre(site) -> str:
    return make_centre()


@pytest.fixture
def line(centre) -> str:
    """Return a line of 1,200 under an absolute rule over the year."""
    make_rule(centre)
    return give_money(centre, 1200)


def test_posting_takes_its_money(centre, line):
    doc = spend(centre, 100.0, 50.5)
    assert left_of(line) == Decimal("1049.50")
    assert funds_of(line, 3).actual == Decimal("150.50")
    found = [(one.movement_kind, one.period, one.voucher_line) for one in movements_of(doc.name)]
    assert found == [("Actual", "2026-03", 1), ("Actual", "2026-03", 2)]


def test_last_fils_is_taken_and_no_more(centre, line):
    spend(centre, 1200.0)
    assert left_of(line) == 0
    with pytest.raises(frappe.ValidationError, match=TOO_MUCH):
        spend(centre, 0.01)


def test_refusal_says_what_is_left_and_where(centre, line):
    with pytest.raises(frappe.ValidationError) as refused:
        spend(centre, 1000.0, 300.0)
    for said in ("52101", "1,300.00", "1,200.00", centre, "2026-01", "2026-13"):
        assert said in str(refused.value)


def test_credit_gives_back_what_it_is(centre, line):
    spend(centre, 1200.0)
    spend(centre, -200.0)
    assert left_of(line) == 200
    spend(centre, 200.0)


def test_document_is_judged_as_a_whole(centre, line):
    spend(centre, 1300.0, -100.0)
    assert left_of(line) == 0


def test_posting_that_no_line_takes_is_refused(centre):
    make_rule(centre)
    with pytest.raises(frappe.ValidationError, match=NO_LINE.format(centre)):
        spend(centre, 1.0)


def test_posting_that_nothing_controls_is_free(centre):
    doc = spend(centre, 10**6)
    assert movements_of(doc.name) == []


def test_level_none_takes_an_account_out(centre, line):
    make_rule(centre, account_from="52101", account_to="52101", level="None")
    spend(centre, 5000.0)
    assert left_of(line) == 1200


def test_advisory_posts_and_says_so(centre):
    make_rule(centre, level="Advisory")
    spend(centre, 1.0)
    assert NO_LINE.format(centre) in str(frappe.message_log)
    frappe.clear_messages()
    line = give_money(centre, 10)
    spend(centre, 11.0)
    assert left_of(line) == -1
    assert TOO_MUCH in str(frappe.message_log)


def test_tolerance_lets_a_little_more_through(centre):
    make_rule(centre, tolerance_percent=10)
    give_money(centre, 1000)
    spend(centre, 1100.0)
    with pytest.raises(frappe.ValidationError, match=TOO_MUCH):
        spend(centre, 0.01)


def test_span_of_a_month_has_the_money_of_that_month(centre):
    make_rule(centre, span="Month")
    give_money(centre, 1200)
    with pytest.raises(frappe.ValidationError, match="from 2026-03 to 2026-03"):
        spend(centre, 101.0)
    spend(centre, 100.0)


def test_year_to_date_has_to_hold_at_later_dates_too(centre):
    make_rule(centre, span="Year to Date")
    give_money(centre, 1200)
    spend(centre, 600.0, posting_date="2026-06-10")
    with pytest.raises(frappe.ValidationError, match="from 2026-01 to 2026-06"):
        spend(centre, 1.0)


def test_adjustments_are_within_the_year(centre, line):
    spend(centre, 1200.0, posting_date="2026-12-31", is_adjustment=1)
    assert funds_of(line, 13).actual == 1200
    with pytest.raises(frappe.ValidationError, match=TOO_MUCH):
        spend(centre, 1.0)


def test_most_specific_line_pays(centre, line):
    project = make("Project").name
    narrow = give_money(centre, 10, project=project)
    fields = expense(centre, 10.0, workflow_state="For Approval")
    fields["lines"][0]["project"] = project
    with as_user(officer()):
        doc = frappe.get_doc(fields).insert()
    with as_user(manager()):
        take_step("Journal", doc.name, "Approve")
    assert (left_of(narrow), left_of(line)) == (0, 1200)


def test_cost_centre_above_pays_where_the_own_has_no_line(centre):
    make_rule(centre)
    above = give_money("1000", 100, group=group_of())
    before = left_of(above)
    spend(centre, 1.0)
    assert left_of(above) == before - 1


# --- reversals -----------------------------------------------------------------------------


def reverse(doc, date: str):
    with as_user(manager()):
        take_step("Journal", doc.name, "Cancel", "Entered twice", date)
    return frappe.db.get_value("Journal", doc.name, "reversed_by")


def test_reversal_gives_back_exactly_what_was_taken(centre, line):
    doc = spend(centre, 700.0, 0.01)
    reversal = reverse(doc, "2026-04-02")
    assert left_of(line) == 1200
    assert funds_of(line, 4).actual == Decimal("-700.01")
    assert {one.relieved_voucher for one in movements_of(reversal)} == {doc.name}


def test_reversal_gives_back_whatever_rules_and_lines_say_since(centre, line):
    doc = spend(centre, 700.0)
    frappe.db.sql("update `tabBudget Line` set disabled = 1 where name = %s", (line,))
    make_rule(centre, account_from="52000", account_to="52999", level="None")
    reverse(doc, "2026-04-02")
    assert left_of(line) == 1200


def test_reversal_in_a_later_year_gives_back_to_the_year_that_paid(centre, line):
    doc = spend(centre, 700.0)
    reverse(doc, "2027-01-02")
    assert funds_of(line, 13).actual == -700
    assert left_of(line) == 1200


def test_reversal_of_what_was_not_controlled_gives_nothing_back(centre):
    doc = spend(centre, 700.0)
    make_rule(centre)
    line = give_money(centre, 100)
    reverse(doc, "2026-04-02")
    assert left_of(line) == 100


def test_reversal_that_takes_is_compared_like_everything(centre, line):
    credit = spend(centre, -500.0)
    spend(centre, 1700.0)
    with pytest.raises(frappe.ValidationError, match=TOO_MUCH):
        reverse(credit, "2026-04-02")


# --- sets ----------------------------------------------------------------------------------


def entries(centre: str, *amounts: int) -> list[ledger.Entry]:
    day = getdate("2026-03-05")
    return [
        ledger.Entry(
            "Journal",
            "",
            day,
            (
                ledger.Posting("52101", Decimal(one), dimensions=DimensionSet(centre)),
                ledger.Posting("11102", credit=Decimal(one)),
            ),
            title="Set",
            prepared_by=officer(),
        )
        for one in amounts
    ]


def post(centre: str, *amounts: int):
    return ledger.post_new("Journal", entries(centre, *amounts), ledger.authority_of(manager()))


def test_set_within_the_budget_is_posted_whole(centre, line):
    made = post(centre, 600, 600)
    assert left_of(line) == 0
    assert [len(movements_of(voucher)) for voucher in made.vouchers] == [1, 1]


def test_set_beyond_it_leaves_nothing_behind(centre, line):
    frappe.db.savepoint("before_set")
    with pytest.raises(RuleError, match=TOO_MUCH):
        post(centre, 600, 601)
    frappe.db.rollback(save_point="before_set")
    assert left_of(line) == 1200
    assert frappe.db.count("Ledger Line", {"cost_centre": centre}) == 0


def test_lines_of_a_set_are_found_with_a_handful_of_queries(centre, line, monkeypatch):
    asked = []
    plain = frappe.db.sql

    def sql(query, *args, **kwargs):
        if "tabBudget" in str(query):
            asked.append(str(query))
        return plain(query, *args, **kwargs)

    monkeypatch.setattr(frappe.db, "sql", sql)
    post(centre, 1)
    few = len(asked)
    asked.clear()
    post(centre, *[1] * 50)
    assert len(asked) == few


def test_ledgers_are_sound(site):
    frappe.db.rollback()
    assert check_ledgers() == []


def test_phasing_in_the_first_month_is_there_at_once(centre):
    make_rule(centre, span="Month")
    give_money(centre, 1200, Phasing.FIRST_PERIOD)
    spend(centre, 1200.0, posting_date="2026-01-15")
