"""What all coded master data of finance has in common.

Owns the form of codes and the rule that a record with postings is disabled, not deleted.
"""

from __future__ import annotations

import frappe
from frappe import _

from erp_app.domain.codes import CODE_LENGTH_MAX, is_account_code, is_master_code
from erp_app.store.masters import posted_use


def require_code(code: str) -> None:
    """Refuse a code that could not stand in a balance's key or a file name."""
    if not is_master_code(code):
        frappe.throw(
            _("{0} is not a code: use up to {1} letters, digits, dots and dashes").format(
                frappe.bold(code), CODE_LENGTH_MAX
            )
        )


def require_account_code(code: str) -> None:
    """Refuse an account code that is not five or six digits."""
    if not is_account_code(code):
        frappe.throw(
            _("{0} is not an account code: use five or six digits").format(frappe.bold(code))
        )


def require_account_range(first: str, last: str) -> None:
    """Refuse a range whose ends are not account codes of as many digits, the first one first."""
    require_account_code(first)
    require_account_code(last)
    if len(first) != len(last):
        frappe.throw(_("Both ends of a range have the same number of digits"))
    if first > last:
        frappe.throw(_("The range ends before it begins"))


def require_unposted(doc) -> None:
    """Refuse to delete, or to turn into a group, a record that the ledger refers to."""
    if posted_use(doc.doctype, doc.name):
        frappe.throw(_("{0} {1} has postings: disable it instead").format(_(doc.doctype), doc.name))
