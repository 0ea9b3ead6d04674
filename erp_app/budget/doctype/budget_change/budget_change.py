"""A change of the budget in force: supplement, transfer, freeze or release, with its justification.

Owns what such a document may say. Refuses amounts that its kind does not have, a transfer that no
rule lets go where it is to go, an approver whom the rules do not name, and a day of another year.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import frappe
from frappe.utils import getdate

from erp_app.budget.asked import find_twice, find_unrounded
from erp_app.budget.changing import Change, apply_change, undo_change
from erp_app.budget.years import periods_of_year, require_open_year
from erp_app.documents.controlled import ControlledDocument
from erp_app.documents.refusals import rules, throw_findings
from erp_app.domain.budget.changes import ChangeKind, check_amounts
from erp_app.domain.findings import Finding
from erp_app.domain.findings import _ as mark
from erp_app.domain.money import total
from erp_app.domain.periods import PeriodMissingError, find_period
from erp_app.domain.workflow import RoleMissingError
from erp_app.store import currency
from erp_app.store.amounts import amount_of

EVENLY = "Evenly over the Rest of the Year"


class BudgetChange(ControlledDocument):
    """Submitted means approved: the budget is another from its month on."""

    server_fields = ("import_batch",)

    @property
    def kind(self) -> ChangeKind:
        return ChangeKind(self.change_kind)

    def decided_amount(self) -> Decimal:
        amounts = [amount_of(row.amount) for row in self.lines]
        return total(amount for amount in amounts if amount > 0)

    def as_change(self) -> Change:
        """Return this document as its effect is computed. Raises: PeriodMissingError."""
        day, year = getdate(self.posting_date), self.fiscal_year
        lines = [(row.as_line(year), amount_of(row.amount)) for row in self.lines]
        month = find_period(periods_of_year(year).values(), day).number
        return Change(self.name or "", self.kind, day, lines, month, self.spread == EVENLY)

    def check_content(self, before: str, after: str) -> None:
        self._validate_mandatory()  # the framework asks after the rules, which read it
        if findings := list(self.find_faults()):
            throw_findings(findings)
        self.total_amount = float(self.decided_amount())
        if after in self.workflow.waits_for_others or self._action == "submit":
            require_open_year(self.fiscal_year)
            self._require_allowed()

    def find_faults(self) -> Iterator[Finding]:
        """Yield what is wrong with the day and the lines."""
        try:
            find_period(periods_of_year(self.fiscal_year).values(), getdate(self.posting_date))
        except PeriodMissingError:
            text = mark("{0} is not in the fiscal year {1}")
            values = (getdate(self.posting_date), self.fiscal_year)
            yield Finding("day_outside", text, values, field="posting_date")
        amounts = [amount_of(row.amount) for row in self.lines]
        yield from check_amounts(self.kind, amounts, currency.decimals())
        yield from find_twice(self.lines, self.fiscal_year or "")
        for place, amount in enumerate(amounts, 1):
            yield from find_unrounded([amount], place)

    def _require_allowed(self) -> None:
        """Refuse a transfer that no rule lets go there, or somebody whom a rule does not name."""
        transfer = self.as_change().as_transfer()
        if findings := transfer.find_refused():
            throw_findings(findings)
        if self._action != "submit":
            return
        missing = sorted(transfer.roles() - self.flags.taker.roles)
        with rules():
            if missing:
                raise RoleMissingError(mark("{0} needs the role {1}"), "Approve", missing[0])

    def run_post_save_methods(self):
        super().run_post_save_methods()
        if self._action == "submit":
            periods = periods_of_year(self.fiscal_year)
            with rules():
                apply_change(self.as_change(), periods, self.approved_by)

    def on_cancel(self) -> None:
        self.ignore_linked_doctypes = (self.doctype, "Budget Movement")
        with rules():
            undo_change(self.name, self.kind, frappe.session.user)
