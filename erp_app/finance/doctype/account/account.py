"""The Account tree: natural accounts with their place in the statistics and statements."""

import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet

from erp_app.documents.trees import require_group_parent
from erp_app.finance import master


class Account(NestedSet):
    """An account is posted to; a group only adds up. A used account is disabled, not deleted."""

    nsm_parent_field = "parent_account"

    def validate(self) -> None:
        master.require_account_code(self.account_code)
        require_group_parent(self)
        if self.is_group and not self.is_new():
            master.require_unposted(self)
        self.require_root()

    def require_root(self) -> None:
        """Refuse another root type than the group's above, and to change that of an account in use:
        the statements of years that are closed would change with it."""
        above = self.parent_account
        root = frappe.db.get_value(self.doctype, above, "root_type") if above else self.root_type
        if root != self.root_type:
            text = _("{0} is not of the root type of the group {1}: choose another group")
            frappe.throw(text.format(self.name, above))
        if not self.is_new() and self.has_value_changed("root_type"):
            master.require_unposted(self)
            if frappe.db.exists(self.doctype, {"parent_account": self.name}):
                frappe.throw(_("{0} has accounts below it: its root type stays").format(self.name))

    def on_trash(self) -> None:
        master.require_unposted(self)
        super().on_trash()
