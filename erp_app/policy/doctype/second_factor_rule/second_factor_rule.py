"""Who needs a second factor, and which decisions need a fresh code: rows with days.

Owns what a row may say: a role, or a step of a document, or that it is written. Whose rows may be
written, and from when, is the base's; that the writer has just given a code is `second_factor`'s.
"""

import frappe
from frappe import _
from frappe.utils import cint

from erp_app.documents.dated_rows import DatedRow
from erp_app.documents.refusals import rules
from erp_app.documents.registry import load_workflows
from erp_app.domain.second_factor import CHANGE, Rule, require_sound
from erp_app.store.amounts import amount_of


class SecondFactorRule(DatedRow):
    """A row of policy; see the fields."""

    def check_statement(self) -> None:
        super().check_statement()
        if self.document_type:
            self.require_document_type()
        with rules():
            require_sound(self.rule(), self.actions())
        if self.field_name and not frappe.get_meta(self.document_type).has_field(self.field_name):
            frappe.throw(_("{0} has no field {1}").format(_(self.document_type), self.field_name))

    def require_document_type(self) -> None:
        """Refuse a name that no document has: a rule about nothing would seem to protect it."""
        is_known = frappe.db.exists("DocType", self.document_type)
        if not is_known or frappe.get_meta(self.document_type).istable:
            frappe.throw(_("There is no document type {0}").format(self.document_type))

    def rule(self) -> Rule:
        """Return what the row says, without its days."""
        return Rule(
            self.role or "",
            self.document_type or "",
            self.action or "",
            self.field_name or "",
            amount_of(self.amount_from),
            cint(self.minutes),
        )

    def actions(self) -> list[str]:
        """Return what may be asked for: the steps of the document type, and that it is written."""
        workflow = load_workflows().get(self.document_type)
        return [*(workflow.actions if workflow else ()), CHANGE]
