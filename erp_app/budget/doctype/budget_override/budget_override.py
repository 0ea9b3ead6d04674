"""What lets one document through beyond its budget: asked for with a reason, decided by another.

Owns whom and what it holds for: exactly the document that it names, as it was sent when the
override was asked for. Refuses whoever prepared that document, one that does not wait, and to take
back what was used.
"""

from __future__ import annotations

from decimal import Decimal

import frappe
from frappe import _

from erp_app.documents.authority import Matter
from erp_app.documents.controlled import ControlledDocument
from erp_app.domain.findings import _ as mark
from erp_app.domain.text import visible_text
from erp_app.domain.workflow import Step
from erp_app.store import budget_overrides, document_steps
from erp_app.store.rows import run_together


class BudgetOverride(ControlledDocument):
    """Submitted means approved: its document is posted whatever absolute control says."""

    server_fields = ("voucher_sent_at", "used_at")

    def find_voucher(self) -> ControlledDocument | None:
        """Return the stored document that is to be let through, None when there is no such one."""
        is_one = self.voucher_type in budget_overrides.overridable_types()
        if not (is_one and self.voucher and frappe.db.exists(self.voucher_type, self.voucher)):
            return None
        return frappe.get_doc(self.voucher_type, self.voucher)

    def decided_amount(self) -> Decimal:
        found = self.find_voucher()
        return found.decided_amount() if found else Decimal(0)

    def matter(self) -> Matter:
        """Return what is decided on; who prepared the document has no say in it either."""
        own, found = super().matter(), self.find_voucher()
        people = own.preparers | (found.preparers() if found else frozenset())
        return Matter(own.document_type, people, own.amount, own.concerned)

    def check_content(self, before: str, after: str) -> None:
        self._validate_mandatory()  # the framework asks after the rules, which read it
        if not visible_text(self.justification):
            frappe.throw(_("Give a reason: it stays with the document"))
        found = frappe.get_doc(self.voucher_type, self.voucher)
        if self.workflow.is_editable(before):
            found.check_permission("read")
        self.total_amount = float(found.decided_amount())
        if self._action == "submit":
            self._require_as_sent(found)
        elif after in self.workflow.waits_for_others and after != before:
            self._bind(found)

    def _bind(self, found: ControlledDocument) -> None:
        """Hold the moment at which the document was sent: what it says is fixed since."""
        if found.docstatus != 0 or found.workflow_state not in found.workflow.waits_for_others:
            text = _("{0} is {1}: an override is for a document that waits for approval")
            state = found.workflow_state
            frappe.throw(text.format(self.voucher, _(state)))
        voucher = (self.voucher_type, self.voucher)
        if other := budget_overrides.find_in_force(voucher, found.sent_at):
            frappe.throw(_("{0} lets {1} through already").format(other, self.voucher))
        self.voucher_sent_at = found.sent_at

    def _require_as_sent(self, found: ControlledDocument) -> None:
        is_waiting = found.workflow_state in found.workflow.waits_for_others
        if not is_waiting or str(found.sent_at) != str(self.voucher_sent_at):
            text = _("{0} is not what it was when this override was asked for: ask for a new one")
            frappe.throw(text.format(self.voucher))

    def run_post_save_methods(self):
        super().run_post_save_methods()
        if self._action == "submit":
            self._tell_document(mark("Budget Override"))

    def on_cancel(self) -> None:
        self.ignore_linked_doctypes = (self.doctype,)
        if budget_overrides.is_used(self.name):
            text = _("{0} was posted beyond its budget: reverse it instead")
            frappe.throw(text.format(self.voucher))
        self._tell_document(mark("Budget Override Taken Back"))

    def _tell_document(self, action: str) -> None:
        """Write into the trail of the document that is let through, with the reason of who does."""
        found = self.find_voucher()
        if found is None:
            return
        state, reason = found.workflow_state, f"{self.name}: {self.flags.reason}"
        step = Step(state, action, state, frozenset())
        voucher = (self.voucher_type, self.voucher, found.decided_amount())
        row = document_steps.build_row(*voucher, step, self.flags.taker, reason, None)
        run_together(list(document_steps.step_statements([row])))
