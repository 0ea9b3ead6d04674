"""Approval limits as data: up to which amount a user, or a role, may approve.

Owns what a limit may say. Whose limits may be written, and from when, is the base's: nobody's own,
and no limit that was in force is rewritten, put back or deleted.
"""

import frappe
from frappe import _
from frappe.utils import flt, getdate

from erp_app.documents.dated_rows import MACHINE, DatedRow
from erp_app.documents.refusals import rules
from erp_app.documents.registry import workflow_of


class ApprovalLimit(DatedRow):
    """A limit for a user or for a role, for a time or always."""

    statement = ("user", "role", "document_type", "amount_max")

    def check_statement(self, stored) -> None:
        if bool(self.user) == bool(self.role):
            frappe.throw(_("Fill in either a role or a user"))
        if flt(self.amount_max) < 0:
            frappe.throw(_("The largest amount cannot be negative"))
        if self.document_type:
            with rules():
                workflow_of(self.document_type)
        self.require_not_put_back(stored)

    def require_not_put_back(self, stored) -> None:
        """Refuse to put a disabled limit back in force: it would seem never to have ended."""
        was_disabled = stored and stored.disabled and not self.disabled
        is_asked = frappe.session.user != MACHINE
        if is_asked and was_disabled and stored.days().has_begun(getdate()):
            frappe.throw(_("This row is over: write a new one"))
