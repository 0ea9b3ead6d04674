"""How strictly the budget of a range of accounts is kept, as data: confirmed, with days."""

import frappe
from frappe import _

from erp_app.documents.dated_rows import DatedRow
from erp_app.finance import master
from erp_app.store.amounts import amount_of


class BudgetControlRule(DatedRow):
    """A rule for accounts, a fund and a cost centre; the most specific one decides."""

    def check_statement(self) -> None:
        super().check_statement()
        master.require_account_range(self.account_from, self.account_to)
        if min(amount_of(self.tolerance_percent), amount_of(self.tolerance_amount)) < 0:
            frappe.throw(_("A tolerance cannot be negative"))
        if amount_of(self.tolerance_percent) > 100:
            frappe.throw(_("A tolerance of more than 100 % is no control"))
