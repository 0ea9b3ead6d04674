"""The Account tree: natural accounts with their place in the statistics and statements."""

from frappe.utils.nestedset import NestedSet

from erp_app.finance import master


class Account(NestedSet):
    """An account is posted to; a group only adds up. A used account is disabled, not deleted."""

    nsm_parent_field = "parent_account"

    def validate(self) -> None:
        master.require_account_code(self.account_code)
        master.require_group_parent(self, "parent_account")
        if self.is_group and not self.is_new():
            master.require_unposted(self)

    def on_trash(self) -> None:
        master.require_unposted(self)
        super().on_trash()
