"""The entity's own choices in finance: currency and the dimensions filled in by default."""

import frappe
from frappe import _
from frappe.model.document import Document

from erp_app.domain.money import CURRENCY_DECIMALS
from erp_app.store import currency


class FinanceSettings(Document):
    """Read by every posting; changing it changes no journal that was already sent.

    Refuses another currency once something is posted: amounts would mean something else.
    """

    def validate(self) -> None:
        if self.currency not in CURRENCY_DECIMALS:
            known = ", ".join(CURRENCY_DECIMALS)
            frappe.throw(_("Choose one of these currencies: {0}").format(known))
        if self.has_value_changed("currency") and currency.is_in_use():
            stored = self.get_doc_before_save()
            text = _("The currency stays {0}: amounts of the ledger are in it")
            frappe.throw(text.format(stored.currency if stored else currency.CURRENCY))

    def on_update(self) -> None:
        if self.has_value_changed("currency"):
            currency.show_amounts_in(self.currency)
