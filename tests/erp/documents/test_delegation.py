"""Substitutes on a real site: what a delegate may decide, what is recorded, what is refused."""

import frappe
import pytest

from erp_app.api import documents as api
from erp_app.store.policy_cache import forget_policies
from tests.erp.factories import (
    as_user,
    day,
    make_user,
    manager,
    officer,
    posted_journal,
    sent_journal,
    take_step,
    take_steps,
)


def second():
    return make_user("second", "Finance Officer")


def delegate_to(delegate, by=None, **fields):
    values = {"delegate": delegate, "from_date": day(), "to_date": day(6)}
    with as_user(by or manager()):
        return frappe.new_doc("Delegation").update({**values, **fields}).insert()


def change(row, by, **fields):
    with as_user(by):
        frappe.get_doc("Delegation", row.name).update(fields).save()


def approve(doc, by):
    with as_user(by):
        return take_step("Journal", doc.name, "Approve")


def test_delegate_approves_and_both_are_recorded(site):
    doc = sent_journal()
    with pytest.raises(frappe.PermissionError):
        approve(doc, second())
    delegate_to(second())
    assert approve(doc, second())["docstatus"] == 1
    stored = frappe.get_doc("Journal", doc.name)
    assert (stored.approved_by, stored.approved_for) == (second(), manager())
    step = frappe.get_last_doc("Document Step", {"document": doc.name, "action": "Approve"})
    assert (step.taken_by, step.on_behalf_of) == (second(), manager())


def test_delegate_sees_in_whose_place_and_may_reject_and_cancel(site):
    delegate_to(second())
    sent, posted = sent_journal(), posted_journal()
    with as_user(second()):
        life = api.get_steps("Journal", sent.name)
        found = {step["action"]: step["on_behalf_of_name"] for step in life["steps"]}
        assert found["Approve"] == f"manager ({manager()})"
        assert not found["Withdraw"]
        take_step("Journal", sent.name, "Reject", "Not the right fund")
        take_step("Journal", posted.name, "Cancel", "Entered twice")
    assert frappe.db.get_value("Journal", posted.name, "docstatus") == 2


def test_delegate_who_prepared_it_approves_nothing(site):
    doc = sent_journal(by=second())
    delegate_to(second())
    with pytest.raises(frappe.PermissionError, match="You prepared"):
        approve(doc, second())


def test_delegate_does_not_approve_what_the_delegator_prepared(site):
    doc = sent_journal(by=manager())
    delegate_to(second())
    with pytest.raises(frappe.PermissionError, match="prepared this document"):
        approve(doc, second())


def test_limit_is_the_delegators_not_the_delegates(site):
    small = make_user("small", "Finance Manager")
    frappe.new_doc("Approval Limit").update({"user": small, "amount_max": 50}).insert()
    doc = sent_journal(amount=100)
    delegate_to(second(), by=small)
    with pytest.raises(frappe.PermissionError, match="limit of 50"):
        approve(doc, second())


def test_delegate_with_a_small_limit_decides_with_the_delegators(site):
    small = make_user("small", "Finance Manager")
    frappe.new_doc("Approval Limit").update({"user": small, "amount_max": 50}).insert()
    doc = sent_journal(amount=100)
    delegate_to(small)
    assert approve(doc, small)["docstatus"] == 1
    assert frappe.db.get_value("Journal", doc.name, "approved_for") == manager()


def test_substitution_counts_on_its_days_only(site):
    doc = sent_journal()
    row = delegate_to(second(), from_date=day(1))
    with pytest.raises(frappe.PermissionError):
        approve(doc, second())
    for first, last in ((-9, -1), (2, 3)):
        days = {"from_date": day(first), "to_date": day(last)}
        frappe.db.set_value("Delegation", row.name, days)
        forget_policies()
        with pytest.raises(frappe.PermissionError):
            approve(doc, second())


def test_withdrawn_substitution_ends_at_once_and_for_good(site):
    doc = sent_journal()
    row = delegate_to(second())
    change(row, manager(), withdrawn=1)
    with pytest.raises(frappe.PermissionError):
        approve(doc, second())
    with pytest.raises(frappe.ValidationError, match="withdraw it and write another"):
        change(row, manager(), withdrawn=0)
    assert frappe.db.get_value("Delegation", row.name, "withdrawn") == 1


def test_disabled_delegator_or_lost_role_hands_over_nothing(site):
    doc = sent_journal()
    delegate_to(second())
    frappe.db.set_value("User", manager(), "enabled", 0)
    frappe.clear_document_cache("User", manager())
    with pytest.raises(frappe.PermissionError):
        approve(doc, second())
    frappe.db.rollback()
    frappe.clear_document_cache("User", manager())


def test_nobody_delegates_for_somebody_else(site):
    both = make_user("both", "Finance Officer", "Finance Manager")
    row = delegate_to(second(), by=both, delegator=manager(), owner=manager())
    assert row.delegator == both
    for wrong in ({"delegator": manager()}, {"delegate": both}, {"to_date": "2099-01-01"}):
        with pytest.raises(frappe.ValidationError, match="withdraw it and write another"):
            change(row, both, **wrong)
    stored = frappe.get_doc("Delegation", row.name)
    assert (stored.delegator, stored.delegate) == (both, second())
    assert str(stored.to_date) == day(6)


def test_officer_has_nothing_to_hand_over(site):
    with pytest.raises(frappe.PermissionError):
        delegate_to(manager(), by=officer())
    clerk = make_user("clerk", "HR Manager")
    with pytest.raises(frappe.PermissionError, match="decide on no such"):
        delegate_to(manager(), by=clerk)
    make_user("clerk", "HR Officer")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"delegate": "manager@test.example"}, "own substitute"),
        ({"delegate": "Administrator"}, "system account"),
        ({"from_date": day(-1)}, "never in the past"),
        ({"to_date": day(400)}, "at most"),
        ({"delegate": "clerk@test.example"}, "takes no part"),
        ({"document_type": "User"}, "no steps"),
        ({"document_type": 0}, "cannot be read"),
        ({"document_type": False}, "cannot be read"),
        ({"document_type": ["like", "%"]}, "cannot be read"),
        ({"document_type": "0"}, "Document Type"),
        ({"from_date": "soon"}, "cannot be read"),
        ({"to_date": True}, "cannot be read"),
    ],
)
def test_unsound_substitutions_are_refused(site, fields, text):
    with pytest.raises(frappe.ValidationError, match=text):
        delegate_to(fields.pop("delegate", second()), **fields)


def test_chains_are_refused(site):
    small = make_user("small", "Finance Manager")
    delegate_to(small)
    with pytest.raises(frappe.ValidationError, match="cannot be handed on"):
        delegate_to(second(), by=small)
    both = make_user("both", "Finance Officer", "Finance Manager")
    with pytest.raises(frappe.ValidationError, match="has a substitute"):
        delegate_to(manager(), by=both)


def test_others_neither_see_nor_end_it_and_the_administrator_ends_it(site):
    row = delegate_to(second())
    other = make_user("small", "Finance Manager")
    with as_user(other):
        assert not frappe.get_list("Delegation", {"name": row.name})
        with pytest.raises(frappe.PermissionError):
            frappe.get_doc("Delegation", row.name).check_permission("read")
        forged = frappe.get_doc("Delegation", row.name)
        forged.update({"delegator": other, "withdrawn": 1})
        with pytest.raises(frappe.PermissionError):
            forged.save()
    with as_user(make_user("keeper", "Entity Administrator")):
        frappe.get_doc("Delegation", row.name).update({"withdrawn": 1}).save()
    assert frappe.db.get_value("Delegation", row.name, "withdrawn") == 1


def test_many_steps_are_taken_in_the_place_of_another_as_well(site):
    """Committed: it runs as a list's action does."""
    good, own = sent_journal(), sent_journal(by=second())
    row = delegate_to(second())
    frappe.db.commit()
    try:
        with as_user(second()):
            result = take_steps("Journal", [good.name, own.name], "Approve")
        assert result["done"] == [good.name]
        assert "You prepared" in result["refused"][0]["message"]
    finally:
        frappe.db.set_value("Delegation", row.name, "withdrawn", 1)
        frappe.db.commit()
        forget_policies()
