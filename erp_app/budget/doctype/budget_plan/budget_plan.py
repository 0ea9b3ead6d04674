"""A plan of three years: approved as a budget is, and rolled forward year by year.

Owns what a plan may say and what becomes of it: the first year is what a budget takes, the others
what the next plan begins with. Refuses a second plan of a first year in force, and to take figures
from a plan that is not in force. It appropriates nothing: that is the budget's.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import frappe
from frappe import _

from erp_app.budget.asked import find_twice, find_unrounded
from erp_app.budget.years import next_year
from erp_app.documents.controlled import ControlledDocument
from erp_app.documents.refusals import rules, throw_findings
from erp_app.domain.budget.endorsing import ENDORSE
from erp_app.domain.budget.plans import YEARS, check_amounts, roll
from erp_app.domain.findings import Finding
from erp_app.domain.money import total
from erp_app.domain.workflow import Step


class BudgetPlan(ControlledDocument):
    """Submitted means approved; money is appropriated by budgets alone."""

    server_fields = ("import_batch", "year_key")

    def before_insert(self) -> None:
        super().before_insert()
        if self.rolls and not self.lines:
            self._roll(require_plan(self.rolls))

    def _roll(self, earlier: BudgetPlan) -> None:
        """Take the figures of the plan of the year before, a year further."""
        with rules():
            self.fiscal_year = next_year(earlier.fiscal_year)
        for row in earlier.lines:
            amounts = dict(enumerate(roll(row.amounts()), 1))
            if any(amounts.values()):
                figures = {f"amount_{number}": float(one) for number, one in amounts.items()}
                self.append("lines", {**row.keys(), **figures})

    def decided_amount(self) -> Decimal:
        return total(total(row.amounts()) for row in self.lines)

    def check_content(self, before: str, after: str) -> None:
        self._validate_mandatory()  # the framework asks after the rules, which read it
        if findings := list(self.find_faults()):
            throw_findings(findings)
        self.total_amount = float(self.decided_amount())
        for number in range(1, YEARS + 1):
            amount = total(row.amounts()[number - 1] for row in self.lines)
            self.set(f"total_{number}", float(amount))
        if after in self.workflow.waits_for_others or self._action == "submit":
            self._require_only()

    def find_faults(self) -> Iterator[Finding]:
        """Yield what is wrong with the lines, by line."""
        yield from find_twice(self.lines, self.fiscal_year or "")
        yield from check_amounts([row.amounts() for row in self.lines])
        for place, row in enumerate(self.lines, 1):
            yield from find_unrounded(row.amounts(), place)

    def _require_only(self) -> None:
        """Refuse a plan beside the one in force; two approved together meet at the unique key."""
        year = self.fiscal_year
        if found := frappe.db.get_value(self.doctype, {"year_key": year}, "name"):
            text = _("{0} is the plan from {1} on: cancel it first")
            frappe.throw(text.format(found, year))
        self.year_key = year if self._action == "submit" else None

    def _note_step(self, step: Step, user: str) -> None:
        super()._note_step(step, user)
        if step.action == ENDORSE:
            # Who endorsed answers for it by now: the approval is another person's.
            for person in self.flags.taker.people:
                self.add_contributor(person)

    def on_cancel(self) -> None:
        # What was made of it stays, and says where it came from.
        self.ignore_linked_doctypes = (self.doctype, "Budget")
        self.db_set("year_key", None, update_modified=False)


def require_plan(name: str) -> BudgetPlan:
    """Return a plan in force that the session's user may read.

    Raises: frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError.
    """
    plan: BudgetPlan = frappe.get_doc("Budget Plan", name)
    plan.check_permission("read")
    if not plan.docstatus.is_submitted():
        text = _("{0} is {1}: only a plan in force gives its figures")
        state = plan.workflow_state
        frappe.throw(text.format(name, _(state)))
    return plan
