"""One document that a supplier holds: its kind, number, last day and file."""

from frappe.model.document import Document


class SupplierDocument(Document):
    """A row of a proposal, and of the register when it was approved."""
