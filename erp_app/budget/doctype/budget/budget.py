"""The budget of a fiscal year: lines with their money, approved by two people after its preparers.

Owns what a budget may say, and when its money is appropriated: with the approval, in its
transaction. Refuses a second budget of a year in force, a line that comes twice, and to take back
what is promised or spent. What changes later is a document of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import frappe
from frappe import _

from erp_app.budget.appropriating import appropriate, take_back
from erp_app.budget.asked import find_twice, find_unrounded
from erp_app.budget.doctype.budget_plan.budget_plan import require_plan
from erp_app.budget.years import periods_of_year, require_open_year
from erp_app.documents.controlled import ControlledDocument
from erp_app.documents.refusals import rules, throw_findings
from erp_app.domain.budget.endorsing import ENDORSE
from erp_app.domain.budget.phasing import Phasing, PhasingDiffersError
from erp_app.domain.findings import Finding
from erp_app.domain.findings import _ as mark
from erp_app.domain.money import total
from erp_app.domain.workflow import Step
from erp_app.store.amounts import amount_of


class Budget(ControlledDocument):
    """Submitted means approved: its lines exist and have their money."""

    server_fields = ("import_batch", "year_key")

    def before_insert(self) -> None:
        super().before_insert()
        if self.budget_plan and not self.lines:
            self._take_of_plan(require_plan(self.budget_plan))

    def _take_of_plan(self, plan) -> None:
        """Take the lines of a plan's first year, spread evenly until somebody says otherwise."""
        self.fiscal_year = plan.fiscal_year
        for row in plan.lines:
            if amount := row.amounts()[0]:
                figures = {"amount": float(amount), "phasing": Phasing.MONTHLY.value}
                self.append("lines", {**row.keys(), **figures})

    def decided_amount(self) -> Decimal:
        return total(amount_of(row.amount) for row in self.lines)

    def check_content(self, before: str, after: str) -> None:
        self._validate_mandatory()  # the framework asks after the rules, which read it
        if findings := list(self.find_faults()):
            throw_findings(findings)
        self.total_amount = float(self.decided_amount())
        is_asked_for = after in self.workflow.waits_for_others or self._action == "submit"
        if is_asked_for:
            self._require_only()

    def find_faults(self) -> Iterator[Finding]:
        """Yield what is wrong with the lines, by line."""
        yield from find_twice(self.lines, self.fiscal_year or "")
        for place, row in enumerate(self.lines, 1):
            yield from _check_amount(row, place)

    def _require_only(self) -> None:
        """Refuse a budget beside the one in force, or of a year that is closed.

        Two approved at the same moment meet at the unique key.
        """
        year = self.fiscal_year
        require_open_year(year)
        if found := frappe.db.get_value(self.doctype, {"year_key": year}, "name"):
            text = _("{0} is the budget of {1}: change it by documents of their own, or cancel it")
            frappe.throw(text.format(found, year))
        self.year_key = year if self._action == "submit" else None

    def _note_step(self, step: Step, user: str) -> None:
        super()._note_step(step, user)
        if step.action == ENDORSE:
            # Who endorsed answers for it by now: the approval is another person's.
            for person in self.flags.taker.people:
                self.add_contributor(person)

    def run_post_save_methods(self):
        super().run_post_save_methods()
        if self._action == "submit":
            asked = [(row.as_line(self.fiscal_year), row.months()) for row in self.lines]
            periods = periods_of_year(self.fiscal_year)
            with rules():
                appropriate(self.doctype, self.name, asked, periods, self.approved_by)

    def on_cancel(self) -> None:
        # Its lines and movements point at it, and stay.
        self.ignore_linked_doctypes = (self.doctype, "Budget Line", "Budget Movement")
        with rules():
            take_back(self.doctype, self.name, frappe.session.user, closes_lines=True)
        self.db_set("year_key", None, update_modified=False)


def _check_amount(row, place: int) -> Iterator[Finding]:
    amount = amount_of(row.amount)
    figures = [amount, *[amount_of(row.get(f"month_{month}")) for month in range(1, 13)]]
    if amount <= 0:
        text = mark("The amount of a budget line is above zero")
        yield Finding("amount_missing", text, (), place, "amount")
    elif findings := find_unrounded(figures, place):
        yield from findings
    else:
        try:
            row.months()
        except PhasingDiffersError as error:
            yield Finding("phasing_differs", error.template, error.values, place, "phasing")
