"""A grade and its salary steps.

Refuses steps that repeat or that do not pay more than the step before.
"""

from decimal import ROUND_HALF_UP, Decimal

import frappe
from frappe import _
from frappe.model.document import Document

_CENT = Decimal("0.01")


class Grade(Document):
    """Basic salary is half of total salary. Source: domain reference 1.4 (ECR 15/2013)."""

    def validate(self) -> None:
        self.require_rising_steps()
        for row in self.steps:
            total = Decimal(str(row.total_salary or 0))
            row.basic_salary = float((total / 2).quantize(_CENT, ROUND_HALF_UP))

    def require_rising_steps(self) -> None:
        """Refuse a step that repeats or pays no more than the one before it."""
        for before, row in zip(self.steps, self.steps[1:], strict=False):
            if row.step <= before.step:
                frappe.throw(
                    _("Row {0}: step {1} must follow step {2}. Number the steps upward.").format(
                        row.idx, row.step, before.step
                    )
                )
            if row.total_salary <= before.total_salary:
                frappe.throw(
                    _("Row {0}: step {1} must pay more than step {2}.").format(
                        row.idx, row.step, before.step
                    )
                )
