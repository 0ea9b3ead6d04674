"""General Ledger: the lines of an account with running balances, or of a voucher."""

import frappe
from frappe import _

from erp_app.finance.general_ledger import build_general_ledger
from erp_app.finance.report.screen import shape_for_screen
from erp_app.finance.statement import ask


def execute(filters=None):
    """Return (columns, rows, message) for the report view; empty until an account is chosen."""
    asked = ask(filters)
    if not (asked.account or asked.voucher):
        return [], [], _("Choose an account or a voucher to see its lines")
    return shape_for_screen(build_general_ledger(asked, frappe.local.lang))
