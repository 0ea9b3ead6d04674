"""Mails to a supplier about its own record, where the hub has an outgoing mail server.

Owns the wording. A change of the account is told to the address that stands in the register, which
whoever asked for the change may not have written: so a forged letter is noticed. Who prepared it is
told by the engine, as of every decision.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import escape_html, formatdate

from erp_app.documents.mail import send_later
from erp_app.domain.confirmation import IN_FORCE
from erp_app.domain.purchasing.suppliers import mask_account
from erp_app.store import suppliers as store

SEND = "erp_app.purchasing.telling.send_account_mail"


def tell_of_account(account) -> None:
    """Tell a supplier, after the commit, that an account was confirmed or ended."""
    send_later(SEND, account=account.name)


def send_account_mail(account: str) -> None:
    """Send the mail on an account as it stands now; nothing when no address is registered."""
    doc = frappe.get_doc("Supplier Bank Account", account)
    supplier = store.load_contact(doc.supplier)
    if not supplier.contact_mail:
        return
    shown = mask_account(doc.iban)
    if doc.workflow_state == IN_FORCE:
        text = _("The bank account {0} will count from {1}.").format(
            shown, formatdate(doc.counts_from)
        )
    else:
        text = _("The bank account {0} does not count any more.").format(shown)
    warning = _("If you did not ask for this, tell the shared services centre at once.")
    frappe.sendmail(
        recipients=[supplier.contact_mail],
        subject=_("Your bank account in the register of suppliers: {0}").format(doc.supplier),
        message=f"<p>{escape_html(supplier.supplier_name)}</p>"
        f"<p>{escape_html(text)}</p><p>{escape_html(warning)}</p>",
        add_unsubscribe_link=0,
    )
