"""The entity's own choices in finance: currency and the dimensions filled in by default."""

from frappe.model.document import Document


class FinanceSettings(Document):
    """Read by every posting; changing it changes no journal that was already sent."""
