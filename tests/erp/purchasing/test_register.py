"""A supplier comes into the register by two people, and changes by two."""

import frappe
import pytest

from erp_app.documents.engine_written import EngineWrittenError
from tests.erp.factories import as_user, day, fresh_iban, officer, step_taken
from tests.erp.purchasing.factories import (
    approve,
    approver,
    blocked,
    changed,
    drafted,
    licence,
    messages_of,
    proposed,
    registered,
    registrar,
    second_approver,
    some_name,
    supplier,
)


def test_approved_proposal_is_a_supplier_with_a_number_and_the_entities_are_told():
    iban = fresh_iban()
    name = registered(supplier_name="Al  Amal <b>Stores</b>", is_sme=1, iban=iban)
    found = supplier(name)
    assert name.startswith("SUP-")
    assert len(name) == 10
    assert (found.supplier_name, found.status, found.revision) == ("Al  Amal Stores", "Active", 1)
    assert found.documents[0].document_kind == "trade-licence"
    (told,) = messages_of(name)
    assert (told["status"], told["is_sme"], told["has_account"]) == ("Active", 1, 0)
    (account,) = frappe.get_all(
        "Supplier Bank Account", {"supplier": name}, ["iban", "docstatus", "owner"]
    )
    assert (account.iban, account.docstatus, account.owner) == (iban, 0, registrar())


def test_registrar_does_not_approve_and_preparer_who_may_approve_neither():
    proposal = proposed()
    with pytest.raises(frappe.PermissionError):
        approve(proposal, by=registrar())
    with as_user(approver()), pytest.raises(frappe.PermissionError):
        frappe.get_doc({"doctype": "Supplier Proposal"}).insert()
    assert not frappe.db.exists("Supplier", {"tax_number": proposal.tax_number})


def test_state_number_and_origin_are_the_servers():
    sent = drafted(origin="Import", revision=7, similar="nothing", has_equal=0)
    assert (sent.origin, sent.revision, sent.similar) == ("Registrar", 0, "")
    with as_user(registrar()), pytest.raises(frappe.ValidationError):
        sent.update({"workflow_state": "Approved"}).save()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"tax_number": "123"}, "15 digits"),
        ({"payment_days": 400}, "365 days"),
        ({"contact_mail": "no address"}, "valid"),
        ({"iban": "AE070331234567890123457"}, "check digits"),
        ({"iban": "AE070331234567890123456", "bank_code": "XXXX"}, "BIC"),
        ({"iban": "AE070331234567890123456", "bank_code": "DEUTDEFF"}, "different countries"),
        ({"documents": []}, "trade-licence"),
        ({"documents": [licence(expiry_date=day(-1))]}, "trade-licence"),
        ({"supplier": "SUP-999999"}, "SUP-999999"),
    ],
)
def test_what_is_wrong_is_said(values, words):
    with pytest.raises(frappe.ValidationError, match=words):
        proposed(**values)


def test_form_without_compulsory_documents_needs_none():
    assert registered(legal_form="Government Entity", documents=[])


def test_change_is_another_proposal_and_counts_once_approved():
    name = registered(payment_days=30)
    change = changed(name, payment_days=60, supplier_name=some_name())
    assert supplier(name).payment_days == 30
    assert approve(change) == name
    assert (supplier(name).payment_days, supplier(name).revision) == (60, 2)
    assert [one["payment_days"] for one in messages_of(name)] == [30, 60]


def test_change_of_what_has_changed_since_is_refused():
    name = registered()
    first, second = changed(name, payment_days=60), changed(name, payment_days=90)
    approve(first)
    with pytest.raises(frappe.ValidationError, match="has changed since"):
        approve(second)
    assert supplier(name).payment_days == 60


def test_register_is_written_by_nobody_directly():
    found = supplier(registered())
    for user in (registrar(), approver(), officer(), "Administrator"):
        with as_user(user), pytest.raises((EngineWrittenError, frappe.PermissionError)):
            found.update({"status": "Active"}).save()
    with pytest.raises(EngineWrittenError):
        frappe.delete_doc("Supplier", found.name)


def test_one_approver_blocks_at_once_and_another_one_unblocks():
    name = registered()
    block = blocked(name, why="A forged licence")
    assert (supplier(name).status, supplier(name).status_reason) == ("Blocked", "A forged licence")
    assert messages_of(name)[-1]["status"] == "Blocked"
    assert messages_of(name)[-1]["status_reason"] == "", "why it is blocked stays at the hub"
    with as_user(approver()), pytest.raises(frappe.PermissionError):
        step_taken("Supplier Block", block.name, "Unblock", "It was me")
    with as_user(second_approver()):
        with pytest.raises(frappe.ValidationError, match="reason"):
            step_taken("Supplier Block", block.name, "Unblock")
        step_taken("Supplier Block", block.name, "Unblock", "Cleared")
    assert supplier(name).status == messages_of(name)[-1]["status"] == "Active"


def test_second_block_and_registrar_who_blocks_are_refused():
    name = registered()
    blocked(name)
    with pytest.raises(frappe.ValidationError, match="blocked already"):
        blocked(name, by=second_approver())
    with pytest.raises(frappe.PermissionError):
        blocked(registered(), by=registrar())


def test_blocked_supplier_stays_blocked_through_a_change():
    name = registered()
    blocked(name)
    approve(changed(name, payment_days=45))
    assert (supplier(name).status, supplier(name).payment_days) == ("Blocked", 45)
