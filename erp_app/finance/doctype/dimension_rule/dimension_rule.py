"""Dimension rules as data: which dimensions a range of accounts needs or refuses."""

from frappe.model.document import Document

from erp_app.finance.master import require_account_range
from erp_app.store.policy_cache import forget_policies


class DimensionRule(Document):
    """A rule for the accounts from one code to another; the narrowest range decides."""

    def validate(self) -> None:
        require_account_range(self.account_from, self.account_to)

    def on_update(self) -> None:
        forget_policies()

    def on_trash(self) -> None:
        forget_policies()
