"""Fiscal years and their periods: opening, soft closing and closing the books.

Refuses gaps, overlaps, hand-made periods and any change of a closed year.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from erp_app.documents.refusals import rules
from erp_app.domain.periods import PeriodStatus, build_periods, require_transition
from erp_app.finance.master import require_code
from erp_app.store.fiscal_years import find_overlap, has_postings
from erp_app.store.policy_cache import forget_policies

_FIXED = ("period_code", "period_number", "start_date", "end_date")


class FiscalYear(Document):
    """A year of twelve months and an adjustment period, made when the year is made."""

    def before_insert(self) -> None:
        start = getdate(self.start_date)
        require_code(self.year_name)
        if start.day != 1:
            frappe.throw(_("A fiscal year starts on the first day of a month"))
        statuses = {row.period_code: row.status for row in self.periods or []}
        self.set("periods", [])
        for period in build_periods(self.year_name, start):
            row = {
                "name": period.code,
                "period_code": period.code,
                "period_number": period.number,
                "start_date": period.start,
                "end_date": period.end,
                "status": statuses.get(period.code) or PeriodStatus.OPEN.value,
            }
            self.append("periods", row)
        self.end_date = self.periods[-1].end_date

    def set_new_name(self, force=False, set_name=None, set_child_names=True):
        """Periods are named by their codes, which the ledger refers to."""
        super().set_new_name(force=force, set_name=set_name, set_child_names=False)
        for row in self.periods:
            row.name = row.period_code

    def validate(self) -> None:
        if other := find_overlap(self.name, self.start_date, self.end_date):
            frappe.throw(_("The year overlaps with fiscal year {0}").format(other))
        stored = self.get_doc_before_save()
        if stored:
            self._keep_periods(stored)

    def on_update(self) -> None:
        forget_policies()

    def _keep_periods(self, stored: "FiscalYear") -> None:
        before = {row.name: row for row in stored.periods}
        if [row.name for row in self.periods] != list(before):
            frappe.throw(_("The periods of a fiscal year are neither added nor removed"))
        for row in self.periods:
            for field in _FIXED:
                row.set(field, before[row.name].get(field))
            with rules():
                require_transition(
                    PeriodStatus(before[row.name].status),
                    PeriodStatus(row.status),
                    bool(stored.is_closed),
                )

    def on_trash(self) -> None:
        if has_postings(self.name):
            frappe.throw(_("Fiscal year {0} has postings and is never deleted").format(self.name))
        forget_policies()
