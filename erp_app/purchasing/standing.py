"""What a supplier is now: status and account in force, worked out and told to the entities.

Owns the moment at which a row of the register changes for another reason than an approved proposal:
a block, an account that begins to count, a licence that ends. Everything is worked out from the
documents under the supplier's lock, so doing it again changes nothing and tells nobody.
"""

from __future__ import annotations

import hashlib
from datetime import date

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.domain.messages import write_body
from erp_app.domain.purchasing.suppliers import (
    EXPIRED,
    account_in_force,
    mask_account,
    missing_kinds,
    standing_on,
)
from erp_app.exchange.outbox import publish
from erp_app.store import suppliers as store

KIND = "supplier"
# What buyers and payers in an entity need; why one is blocked stays at the hub.
TOLD = (
    "supplier_name", "supplier_name_ar", "legal_form", "country", "is_sme", "status",
    "status_reason", "risk_tier", "payment_days", "revision", "tax_number", "has_account",
    "account_shown", "account_currency", "account_from", "iban", "bank_code", "bank_name",
)  # fmt: skip


def refresh(name: str, day: date | None = None) -> bool:
    """Bring a supplier to what its documents say on a day, today when None; True when the entities
    are told. Never commits."""
    day = day or getdate()
    if store.lock_supplier(name) is None:
        return False
    _end_followed(name, day)
    row = store.lock_supplier(name)
    values = {**_standing(row, day), **_account(name, day), "checked_on": day}
    told = _told({**row, **values})
    digest = hashlib.sha256(write_body(told).encode()).hexdigest()
    is_news = digest != row.sent_digest
    changed = {key: value for key, value in values.items() if row.get(key) != value}
    if is_news:
        changed["sent_digest"] = digest
    if changed:
        store.write_supplier(name, changed)
    if is_news:
        publish(KIND, name, told)
    return is_news


def refresh_due(day: date | None = None) -> int:
    """Look at suppliers that nobody has looked at today, some at a time; return how many. Commits
    after each one, so that a long round keeps nobody waiting."""
    names = store.list_due(day or getdate())
    for name in names:
        refresh(name, day)
        frappe.db.commit()
    return len(names)


def _standing(row, day: date) -> dict[str, object]:
    held = store.load_held(row.name)
    missing = missing_kinds(store.load_compulsory(), held, row.legal_form or "", day)
    block = store.load_block_reason(row.name)
    status, reason = standing_on(day, block, row.licence_expiry, missing)
    return {"status": status, "status_reason": reason}


def _account(name: str, day: date) -> dict[str, object]:
    chosen = account_in_force(store.load_confirmed_accounts(name), day)
    account = store.load_account(chosen) if chosen else frappe._dict()
    return {
        "bank_account": chosen or None,
        "has_account": int(bool(chosen)),
        "account_shown": mask_account(account.iban or ""),
        "account_currency": account.currency,
        "account_from": account.counts_from,
        "iban": account.iban,
        "bank_code": account.bank_code,
        "bank_name": account.bank_name,
    }


def _end_followed(name: str, day: date) -> None:
    """End the accounts that the one in force has followed: they never count again by themselves,
    whatever becomes of it."""
    accounts = store.load_confirmed_accounts(name)
    chosen = account_in_force(accounts, day)
    for other in accounts:
        if other.name != chosen and other.counts_from <= day:
            account = frappe.get_doc("Supplier Bank Account", other.name, for_update=True)
            if account.docstatus.is_submitted():  # ending one looks at the others, too
                account.end_by_server(_("Followed by {0}").format(chosen))


def _told(row: dict) -> dict[str, object]:
    """Return what the entities are told of a row, days as text."""
    told = {field: row.get(field) for field in TOLD}
    told["account_from"] = str(told["account_from"]) if told["account_from"] else None
    if told["status"] != EXPIRED:
        told["status_reason"] = ""
    return told
