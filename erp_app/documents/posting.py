"""A controlled document whose approval posts an entry and whose cancellation reverses it.

Owns the moment: the entry is posted after everything else of the save, so that the ledger's head
is locked as short as can be. Refuses a draft only what could not be stored or would mislead; what
is sent for approval must be whole. The ledger judges once more who decides.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from frappe.utils import getdate

from erp_app import ledger
from erp_app.documents.controlled import ControlledDocument
from erp_app.documents.refusals import rules, throw_findings
from erp_app.domain.entry_check import DRAFT_BLOCKERS
from erp_app.domain.workflow import Taker


class PostingDocument(ControlledDocument):
    """A document that posts. A subclass builds the entry.

    Its DocType has `posting_date`, `posting_number`, `period`, `total_debit`, `total_credit` and
    `reversed_by`, and is registered as a voucher type in hooks.py.
    """

    server_fields: ClassVar[tuple[str, ...]] = ("posting_number", "period", "reversed_by")
    # What may point at a posted document without standing in its cancellation's way.
    pointing_types: ClassVar[tuple[str, ...]] = ("Ledger Line", "Budget Override")

    def build_entry(self) -> ledger.Entry:
        """Return what this document posts; amounts exact, preparers as stored."""
        raise NotImplementedError

    def take_over(self, entry: ledger.Entry) -> None:
        """Take over what the rules imply (a fund, a function), which the entry was filled with."""

    def decided_amount(self) -> Decimal:
        return self.build_entry().total_debit

    def check_content(self, before: str, after: str) -> None:
        entry = self.build_entry()
        with rules():
            if self._action == "submit":
                self.flags.prepared = ledger.prepare([entry], authority_of(self.flags.taker))
            else:
                self._complete(
                    entry, self.workflow.is_editable(before), self.workflow.is_editable(after)
                )
        self.flags.amount = entry.total_debit
        self.total_debit, self.total_credit = float(entry.total_debit), float(entry.total_credit)

    def _complete(self, entry: ledger.Entry, may_fill: bool, is_draft: bool) -> None:
        """Give the document what the rules imply, which never changes an amount; check it."""
        [found] = ledger.complete([entry], may_fill)
        if found.entry is not entry:
            self.flags.lines_unchanged = False
            self.take_over(found.entry)
        findings = found.findings
        if is_draft:
            findings = [finding for finding in findings if finding.code in DRAFT_BLOCKERS]
        if findings:
            throw_findings(findings)
        if not is_draft:
            ledger.require_known_period(found.entry)

    def run_post_save_methods(self):
        super().run_post_save_methods()
        if self._action != "submit":
            return
        with rules():
            [posted] = ledger.write(self.flags.prepared)
        self.posting_number, self.period = posted.posting_number, posted.period

    def on_cancel(self) -> None:
        self.ignore_linked_doctypes = (self.doctype, *type(self).pointing_types)
        asked: date | None = self.flags.pop("step_date", None)
        day = asked or max(getdate(), getdate(self.posting_date))
        with rules():
            authority = authority_of(self.flags.taker, is_decided=True)
            posted = ledger.reverse(self.doctype, self.name, day, self.reason, authority)
        self.reversed_by = posted.entry.voucher


def authority_of(taker: Taker, is_decided: bool = False) -> ledger.Authority:
    """Return the ledger's authority of who takes a step.

    is_decided: for a reversal, whose maker decides on it too; the step was judged on the original.
    """
    return ledger.Authority(taker.user, taker.roles, is_decided, taker.on_behalf_of)
