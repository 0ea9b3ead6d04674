"""Makers of suppliers: proposed by a registrar, approved by another person, as on the screens."""

import secrets

import frappe

from tests.erp.factories import as_user, day, fresh_iban, make_user, step_taken

SYLLABLES = ("ba", "dor", "kim", "lun", "mer", "noz", "pel", "rik", "sut", "tav", "vex", "zor")


def registrar() -> str:
    return make_user("registrar", "Supplier Registrar")


def approver() -> str:
    return make_user("approver", "Supplier Approver")


def second_approver() -> str:
    return make_user("second.approver", "Supplier Approver")


def treasurer() -> str:
    return make_user("treasurer", "Treasurer")


def some_name() -> str:
    """Return a name that is like no other one."""
    words = ("".join(secrets.choice(SYLLABLES) for _part in range(5)) for _word in range(2))
    return " ".join(word.title() for word in words)


def some_arabic_name() -> str:
    letters = "بتجدرزسطفقكلمنهي"
    words = ("".join(secrets.choice(letters) for _letter in range(7)) for _word in range(2))
    return " ".join(words)


def licence(**values) -> dict:
    return {"document_kind": "trade-licence", "expiry_date": day(300), **values}


def proposal_fields(**values) -> dict:
    return {
        "doctype": "Supplier Proposal",
        "supplier_name": some_name(),
        "supplier_name_ar": some_arabic_name(),
        "legal_form": "Limited Liability Company",
        "country": "United Arab Emirates",
        "risk_tier": "Low",
        "payment_days": 30,
        "trade_licence_number": f"CN-{secrets.randbelow(10**9)}",
        "licence_expiry": day(300),
        "tax_number": f"100{secrets.randbelow(10**12):012d}",
        "documents": [licence()],
        **values,
    }


def drafted(by: str | None = None, **values):
    with as_user(by or registrar()):
        return frappe.get_doc(proposal_fields(**values)).insert()


def proposed(by: str | None = None, **values):
    """Return a proposal that waits for an approver."""
    return drafted(by, workflow_state="For Approval", **values)


def approve(proposal, by: str | None = None, reason: str = "") -> str:
    """Approve a proposal; return the supplier's number."""
    with as_user(by or approver()):
        return step_taken(proposal.doctype, proposal.name, "Approve", reason).supplier


def registered(**values) -> str:
    """Return the number of a supplier in the register."""
    return approve(proposed(**values))


def supplier(name: str):
    return frappe.get_doc("Supplier", name)


def changed(name: str, **values):
    """Return a proposal that changes a supplier and waits."""
    row = supplier(name)
    fields = {
        field: row.get(field)
        for field in (
            "supplier_name",
            "supplier_name_ar",
            "trade_licence_number",
            "tax_number",
            "licence_expiry",
        )
    }
    return proposed(supplier=name, **{**fields, **values})


def sent_account(name: str, iban: str | None = None, by: str | None = None, **values):
    """Return a bank account that waits for an approver."""
    fields = {"supplier": name, "iban": iban or fresh_iban(), "currency": "AED"}
    with as_user(by or registrar()):
        doc = frappe.new_doc("Supplier Bank Account").update({**fields, **values})
        return doc.update({"workflow_state": "For Confirmation"}).insert()


def given_account(name: str, iban: str | None = None):
    """Return an account that counts already, as the machine installs one."""
    fields = {"supplier": name, "iban": iban or fresh_iban(), "currency": "AED"}
    fields |= {"doctype": "Supplier Bank Account", "wanted_from": day(-10)}
    return frappe.get_doc(fields).insert(ignore_permissions=True)


def confirm(account, by: str | None = None, reason: str = ""):
    with as_user(by or approver()):
        return step_taken(account.doctype, account.name, "Confirm", reason)


def blocked(name: str, by: str | None = None, why: str = "Under investigation"):
    """Return a block in force of a supplier."""
    with as_user(by or approver()):
        doc = frappe.new_doc("Supplier Block").update({"supplier": name, "block_reason": why})
        doc.insert()
        return step_taken("Supplier Block", doc.name, "Block")


def messages_of(name: str) -> list[dict]:
    """Return what the entities were told of a supplier, oldest first."""
    rows = frappe.get_all("Exchange Message", {"subject": name}, ["body"], order_by="number")
    return [frappe.parse_json(row.body) for row in rows]
