"""The end of a budget's year: what documents still hold of it is carried over, or lapses, by rule.

Owns what is decided on: the plan as it stood when the document was sent. Refuses to carry out
another one, and rules of a day before the year is over. What it has done stays: an order that
should not have been carried is released in the new year.
"""

from __future__ import annotations

from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from erp_app.budget.carrying import (
    YearEnd,
    carry_over,
    describe_shortage,
    find_shortage,
    plan_year_end,
)
from erp_app.budget.years import next_year, periods_of_year, require_open_year
from erp_app.documents.controlled import ControlledDocument
from erp_app.documents.refusals import rules, throw_findings
from erp_app.domain.budget.year_end import Carry, Treatment, check_rules, digest_of, sum_of
from erp_app.domain.money import total
from erp_app.domain.periods import ADJUSTMENT_PERIOD

_AMOUNTS = {
    "with_budget_amount": Treatment.WITH_BUDGET,
    "alone_amount": Treatment.ALONE,
    "lapsed_amount": Treatment.LAPSE,
}


class BudgetYearEnd(ControlledDocument):
    """Submitted means approved: nothing is held of the year any more."""

    server_fields = ("next_year", "holding_count", "total_amount", "plan_digest", *_AMOUNTS)

    def find_carries(self) -> list[Carry]:
        """Return what would become of what is held now."""
        with rules():
            return plan_year_end(self.fiscal_year, getdate(self.posting_date))

    def decided_amount(self) -> Decimal:
        return total(one.amount for one in self.find_carries())

    def check_content(self, before: str, after: str) -> None:
        self._validate_mandatory()  # the framework asks after the rules, which read it
        if not self.workflow.is_editable(before):
            return
        require_open_year(self.fiscal_year)
        self._require_over()
        carries = self.find_carries()
        self._take_over(carries)
        if after in self.workflow.waits_for_others:
            self._require_possible(carries)

    def _require_over(self) -> None:
        last = periods_of_year(self.fiscal_year)[ADJUSTMENT_PERIOD].end
        if getdate(self.posting_date) < last:
            text = _("The year ends on {0}: the rules of that day or a later one count")
            frappe.throw(text.format(formatdate(last)))

    def _take_over(self, carries: list[Carry]) -> None:
        with rules():
            self.next_year = next_year(self.fiscal_year)
        self.holding_count, self.plan_digest = len(carries), digest_of(carries)
        self.total_amount = float(total(one.amount for one in carries))
        for field, treatment in _AMOUNTS.items():
            self.set(field, float(sum_of(carries, treatment)))

    def _require_possible(self, carries: list[Carry]) -> None:
        if findings := check_rules(carries):
            throw_findings(findings)
        with rules():
            for overrun in find_shortage(carries):
                raise describe_shortage(overrun)

    def run_post_save_methods(self):
        super().run_post_save_methods()
        if self._action == "submit":
            require_open_year(self.fiscal_year)
            day = getdate(self.posting_date)
            asked = YearEnd(self.name, self.fiscal_year, day, self.plan_digest)
            with rules():
                carry_over(asked, self.approved_by)
