"""What an entity brings when it joins: its balances by account and dimensions, of one fund.

Posted into the opening period of a fiscal year, so that they are the opening of its first month
and the movement of none. Refuses revenue and expense, which begin each year at zero, a line of
another fund, a second opening of the same year and fund (the database holds one at most), and
one of a fund with balances of earlier years, which are carried forward by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import frappe
from frappe import _

from erp_app import ledger
from erp_app.documents.lines import BulkLines
from erp_app.documents.posting import PostingDocument
from erp_app.documents.refusals import throw_findings
from erp_app.documents.vouchers import DocumentVouchers
from erp_app.domain.findings import Finding
from erp_app.domain.findings import _ as mark
from erp_app.domain.statements import YEARLY_ROOTS
from erp_app.finance import posting
from erp_app.store import fiscal_years
from erp_app.store.amounts import amount_of
from erp_app.store.masters import load_root_types


class OpeningBalances(BulkLines, PostingDocument):
    """The balances of a fiscal year's begin; submitted means approved and posted."""

    server_fields = (*PostingDocument.server_fields, "reverses", "import_batch", "opening_key")

    def build_entry(self) -> ledger.Entry:
        """Return the balances as an entry of the opening period."""
        return posting.build_entry(self, is_opening=True)

    def take_over(self, entry: ledger.Entry) -> None:
        """Give title and lines what the rules imply."""
        posting.take_over(self, entry)

    def check_content(self, before: str, after: str) -> None:
        self.posting_date = self._first_day()
        for position, row in enumerate(self.lines, 1):
            row.idx, row.fund = position, row.fund or self.fund
            row.debit, row.credit = float(amount_of(row.debit)), float(amount_of(row.credit))
        if findings := list(self.find_faults()):
            throw_findings(findings)
        super().check_content(before, after)
        # Sent back or withdrawn as it is, it stays what it was beside the one that was posted.
        is_asked_for = after in self.workflow.waits_for_others or self._action == "submit"
        if is_asked_for or not self.flags.lines_unchanged:
            self._require_only()

    def _first_day(self) -> date:
        year = str(self.fiscal_year or "")
        first: date | None = frappe.db.get_value("Fiscal Year", {"name": year}, "start_date")
        if first is None:
            text = _("Fiscal year {0} does not exist: add it first, or name another")
            frappe.throw(text.format(year or _("(empty)")))
        return first

    def find_faults(self) -> Iterator[Finding]:
        """Yield what is wrong with the lines beyond what is wrong with any entry's."""
        roots = load_root_types({row.account for row in self.lines if row.account})
        for position, row in enumerate(self.lines, 1):
            if row.fund != self.fund:
                text = mark("The line is of fund {0}: these are the balances of {1}")
                yield Finding("fund_differs", text, (row.fund, self.fund), position, "fund")
            if roots.get(row.account) in YEARLY_ROOTS:
                text = mark("Account {0} begins every year at zero: bring its sum as net assets")
                yield Finding("account_yearly", text, (row.account,), position, "account")

    def _require_only(self) -> None:
        """Refuse a second opening, and one of a fund that has balances already.

        Two approved at the same moment meet at the unique key.
        """
        key = f"{self.fiscal_year} {self.fund}"
        if found := frappe.db.get_value(self.doctype, {"opening_key": key}, "name"):
            text = _("{0} is the opening of {1} for fund {2}: cancel it before posting another")
            frappe.throw(text.format(found, self.fiscal_year, self.fund))
        self.opening_key = key if self._action == "submit" else None
        if found := fiscal_years.find_balance_before(self.posting_date, self.fund):
            text = _(
                "Fund {0} has a balance on account {1} from before {2}: it is carried forward by"
                " itself. An opening is for the first year in the books"
            )
            frappe.throw(text.format(self.fund, found, self.fiscal_year))

    def on_cancel(self) -> None:
        # Taken back where it was brought, so that the year begins without it.
        self.flags.step_date = self.posting_date
        super().on_cancel()
        self.db_set("opening_key", None, update_modified=False)


class OpeningBalancesVouchers(DocumentVouchers):
    """Opening balances as the ledger knows them."""

    document_type = "Opening Balances"
