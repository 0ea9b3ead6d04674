"""One line of a Purchase Requisition: what, how much of it, at which price, charged to what."""

from frappe.model.document import Document


class PurchaseRequisitionLine(Document):
    """Read by its requisition."""
