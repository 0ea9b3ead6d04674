"""A supplier for tests that need one, written as an approved proposal writes it."""

import frappe

from erp_app.purchasing.registering import register


def registered() -> str:
    """Return the number of a new supplier of the register, uncommitted."""
    proposal = frappe.new_doc("Supplier Proposal")
    letters = frappe.generate_hash(length=8)
    proposal.update(
        {
            "name": f"SPP-{letters}",
            "supplier_name": f"Stores {letters}",
            "supplier_name_ar": "مستودعات",
            "legal_form": "Other",
            "country": "United Arab Emirates",
            "risk_tier": "Low",
        }
    )
    proposal.db_insert()
    return register(proposal)
