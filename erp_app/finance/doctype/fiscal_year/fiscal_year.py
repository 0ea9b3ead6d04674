"""Fiscal years and their periods: opening, soft closing and closing the books.

Refuses gaps, overlaps, hand-made periods, any change of a closed year, and to close a year over
documents that wait for a decision.
"""

from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate

from erp_app.documents.refusals import rules
from erp_app.documents.registry import workflow_of
from erp_app.domain.periods import PeriodStatus, build_periods, require_transition
from erp_app.finance.master import require_code
from erp_app.ledger.vouchers import voucher_types
from erp_app.store.fiscal_years import find_overlap, find_unposted, has_postings, load_bounds
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
            self._require_closing(stored)
        else:
            self._require_neighbour()

    def _require_neighbour(self) -> None:
        """Refuse a year that leaves days without one between itself and the others."""
        first, last = load_bounds()
        end, start = getdate(self.end_date), getdate(self.start_date)
        if first and start != last + timedelta(1) and end != first - timedelta(1):
            text = _("There would be days without a year: begin on {0}, or end on {1}")
            days = map(formatdate, (last + timedelta(1), first - timedelta(1)))
            frappe.throw(text.format(*days))

    def _require_closing(self, stored: "FiscalYear") -> None:
        """Refuse to open a closed year, and to close one over what waits; name what stays behind in
        periods that are closed."""
        if stored.is_closed and not self.is_closed:
            text = _("Fiscal year {0} is closed for good: post in an open one")
            frappe.throw(text.format(self.name))
        if self.is_closed and not stored.is_closed:
            if waiting := self._unposted(self.start_date, self.end_date, is_waiting=True):
                text = _("These still wait for a decision in {0}: {1}. Decide about them first.")
                frappe.throw(text.format(self.name, waiting))
            self._tell(self.name, self.start_date, self.end_date)
            return
        before = {row.name: row.status for row in stored.periods}
        for row in self.periods:
            if row.status == PeriodStatus.CLOSED.value != before[row.name]:
                self._tell(row.name, row.start_date, row.end_date)

    def _tell(self, code: str, start: object, end: object) -> None:
        if unposted := self._unposted(start, end):
            text = _("Not posted yet, and in {0} no longer possible with their dates: {1}")
            frappe.msgprint(text.format(code, unposted), indicator="orange")

    def _unposted(self, start: object, end: object, is_waiting: bool = False) -> str:
        """Return the names of documents dated within these days that are not posted."""
        return ", ".join(
            f"{_(doctype)} {name}"
            for doctype in voucher_types()
            for name in find_unposted(
                doctype, start, end, workflow_of(doctype).waits_for_others if is_waiting else None
            )
        )

    def on_update(self) -> None:
        forget_policies()

    def _keep_periods(self, stored: "FiscalYear") -> None:
        before = {row.name: row for row in stored.periods}
        if [row.name for row in self.periods] != list(before):
            frappe.throw(_("The periods of a fiscal year are neither added nor removed"))
        for row in self.periods:
            if not row.status:
                frappe.throw(_("Choose a status for period {0}").format(row.name))
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
