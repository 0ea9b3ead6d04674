"""From an approved proposal to the register, and what the register has that is alike.

Owns the columns that a proposal writes. An account that stands in a proposal becomes a draft of a
bank account in the name of whoever prepared it: approving a supplier confirms no account.
"""

from __future__ import annotations

import frappe
from frappe.utils import cint

from erp_app.purchasing.alike import SAME_ACCOUNT, Alike, Compared, find_alike
from erp_app.purchasing.standing import refresh
from erp_app.store import suppliers as store

CONTENT = (
    "supplier_name", "supplier_name_ar", "legal_form", "country", "is_sme", "risk_tier",
    "payment_days", "trade_licence_number", "licence_issuer", "licence_expiry", "tax_number",
    "address", "contact_name", "contact_mail", "contact_phone",
)  # fmt: skip


def register(proposal) -> str:
    """Write an approved proposal into the register; return the supplier's number. Never commits."""
    name = proposal.supplier or store.new_name()
    values = {field: proposal.get(field) or None for field in CONTENT}
    values |= {
        "is_sme": cint(proposal.is_sme),
        "payment_days": cint(proposal.payment_days),
        "revision": cint(proposal.revision) + 1,
    }
    store.write_supplier(name, values)
    store.replace_documents(name, [row.as_dict() for row in proposal.documents])
    if not proposal.supplier:
        proposal.db_set("supplier", name, update_modified=False)
    if proposal.iban:
        _draft_account(proposal, name)
    refresh(name)
    return name


def find_alike_of(proposal) -> list[Alike]:
    """Return the suppliers, and waiting proposals of new ones, that a proposal is like."""
    rows = store.load_comparable(proposal.supplier or "", proposal.name or "")
    others = [
        Compared(
            row.name,
            row.supplier_name or "",
            row.supplier_name_ar or "",
            row.tax_number or "",
            row.trade_licence_number or "",
        )
        for row in rows
    ]
    holders = store.find_holders(proposal.iban, proposal.supplier or "") if proposal.iban else ()
    equal = [Alike(one, SAME_ACCOUNT, True) for one in others if one.name in holders]
    named = {one.other.name for one in equal}
    return equal + [a for a in find_alike(_compared(proposal), others) if a.other.name not in named]


def _compared(proposal) -> Compared:
    return Compared(
        proposal.name or "",
        proposal.supplier_name or "",
        proposal.supplier_name_ar or "",
        proposal.tax_number or "",
        proposal.trade_licence_number or "",
    )


def _draft_account(proposal, supplier: str) -> None:
    account = frappe.new_doc("Supplier Bank Account")
    account.update(
        {"supplier": supplier, "iban": proposal.iban, "bank_code": proposal.bank_code or ""}
    )
    account.flags.prepared_by = proposal.prepared_by
    account.insert(ignore_permissions=True)
