"""What budget may move between groups, as data: confirmed, with days."""

import frappe
from frappe import _

from erp_app.documents.dated_rows import DatedRow
from erp_app.store.amounts import amount_of


class VirementRule(DatedRow):
    """A rule from one budget group to another; the most specific one decides."""

    def check_statement(self) -> None:
        super().check_statement()
        if not 0 <= amount_of(self.share_max) <= 100:
            frappe.throw(_("A share is between 0 and 100 %"))
