"""Trial Balance: openings, movements and closings per account, read from balances."""

import frappe

from erp_app.finance.report.screen import shape_for_screen
from erp_app.finance.trial_balance import build_trial_balance


def execute(filters=None):
    """Return (columns, rows, message, chart) for the report view."""
    statement = build_trial_balance(filters, frappe.local.lang)
    return shape_for_screen(statement)
