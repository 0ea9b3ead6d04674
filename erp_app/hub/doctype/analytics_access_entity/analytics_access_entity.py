"""One entity that a user of the dashboards sees."""

from frappe.model.document import Document


class AnalyticsAccessEntity(Document):
    """A row of Analytics Access."""
