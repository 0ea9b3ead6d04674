"""Mails to visitors and suppliers, by a real mail server on this machine."""

import re

import frappe
import pytest

from erp_app.purchasing.self_registration import ask, renew, send, send_link
from erp_app.purchasing.telling import send_account_mail
from tests.erp.documents.test_mail import flush, server, sink, text_of
from tests.erp.factories import fresh_iban
from tests.erp.purchasing.factories import (
    given_account,
    proposal_fields,
    registered,
    some_name,
    supplier,
)

__all__ = ["server", "sink"]
MAIL = "contact@company.example"


@pytest.fixture(autouse=True)
def nothing_left(hub):
    """Take away what the mails' queue has committed along the way."""
    yield
    hub.db.rollback()
    for kind in (
        "Supplier", "Supplier Proposal", "Supplier Bank Account", "Supplier Registration",
        "Supplier Document", "Exchange Message", "Supplier Document Rule",
    ):  # fmt: skip
        hub.db.delete(kind)
    hub.db.delete("Policy Value", {"policy": "Supplier Account Cooling Time"})
    hub.db.delete("Series", {"name": ("like", "diwan-exchange-%")})
    hub.db.commit()


def test_visitor_gets_a_link_that_leads_into_the_register(sink):
    frappe.db.delete("Email Queue")
    assert "on its way" in ask(f"  {MAIL.upper()} ", "ar")
    token = renew(MAIL)[0].partition("#")[2]
    send_link(MAIL, token, "ar")
    flush()
    [(recipient, message)] = sink.mails
    assert recipient == MAIL
    assert "التسجيل" in message["Subject"]
    assert re.search(r"/supplier-registration#([\w-]+)", text_of(message))[1] == token
    fields = {**proposal_fields(supplier_name=some_name(), legal_form="Other"), "documents": []}
    wanted = {name: value for name, value in fields.items() if name not in ("doctype", "risk_tier")}
    frappe.set_user("Guest")
    assert "Thank you" in send(token, wanted, [])
    frappe.set_user("Administrator")
    (made,) = frappe.get_all(
        "Supplier Proposal", {"contact_mail": MAIL}, ["origin", "workflow_state", "owner"]
    )
    assert (made.origin, made.workflow_state, made.owner) == ("Self-registration", "Draft", "Guest")


def test_registered_address_is_told_of_a_new_account_and_sees_its_ends_alone(sink):
    frappe.db.delete("Email Queue")
    name, iban = registered(contact_mail=MAIL), fresh_iban()
    account = given_account(name, iban)
    send_account_mail(account.name)
    flush()
    told = [text_of(message) for recipient, message in sink.mails if recipient == MAIL]
    assert len(told) == 1
    assert iban[-4:] in told[0]
    assert iban not in told[0]
    assert supplier(name).iban == iban


def test_supplier_without_an_address_is_no_fault(sink):
    frappe.db.delete("Email Queue")
    send_account_mail(given_account(registered()).name)
    flush()
    assert [recipient for recipient, _message in sink.mails if recipient == MAIL] == []
