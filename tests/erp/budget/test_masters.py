"""Budget groups and rules: what they may say, who writes and confirms them, and that they stay."""

import frappe
import pytest

from erp_app.store.budget_policy import load_control_rules, load_groups
from tests.erp.budget.factories import (
    controller,
    give_money,
    group_of,
    left_of,
    make_centre,
    spend,
)
from tests.erp.declared import make
from tests.erp.factories import (
    as_user,
    auditor,
    confirmed,
    day,
    end,
    make_user,
    manager,
    officer,
    sent_for_confirmation,
    step_taken,
)

pytestmark = pytest.mark.usefixtures("site")
RULE = {"account_from": "52000", "account_to": "52999", "level": "Absolute", "span": "Year"}


# --- groups ---------------------------------------------------------------------------------


def test_group_holds_what_is_below_its_node_and_above_all_of_it(site):
    above = make("Budget Group").name
    group = make("Budget Group", account="53000", is_group=0, parent_budget_group=above).name
    account = frappe.get_all("Account", {"parent_account": ("like", "53%"), "is_group": 0})[0].name
    assert load_groups().path_of(account) == (group, above)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"is_group": 1, "account": "53000"}, "names no accounts"),
        ({"is_group": 0}, "Name either"),
        ({"is_group": 0, "account": "53000", "account_from": "53000"}, "Name either"),
        ({"is_group": 0, "account_from": "53000"}, "is not an account code"),
        ({"is_group": 0, "account_from": "53000", "account_to": "530999"}, "number of digits"),
        ({"is_group": 0, "account_from": "53099", "account_to": "53000"}, "ends before"),
        ({"group_code": "a|b"}, "is not a code"),
        ({"is_group": 1, "parent_budget_group": "none"}, "Could not find"),
    ],
)
def test_group_that_is_wrong_is_refused_in_words(site, fields, says):
    with pytest.raises(frappe.ValidationError, match=says):
        make("Budget Group", **fields)


def test_account_is_in_one_group(site):
    group = group_of()
    with pytest.raises(frappe.ValidationError, match=f"52101 is in the budget group {group}"):
        make("Budget Group", is_group=0, account_from="52101", account_to="52101")


def test_group_in_a_budget_keeps_its_accounts_and_its_place(site):
    group = group_of()
    give_money(make_centre(), 1)
    doc = frappe.get_doc("Budget Group", group)
    with pytest.raises(frappe.ValidationError, match="is in a budget"):
        doc.update({"account": "53000"}).save()
    with pytest.raises(frappe.ValidationError, match="is in a budget"):
        frappe.get_doc("Budget Group", group).delete()
    doc = frappe.get_doc("Budget Group", group)
    doc.update({"group_name": "Another name"}).save()


@pytest.mark.parametrize("who", [officer, auditor, controller])
def test_groups_are_kept_by_finance_managers_alone(site, who):
    fields = {"group_code": "ZZ", "group_name": "Z", "group_name_ar": "ز", "is_group": 1}
    doc = frappe.get_doc({"doctype": "Budget Group", **fields})
    with as_user(who()), pytest.raises(frappe.PermissionError):
        doc.insert()


# --- rules ----------------------------------------------------------------------------------


def test_rule_counts_once_another_person_has_confirmed_it(site):
    centre = make_centre()
    line = give_money(centre, 100)
    sent_for_confirmation(
        "Budget Control Rule", manager(), **RULE, cost_centre=centre, valid_from=day()
    )
    spend(centre, 1.0, posting_date=day())
    assert left_of(line) == 100
    confirmed(
        "Budget Control Rule",
        manager(),
        controller(),
        **RULE,
        cost_centre=centre,
        valid_from=day(),
    )
    spend(centre, 1.0, posting_date=day())
    assert left_of(line) == 99


def test_rule_that_ended_still_says_what_held_on_its_days(site):
    values = {**RULE, "cost_centre": make_centre(), "valid_from": day()}
    rule = confirmed("Budget Control Rule", manager(), controller(), **values)
    ended = end(rule, manager(), day())
    found = {one.name: one for one in load_control_rules().rules}[rule.name]
    today = frappe.utils.getdate(day())
    assert (str(ended.valid_to), found.is_valid_on(today)) == (day(), True)
    assert not found.is_valid_on(frappe.utils.getdate(day(1)))


@pytest.mark.parametrize("doctype", ["Budget Control Rule", "Virement Rule"])
def test_who_writes_a_rule_does_not_confirm_it(site, doctype):
    values = RULE if doctype == "Budget Control Rule" else {"share_max": 5}
    doc = sent_for_confirmation(doctype, manager(), **values, valid_from=day())
    with as_user(manager()), pytest.raises(frappe.PermissionError, match="You prepared this"):
        step_taken(doctype, doc.name, "Confirm")


@pytest.mark.parametrize("doctype", ["Budget Control Rule", "Virement Rule"])
@pytest.mark.parametrize("role", ["Finance Officer", "Auditor", "HR Officer"])
def test_rules_are_written_by_finance_managers_alone(site, doctype, role):
    who = {"Finance Officer": officer, "Auditor": auditor}.get(role)
    user = who() if who else make_user("clerk", role)
    with pytest.raises(frappe.PermissionError):
        sent_for_confirmation(doctype, user, **RULE, valid_from=day())


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"account_from": "5"}, "is not an account code"),
        ({"account_to": "51999"}, "ends before it begins"),
        ({"tolerance_percent": -1}, "cannot be negative"),
        ({"tolerance_amount": -1}, "cannot be negative"),
        ({"tolerance_percent": 101}, "more than 100 %"),
        ({"level": "Strict"}, "choose one of these"),
        ({"valid_from": "2020-01-01"}, "begins today or later"),
    ],
)
def test_rule_that_is_wrong_is_refused_in_words(site, values, says):
    with pytest.raises(frappe.ValidationError, match=says):
        sent_for_confirmation(
            "Budget Control Rule", manager(), **{**RULE, "valid_from": day(), **values}
        )


@pytest.mark.parametrize("share", [-1, 101])
def test_share_of_a_virement_rule_is_a_percentage(site, share):
    with pytest.raises(frappe.ValidationError, match="between 0 and 100"):
        make("Virement Rule", share_max=share)
