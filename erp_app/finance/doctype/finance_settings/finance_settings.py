"""The entity's own choices in finance: currency and the dimensions filled in by default.

Refuses another currency once something is posted: every stored amount would mean something else.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from erp_app.domain.money import CURRENCY_DECIMALS
from erp_app.store import currency
from erp_app.store.masters import has_any_posting


class FinanceSettings(Document):
    """Read by every posting; changing it changes no journal that was already sent."""

    def validate(self) -> None:
        if self.currency not in CURRENCY_DECIMALS:
            known = ", ".join(CURRENCY_DECIMALS)
            frappe.throw(_("Choose one of these currencies: {0}").format(known))
        before = self.get_doc_before_save()
        stored = before and before.currency
        if stored and self.currency != stored and has_any_posting():
            text = _("The books are kept in {0} and have postings: the currency stays")
            frappe.throw(text.format(stored))

    def on_update(self) -> None:
        if self.has_value_changed("currency"):
            currency.show_amounts_in(self.currency)
