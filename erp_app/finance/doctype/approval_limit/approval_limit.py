"""Approval limits as data: up to which amount a user, or a role, may approve.

Owns what a limit may say, and that ending one lets nobody approve more. Whose limits may be
written, from when, and that another person confirms them, is the base's.
"""

from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import flt, getdate

from erp_app.documents.authority import own_roles
from erp_app.documents.confirmed import is_machine
from erp_app.documents.dated_rows import DatedRow
from erp_app.documents.refusals import rules
from erp_app.documents.registry import load_workflows, workflow_of
from erp_app.domain.approval import ApprovalLimit as Limit
from erp_app.domain.approval import require_no_gain
from erp_app.store.amounts import amount_of
from erp_app.store.document_policy import read_approval_limits


class ApprovalLimit(DatedRow):
    """A limit for a user or for a role, for a time or always."""

    def check_statement(self) -> None:
        super().check_statement()
        if bool(self.user) == bool(self.role):
            frappe.throw(_("Fill in either a role or a user"))
        if flt(self.amount_max) < 0:
            frappe.throw(_("The largest amount cannot be negative"))
        if self.document_type:
            with rules():
                workflow_of(self.document_type)

    def decided_amount(self) -> Decimal:
        return amount_of(self.amount_max)

    def before_cancel(self) -> None:
        stored = self.get_doc_before_save()
        super().before_cancel()
        if not is_machine():
            self.require_no_gain(stored)

    def require_no_gain(self, stored: "ApprovalLimit") -> None:
        """Refuse to end a limit that keeps somebody below a larger one."""
        limit, others = stored.as_limit(), read_approval_limits(but=self.name)
        roles = own_roles(limit.user) if limit.user else {limit.role}
        types = [limit.document_type] if limit.document_type else list(load_workflows())
        with rules():
            require_no_gain(limit, others, roles, getdate(), types)

    def as_limit(self) -> Limit:
        """Return this row as the rules read it."""
        names = (self.user or "", self.role or "", self.document_type or "")
        days = self.days()
        return Limit(amount_of(self.amount_max), *names, days.valid_from, days.valid_to)
