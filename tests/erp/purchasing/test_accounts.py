"""A bank account counts once another person has confirmed it and the cooling time has passed."""

import frappe
import pytest
from frappe.utils import getdate

from erp_app.purchasing.standing import refresh
from erp_app.store.suppliers import list_due
from tests.erp.factories import as_user, day, fresh_iban, step_taken
from tests.erp.purchasing.factories import (
    approver,
    confirm,
    given_account,
    messages_of,
    registered,
    registrar,
    second_approver,
    sent_account,
    supplier,
    treasurer,
)

COOLING = 7


def later(days: int):
    return getdate(day(days))


def test_account_counts_after_the_cooling_time():
    name, iban = registered(), fresh_iban()
    account = confirm(sent_account(name, iban))
    assert account.counts_from == later(COOLING)
    assert supplier(name).has_account == 0
    assert not refresh(name, later(COOLING - 1))
    assert refresh(name, later(COOLING))
    found = supplier(name)
    assert (found.has_account, found.iban) == (1, iban)
    assert messages_of(name)[-1]["iban"] == iban
    assert not refresh(name, later(COOLING)), "told once"


@pytest.mark.parametrize("wanted", [day(-400), day(0), day(1)])
def test_day_in_the_payload_does_not_shorten_the_cooling_time(wanted):
    account = sent_account(registered(), wanted_from=wanted, counts_from=day(-400))
    assert account.counts_from is None
    assert confirm(account).counts_from == later(COOLING)


def test_later_day_that_was_wanted_is_kept():
    assert confirm(sent_account(registered(), wanted_from=day(30))).counts_from == later(30)


def test_old_account_stays_until_the_new_one_counts_and_never_comes_back():
    name, old, new = registered(), fresh_iban(), fresh_iban()
    given_account(name, old)
    second = confirm(sent_account(name, new, wanted_from=day(20)))
    assert supplier(name).iban == old
    refresh(name, later(19))
    assert supplier(name).iban == old
    refresh(name, later(20))
    assert supplier(name).iban == new
    with as_user(approver()):
        step_taken("Supplier Bank Account", second.name, "End", "Closed by the bank")
    refresh(name, later(21))
    assert (supplier(name).has_account, supplier(name).iban) == (0, None)


def test_several_that_were_followed_end_at_once():
    name, accounts = registered(), []
    for days in (8, 9, 10):
        accounts.append(confirm(sent_account(name, wanted_from=day(days))))
    refresh(name, later(10))
    states = {
        frappe.db.get_value("Supplier Bank Account", one.name, "docstatus") for one in accounts[:2]
    }
    assert states == {2}
    assert supplier(name).iban == accounts[-1].iban


def test_registrar_does_not_confirm_and_nobody_the_own_one():
    account = sent_account(registered())
    with pytest.raises(frappe.PermissionError):
        confirm(account, by=registrar())
    with as_user("Administrator"), pytest.raises(frappe.PermissionError):
        step_taken("Supplier Bank Account", account.name, "Confirm")
    with as_user(registrar()), pytest.raises(frappe.ValidationError):
        frappe.get_doc("Supplier Bank Account", account.name).update(
            {"workflow_state": "In Force"}
        ).save()


def test_confirmed_account_does_not_change():
    account = confirm(sent_account(registered()))
    with as_user(approver()), pytest.raises(frappe.ValidationError):
        frappe.get_doc("Supplier Bank Account", account.name).update({"iban": fresh_iban()}).save()


def test_account_of_another_supplier_is_confirmed_with_a_reason_only():
    first, second, iban = registered(), registered(), fresh_iban()
    confirm(sent_account(first, iban))
    shared = sent_account(second, f"{iban[:4]} {iban[4:]}")
    assert shared.shared_with == first
    with pytest.raises(frappe.ValidationError, match="reason"):
        confirm(shared)
    confirm(shared, reason="One group with one treasury")
    (step,) = frappe.get_all(
        "Document Step", {"document": shared.name, "action": "Confirm"}, ["reason"]
    )
    assert step.reason == "One group with one treasury"


def test_holder_that_came_since_refuses_the_confirmation():
    iban, name = fresh_iban(), registered()
    waiting = sent_account(name, iban)
    sent_account(registered(), iban)
    with pytest.raises(frappe.ValidationError, match="not what you read"):
        confirm(waiting)


def test_who_else_has_it_cannot_be_wiped_out_by_the_request():
    first, second, iban = registered(), registered(), fresh_iban()
    confirm(sent_account(first, iban))
    shared = sent_account(second, iban, shared_with="")
    assert shared.shared_with == first
    doc = frappe.get_doc("Supplier Bank Account", shared.name)
    doc.shared_with = ""
    with as_user(approver()), pytest.raises(frappe.ValidationError):
        doc.submit()


def test_preparer_is_told_and_the_trail_has_every_step():
    account = confirm(sent_account(registered()))
    told = frappe.get_all(
        "Notification Log", {"document_name": account.name, "for_user": registrar()}
    )
    steps = frappe.get_all("Document Step", {"document": account.name}, pluck="action")
    assert told
    assert "Confirm" in steps


def test_whole_number_is_the_treasurers_alone(hub):
    name, iban = registered(), fresh_iban()
    confirm(sent_account(name, iban))
    refresh(name, later(COOLING))
    for user, sees in (
        (treasurer(), True),
        (second_approver(), True),
        ("officer@test.example", False),
    ):
        with as_user(user):
            found = frappe.get_doc("Supplier", name)
            found.apply_fieldlevel_read_permissions()
            assert (found.get("iban") == iban) is sees, user
            assert found.account_shown.endswith(iban[-4:])


def test_day_that_passes_changes_what_is_due():
    name = registered(licence_expiry=day(5))
    assert not refresh(name, later(5))
    assert refresh(name, later(6))
    assert supplier(name).status == "Expired"
    assert str(later(5)) in supplier(name).status_reason
    assert messages_of(name)[-1]["status"] == "Expired"


def test_who_was_looked_at_today_is_not_due():
    name = registered()
    assert name not in list_due(later(0))
    assert name in list_due(later(1))
