"""Fills the register at the hub as its people do: proposed by one, approved by another.

One company is one transaction; what is there already is left as it is. The entities hear of it by
the exchange.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe

from demo.generate.register import BLOCKED, WAITING, Company
from erp_app.documents.steps import take_step

SINCE = "2024-01-01"  # accounts count as long as there are books
LICENCE = "trade-licence"


def fill_register(companies: list[Company], hear: Callable[[float, str], None], commit=None) -> int:
    """Add the companies that are missing; return how many."""
    commit = commit or frappe.db.commit
    present = set(frappe.get_all("Supplier Proposal", pluck="idempotency_key"))
    missing = [one for one in companies if _key(one) not in present]
    for place, company in enumerate(missing):
        hear(place / len(missing), "Suppliers")
        _add(company)
        commit()
    return len(missing)


def _key(company: Company) -> str:
    return f"demo:{company.supplier.number}"


def _add(company: Company) -> None:
    proposal = _propose(company)
    if company.fate == WAITING:
        return
    with _acting("approver"):
        seen, why = str(proposal.modified), "Another branch of the group"
        done = take_step(proposal.doctype, proposal.name, "Approve", why, modified=seen)
    _give_account(done.supplier, company.supplier.iban)
    if company.fate == BLOCKED:
        _block(done.supplier)


def _propose(company: Company):
    supplier = company.supplier
    fields = {
        "doctype": "Supplier Proposal",
        "supplier_name": supplier.name.en,
        "supplier_name_ar": supplier.name.ar,
        "country": "United Arab Emirates",
        "legal_form": company.legal_form,
        "is_sme": int(company.is_sme),
        "risk_tier": company.risk_tier,
        "payment_days": company.payment_days,
        "trade_licence_number": company.trade_licence_number,
        "licence_issuer": company.licence_issuer,
        "licence_expiry": company.licence_expiry,
        "tax_number": company.tax_number,
        "contact_mail": f"{supplier.number.lower()}@supplier.example",
        "documents": [{"document_kind": LICENCE, "document_number": company.trade_licence_number}],
        "workflow_state": "For Approval",
        "idempotency_key": _key(company),
    }
    with _acting("registrar"):
        return frappe.get_doc(fields).insert()


def _give_account(name: str, iban: str) -> None:
    """Give a supplier its account as what a site starts with: no second person waits for it."""
    fields = {"supplier": name, "iban": iban, "currency": "AED", "wanted_from": SINCE}
    frappe.get_doc({"doctype": "Supplier Bank Account", **fields}).insert(ignore_permissions=True)


def _block(name: str) -> None:
    with _acting("approver"):
        why = {"supplier": name, "block_reason": "Deliveries are disputed (demonstration)"}
        block = frappe.get_doc({"doctype": "Supplier Block", **why}).insert()
        take_step(block.doctype, block.name, "Block", modified=str(block.modified))


@contextmanager
def _acting(role: str) -> Iterator[None]:
    frappe.set_user(f"supplier.{role}@{frappe.local.site}")
    try:
        yield
    finally:
        frappe.set_user("Administrator")
