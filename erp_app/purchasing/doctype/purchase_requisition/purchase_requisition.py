"""What an entity needs to buy: asked for by one, approved by another, with its budget held for it.

Owns what a requisition may say, and its hold on the budget: a pre-commitment from the approval on,
given back when it is closed or taken back. Orders relieve it line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from erp_app.documents.controlled import ControlledDocument
from erp_app.documents.refusals import rules, throw_findings
from erp_app.domain.approving import CLOSE
from erp_app.domain.findings import Finding
from erp_app.domain.findings import _ as mark
from erp_app.domain.money import total
from erp_app.purchasing import lines
from erp_app.purchasing.holding import POINTING, Buying, hold, let_go
from erp_app.store.amounts import amount_of

MEASURE = "pre_committed"


class PurchaseRequisition(ControlledDocument):
    """Submitted means approved: it may be ordered, and holds its budget."""

    server_fields = ("import_batch",)

    def decided_amount(self) -> Decimal:
        return total(amount_of(row.cost_amount) for row in self.lines)

    def check_content(self, before: str, after: str) -> None:
        self._validate_mandatory()  # the framework asks after the rules, which read it
        if findings := list(self.find_faults()):
            throw_findings(findings)
        for row in self.lines:  # nothing is ordered of what is not approved
            row.ordered_quantity = 0
        day = getdate(self.posting_date)
        with rules():
            lines.fill_amounts(self.lines, day)
            findings = list(lines.complete_rows(self.lines, day))
        if findings:
            throw_findings(findings)
        self.total_amount = float(self.decided_amount())

    def find_faults(self) -> Iterator[Finding]:
        """Yield what is wrong with days and lines."""
        if getdate(self.needed_by) < getdate(self.posting_date):
            text = mark("It is needed by {0}, before the day on which it is asked for")
            yield Finding("needed_before", text, (getdate(self.needed_by),), field="needed_by")
        yield from lines.find_faults(self.lines)

    def as_buying(self) -> Buying:
        """Return what it holds of the budget."""
        postings = [lines.posting_of(row) for row in self.lines]
        return Buying(self.doctype, self.name, getdate(self.posting_date), postings, MEASURE)

    def run_post_save_methods(self):
        step = self.flags.get("step")
        super().run_post_save_methods()
        with rules():
            if self._action == "submit":
                hold(self.as_buying(), self.approved_by)
            elif step and step.action == CLOSE:
                self._let_go(getdate(nowdate()))

    def on_cancel(self) -> None:
        if any(amount_of(row.ordered_quantity) for row in self.lines):
            frappe.throw(_("Something of this requisition was ordered: close it instead"))
        # Orders of it that were taken back still name it.
        self.ignore_linked_doctypes = (self.doctype, "Purchase Order", *POINTING)
        with rules():
            self._let_go(getdate(self.posting_date))

    def _let_go(self, day) -> None:
        let_go(self.doctype, self.name, day, frappe.session.user)
