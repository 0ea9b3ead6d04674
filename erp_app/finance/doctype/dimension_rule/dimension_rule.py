"""Dimension rules as data: which dimensions a range of accounts needs or refuses."""

from frappe import _, throw
from frappe.model.document import Document

from erp_app.finance.master import require_account_code
from erp_app.store.policy_cache import forget_policies


class DimensionRule(Document):
    """A rule for the accounts from one code to another; the narrowest range decides."""

    def validate(self) -> None:
        require_account_code(self.account_from)
        require_account_code(self.account_to)
        if len(self.account_from) != len(self.account_to):
            throw(_("Both ends of a range have the same number of digits"))
        if self.account_from > self.account_to:
            throw(_("The range ends before it begins"))

    def on_update(self) -> None:
        forget_policies()

    def on_trash(self) -> None:
        forget_policies()
