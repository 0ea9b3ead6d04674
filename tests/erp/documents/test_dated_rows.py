"""Rows of policy with days: one rule for limits, roles of steps and values, whoever writes them."""

import frappe
import pytest

from erp_app.domain.approval import find_limit
from erp_app.store.document_policy import load_approval_limits
from erp_app.store.policies import whole_policy
from erp_app.store.policy_cache import forget_policies
from tests.erp.factories import (
    as_user,
    confirmed,
    confirmer,
    day,
    end,
    keeper,
    make_user,
    manager,
    officer,
    sent_for_confirmation,
    step_taken,
)

# Of every kind: what a row says that its writer may write, and another thing it could say.
KINDS = {
    "Approval Limit": ({"role": "Finance Officer", "amount_max": 50}, {"amount_max": 51}),
    "Step Role": (
        {"document_type": "Journal", "action": "Approve", "role": "Finance Manager"},
        {"action": "Reject"},
    ),
    "Policy Value": (
        {"policy": "Minimum Age at Joining", "policy_value": "18", "legal_source": "Circular 1"},
        {"policy_value": "19"},
    ),
}
EVERY_KIND = pytest.mark.parametrize("kind", list(KINDS))
NO_ROWS = {"policy": "Minimum Age at Joining"}


@pytest.fixture(autouse=True)
def free_days(site):
    """Leave the days free that a row of the tests takes; what is remembered is forgotten."""
    frappe.db.delete("Policy Value", NO_ROWS)
    yield
    frappe.db.rollback()
    forget_policies()


def double():
    return make_user("double", "Entity Administrator", "Finance Manager")


def insert(kind, by=None, **fields):
    with as_user(by or keeper()):
        return frappe.new_doc(kind).update({**KINDS[kind][0], **fields}).insert()


def change(row, by=None, **fields):
    with as_user(by or keeper()):
        return frappe.get_doc(row.doctype, row.name).update(fields).save()


def in_force(kind, **fields):
    """Return a row that began some days ago, as the machine's account writes them."""
    return insert(kind, "Administrator", **{"valid_from": day(-9), **fields})


def sent(kind, **fields):
    return sent_for_confirmation(kind, **{**KINDS[kind][0], "valid_from": day(), **fields})


def confirm(row, by=None):
    with as_user(by or confirmer()):
        return step_taken(row.doctype, row.name, "Confirm")


@EVERY_KIND
@pytest.mark.parametrize("offset", [-2500, -1])
def test_row_begins_today_or_later(kind, offset):
    with pytest.raises(frappe.ValidationError, match="today or later"):
        insert(kind, valid_from=day(offset))
    row = insert(kind, valid_from=day(5))
    with pytest.raises(frappe.ValidationError, match="today or later"):
        change(row, valid_from=day(offset))
    change(row, valid_from=day())


@EVERY_KIND
def test_row_that_waited_begins_when_it_is_confirmed(kind):
    row = sent(kind)
    frappe.db.set_value(kind, row.name, "valid_from", day(-4), update_modified=False)
    assert str(confirm(row).valid_from) == day()
    to_come = sent(kind, valid_from=day(7))
    assert str(confirm(to_come).valid_from) == day(7)


@EVERY_KIND
def test_row_whose_last_day_is_over_is_not_confirmed(kind):
    row = sent(kind)
    days = {"valid_from": day(-4), "valid_to": day(-1)}
    frappe.db.set_value(kind, row.name, days, update_modified=False)
    with pytest.raises(frappe.ValidationError, match="ends before it begins"):
        confirm(row)


@EVERY_KIND
def test_row_in_force_says_the_same_until_it_ends(kind):
    row, other = in_force(kind), KINDS[kind][1]
    for fields in (other, {"valid_from": day(3)}, {"valid_to": day(3)}):
        for by in (keeper(), "Administrator"):
            with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
                change(row, by, **fields)
    stored = frappe.get_doc(kind, row.name)
    assert stored.fingerprint() == row.fingerprint()


@EVERY_KIND
@pytest.mark.parametrize(("last", "kept"), [(None, -1), (-1, -1), (0, 0)])
def test_row_that_is_ended_keeps_the_days_that_were(kind, last, kept):
    row = end(in_force(kind), date=None if last is None else day(last))
    assert (row.docstatus, row.workflow_state) == (2, "Ended")
    assert (str(row.valid_from), str(row.valid_to)) == (day(-9), day(kept))
    with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
        end(row)


@EVERY_KIND
@pytest.mark.parametrize("last", [-2, 1, 90])
def test_row_is_ended_neither_before_yesterday_nor_after_today(kind, last):
    with pytest.raises(frappe.ValidationError, match="ends today, or yesterday"):
        end(in_force(kind), date=day(last))


def test_what_held_on_a_past_day_is_answered_after_the_end():
    in_force("Approval Limit", user=officer(), role=None, valid_from=day(-9))
    for row in frappe.get_all("Approval Limit", {"user": officer()}, pluck="name"):
        end(frappe.get_doc("Approval Limit", row))
    value = in_force("Policy Value")
    end(value)

    def limit(offset):
        asked = frappe.utils.getdate(day(offset))
        return find_limit(load_approval_limits(), officer(), ["Auditor"], asked)

    assert (limit(-10), limit(-9), limit(-1), limit(0)) == (None, 50, 50, None)
    assert whole_policy("Minimum Age at Joining", frappe.utils.getdate(day(-1))) == 18
    with pytest.raises(Exception, match="No value of the policy"):
        whole_policy("Minimum Age at Joining")


def test_row_to_come_that_is_ended_never_counts():
    row = confirmed("Approval Limit", user=officer(), amount_max=9, valid_from=day(3))
    end(row)
    for offset in (-1, 0, 3, 9):
        asked = frappe.utils.getdate(day(offset))
        assert find_limit(load_approval_limits(), officer(), ["Auditor"], asked) is None


@EVERY_KIND
def test_row_is_never_deleted_by_who_keeps_it(kind):
    for row in (in_force(kind, valid_to=day(2)), insert(kind, valid_from=day(5))):
        with as_user(keeper()), pytest.raises((frappe.ValidationError, frappe.PermissionError)):
            frappe.delete_doc(kind, row.name)


@EVERY_KIND
@pytest.mark.parametrize("value", ["soon", 5, True, ["like", "%"], "2026-02-30"], ids=str)
@pytest.mark.parametrize("field", ["valid_from", "valid_to"])
def test_days_are_days(kind, field, value):
    with pytest.raises(frappe.ValidationError, match="cannot be read"):
        insert(kind, **{"valid_from": day(), field: value})


# A whole number is the name that it writes: of nothing that there is.
NOT_CHOSEN = "cannot be read|Could not find|choose one of these"


@EVERY_KIND
@pytest.mark.parametrize("value", [0, 7, True, ["like", "%"], {"a": 1}], ids=str)
def test_links_and_choices_are_texts(kind, value):
    field = "policy" if kind == "Policy Value" else "document_type"
    with pytest.raises(frappe.ValidationError, match=NOT_CHOSEN):
        insert(kind, valid_from=day(), **{field: value})


# --- whose rights a row is about ------------------------------------------------------------


@pytest.mark.parametrize(
    "subject",
    [{"user": "double@test.example", "role": None}, {"role": "Finance Manager"}],
    ids=["own user", "own role"],
)
def test_nobody_writes_the_own_limit_or_that_of_the_own_role(subject):
    with pytest.raises(frappe.PermissionError, match="somebody else decides"):
        insert("Approval Limit", double(), **subject, valid_from=day())
    own = in_force("Approval Limit", **subject)
    with pytest.raises(frappe.PermissionError, match="somebody else decides"):
        end(own, double())
    others = insert("Approval Limit", double(), valid_from=day(3))
    with pytest.raises(frappe.PermissionError, match="somebody else decides"):
        change(others, double(), **{"user": None, "role": None, **subject})
    waiting = sent("Approval Limit", **subject)
    for action in ("Confirm", "Reject", "Withdraw"):
        with as_user(double()), pytest.raises(frappe.PermissionError, match="somebody else"):
            step_taken("Approval Limit", waiting.name, action, "A reason")
    anothers = {"user": officer(), "role": None}
    stored = insert("Approval Limit", valid_from=day(3), **subject)
    with pytest.raises(frappe.PermissionError, match="somebody else decides"):
        change(stored, double(), **anothers)


def test_somebody_else_sets_a_limit():
    row = insert("Approval Limit", user=manager(), role=None, valid_from=day())
    assert row.amount_max == 50


@pytest.mark.parametrize(
    "amount", ["abc", True, False, [5], {"a": 1}, "1e", "12 AED", "1.2.3"], ids=str
)
def test_amount_that_is_no_number_is_refused_in_words(amount):
    with pytest.raises(frappe.ValidationError, match="cannot be read"):
        insert("Approval Limit", amount_max=amount, valid_from=day())


@pytest.mark.parametrize("amount", [5, 5.0, "5", "5.00"])
def test_amount_written_another_way_is_the_same_amount(amount):
    row = sent("Approval Limit", amount_max=5)
    assert change(row, amount_max=amount).workflow_state == "For Confirmation"
    with pytest.raises(frappe.ValidationError, match="withdraw it"):
        change(row, amount_max=6)


def test_limit_is_for_a_document_that_is_decided_on():
    with pytest.raises(frappe.ValidationError, match="no steps"):
        insert("Approval Limit", document_type="User", valid_from=day())


def test_limit_that_keeps_somebody_lower_is_not_ended_alone():
    """Its end would give power: a larger one is confirmed by another person first."""
    small = in_force("Approval Limit", user=manager(), role=None)
    with pytest.raises(frappe.ValidationError, match="another person confirms a new limit"):
        end(small)
    confirmed("Approval Limit", user=manager(), amount_max=70, valid_from=day())
    end(small)


@pytest.mark.parametrize("last", [day(-1), day()])
def test_last_fiscal_year_ends_and_a_later_one_follows(last):
    """Between the two there is no value, which is no error of the one that ends."""
    name = frappe.db.get_value("Policy Value", {"policy": "Last Fiscal Year"})
    end(frappe.get_doc("Policy Value", name), date=last)
    fields = {**KINDS["Policy Value"][0], "policy": "Last Fiscal Year", "policy_value": "2029"}
    following = confirmed("Policy Value", **{**fields, "valid_from": day(1)})
    assert following.policy_value == "2029"


def test_value_that_is_confirmed_follows_the_one_in_force():
    earlier = in_force("Policy Value")
    later = sent("Policy Value", policy_value="20", valid_from=day(5))
    assert frappe.db.get_value("Policy Value", earlier.name, "valid_to") is None
    confirm(later)
    assert str(frappe.db.get_value("Policy Value", earlier.name, "valid_to")) == day(4)
    held = [whole_policy("Minimum Age at Joining", frappe.utils.getdate(day(n))) for n in (4, 5)]
    assert held == [18, 20]
    with pytest.raises(frappe.ValidationError, match="holds on some of these days"):
        sent("Policy Value", policy_value="21", valid_from=day(7), valid_to=day(8))
