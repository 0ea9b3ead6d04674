"""A posting period of a Fiscal Year: twelve months and the year-end adjustments."""

from frappe.model.document import Document


class FiscalPeriod(Document):
    """Made by its fiscal year; only its status is changed by people."""
