"""What an entity orders of a supplier: prepared by one, approved by another, with its budget
committed.

Owns what an order may say, and its hold on the budget: a commitment from the approval on, in place
of what requisitions held for it. Closing gives the rest back; taking it back gives requisitions
what was theirs. Refuses a supplier who is not active, and to take back what was received.
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
from erp_app.purchasing.ordering import Ordered, give_back, take_over
from erp_app.store.amounts import amount_of

MEASURE = "committed"
ACTIVE = "Active"
OVER_PERCENT_MAX = 25


class PurchaseOrder(ControlledDocument):
    """Submitted means approved: it goes to the supplier, and its budget is committed."""

    server_fields = ("import_batch", "supplier_name", "gross_amount")

    def decided_amount(self) -> Decimal:
        return total(amount_of(row.cost_amount) for row in self.lines)

    def check_content(self, before: str, after: str) -> None:
        self._validate_mandatory()  # the framework asks after the rules, which read it
        if findings := list(self.find_faults()):
            throw_findings(findings)
        for row in self.lines:  # nothing comes of an order that is not approved
            row.received_quantity = row.invoiced_quantity = 0
        day = getdate(self.posting_date)
        with rules():
            owed = lines.fill_amounts(self.lines, day)
            findings = list(lines.complete_rows(self.lines, day))
        if findings:
            throw_findings(findings)
        self.total_amount, self.gross_amount = float(self.decided_amount()), float(owed)
        self._take_over_supplier(is_asked_for=after in self.workflow.waits_for_others)

    def find_faults(self) -> Iterator[Finding]:
        """Yield what is wrong with days and lines."""
        if getdate(self.delivery_date) < getdate(self.posting_date):
            text = mark("Delivery by {0} is before the day of the order")
            yield Finding("delivery_before", text, (getdate(self.delivery_date),))
        yield from lines.find_faults(self.lines)
        for place, row in enumerate(self.lines, 1):
            if bool(row.requisition) != bool(row.requisition_line):
                text = mark("Give a requisition and the number of its line, or neither")
                yield Finding("requisition", text, (), place, "requisition_line")
            if amount_of(row.over_percent) > OVER_PERCENT_MAX:
                text = mark("{0} % more than is ordered may be received at most")
                yield Finding("over", text, (OVER_PERCENT_MAX,), place, "over_percent")

    def _take_over_supplier(self, is_asked_for: bool) -> None:
        """Note the supplier's name and terms; an order is sent and approved for an active one."""
        fields = ["supplier_name", "status", "payment_days"]
        found = frappe.db.get_value("Supplier", self.supplier, fields, as_dict=True)
        if found is None:
            frappe.throw(_("There is no supplier {0}").format(self.supplier))
        if (is_asked_for or self._action == "submit") and found.status != ACTIVE:
            text = _("Supplier {0} is {1}: nothing is ordered of it now")
            frappe.throw(text.format(self.supplier, _(found.status)))
        self.supplier_name = found.supplier_name
        self.payment_days = self.payment_days or found.payment_days

    def ordered(self) -> list[Ordered]:
        """Return the lines that requisitions asked for."""
        return [row.as_ordered() for row in self.lines if row.requisition]

    def as_buying(self) -> Buying:
        """Return what it holds of the budget."""
        postings = [lines.posting_of(row) for row in self.lines]
        return Buying(self.doctype, self.name, getdate(self.posting_date), postings, MEASURE)

    def run_post_save_methods(self):
        step = self.flags.get("step")
        super().run_post_save_methods()
        with rules():
            if self._action == "submit":
                buying = self.as_buying()
                taken = take_over(self.name, self.ordered(), buying.day, buying.period.code)
                hold(buying, self.approved_by, taken)
            elif step and step.action == CLOSE:
                let_go(self.doctype, self.name, getdate(nowdate()), frappe.session.user)

    def on_cancel(self) -> None:
        self.ignore_linked_doctypes = (self.doctype, *POINTING)
        if any(
            amount_of(row.received_quantity) or amount_of(row.invoiced_quantity)
            for row in self.lines
        ):
            frappe.throw(_("Something of this order was received or invoiced: close it instead"))
        day = getdate(self.posting_date)
        with rules():
            restored = give_back(self.ordered(), day)
            let_go(self.doctype, self.name, day, frappe.session.user, restored)
