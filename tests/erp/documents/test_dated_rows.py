"""Rows of policy with days: one rule for limits, roles of steps and values, whoever writes them."""

import frappe
import pytest

from erp_app.store.policy_cache import forget_policies
from tests.erp.factories import as_user, day, make_user, manager, officer

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


def keeper():
    return make_user("keeper", "Entity Administrator")


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
def test_row_in_force_says_the_same_until_it_ends(kind):
    row, other = in_force(kind), KINDS[kind][1]
    for fields in (other, {"valid_from": day(-20)}, {"valid_from": day()}, {"valid_from": day(3)}):
        with pytest.raises(frappe.ValidationError):
            change(row, **fields)
    stored = frappe.get_doc(kind, row.name)
    assert stored.meaning() == row.meaning()
    assert str(stored.valid_from) == day(-9)
    change(row, valid_to=day(3))
    change(row, valid_to=day(-1))
    for last in (None, day(), day(3)):
        with pytest.raises(frappe.ValidationError, match="is over"):
            change(row, valid_to=last)


@EVERY_KIND
def test_row_is_never_deleted(kind):
    for row in (in_force(kind, valid_to=day(2)), insert(kind, valid_from=day(5))):
        for by in (keeper(), "Administrator"):
            with as_user(by), pytest.raises((frappe.ValidationError, frappe.PermissionError)):
                frappe.delete_doc(kind, row.name)


@EVERY_KIND
@pytest.mark.parametrize("value", ["soon", 5, True, ["like", "%"], "2026-02-30"], ids=str)
@pytest.mark.parametrize("field", ["valid_from", "valid_to"])
def test_days_are_days(kind, field, value):
    with pytest.raises(frappe.ValidationError, match="cannot be read"):
        insert(kind, **{"valid_from": day(), field: value})


@EVERY_KIND
@pytest.mark.parametrize("value", [0, 7, True, ["like", "%"], {"a": 1}], ids=str)
def test_links_and_choices_are_texts(kind, value):
    field = "policy" if kind == "Policy Value" else "document_type"
    with pytest.raises(frappe.ValidationError, match="cannot be read"):
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
    to_come = insert("Approval Limit", "Administrator", **subject, valid_from=day(3))
    anothers = {"user": officer(), "role": None}
    for row in (own, to_come):
        for fields in ({"valid_to": day(9)}, {"disabled": 1}, {"amount_max": 9e11}, anothers):
            with pytest.raises(frappe.PermissionError, match="somebody else decides"):
                change(row, double(), **fields)
    others = insert("Approval Limit", double(), valid_from=day(3))
    with pytest.raises(frappe.PermissionError, match="somebody else decides"):
        change(others, double(), **{"user": None, "role": None, **subject})


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
    row = in_force("Approval Limit", amount_max=5)
    assert change(row, amount_max=amount, valid_to=day(3)).valid_to


def test_limit_is_for_a_document_that_is_decided_on():
    with pytest.raises(frappe.ValidationError, match="no steps"):
        insert("Approval Limit", document_type="User", valid_from=day())


def test_disabled_limit_that_was_in_force_stays_disabled():
    row = in_force("Approval Limit")
    change(row, disabled=1)
    with pytest.raises(frappe.ValidationError, match="is over"):
        change(row, disabled=0)
    to_come = insert("Approval Limit", valid_from=day(3), disabled=1)
    change(to_come, disabled=0)


@pytest.mark.parametrize("last", [day(-1), day()])
def test_last_fiscal_year_ends_and_a_later_one_follows(last):
    """Between the two there is no value, which is no error of the one that ends."""
    name = frappe.db.get_value("Policy Value", {"policy": "Last Fiscal Year"})
    row = frappe.get_doc("Policy Value", name)
    change(row, valid_to=last)
    fields = {"policy": "Last Fiscal Year", "policy_value": 2029}
    following = insert("Policy Value", valid_from=day(1), **fields)
    assert following.policy_value == "2029"
