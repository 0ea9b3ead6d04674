"""One line of a Purchase Order: what, how much, at which price, and for which requisition."""

from frappe.model.document import Document

from erp_app.purchasing.ordering import Ordered
from erp_app.store.amounts import amount_of


class PurchaseOrderLine(Document):
    """Read by its order."""

    def as_ordered(self) -> Ordered:
        """Return what it orders of a requisition."""
        place = (self.requisition or "", int(self.requisition_line or 0))
        return Ordered(self.idx, *place, amount_of(self.quantity))
