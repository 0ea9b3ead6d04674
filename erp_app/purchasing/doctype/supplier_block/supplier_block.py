"""A block of a supplier: nobody orders from it or pays it while one is in force.

Owns why. Refuses a second block of a supplier that is blocked: who takes one back would not know
of the other.
"""

import frappe
from frappe import _

from erp_app.documents.controlled import ControlledDocument
from erp_app.purchasing.standing import refresh
from erp_app.store import suppliers as store


class SupplierBlock(ControlledDocument):
    """Submitted means blocked, cancelled means unblocked."""

    def check_content(self, before: str, after: str) -> None:
        self._validate_mandatory()
        if self._action != "submit":
            return
        if store.lock_supplier(self.supplier) is None:
            frappe.throw(_("There is no supplier {0}").format(self.supplier))
        if other := store.find_other_block(self.supplier, self.name or ""):
            frappe.throw(_("{0} is blocked already, by {1}").format(self.supplier, other))

    def on_submit(self) -> None:
        refresh(self.supplier)

    def on_cancel(self) -> None:
        refresh(self.supplier)
