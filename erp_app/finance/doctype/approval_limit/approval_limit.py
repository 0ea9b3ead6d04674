"""Approval limits as data: up to which amount a user, or a role, may approve."""

from frappe import _, throw
from frappe.model.document import Document
from frappe.utils import flt, getdate

from erp_app.store.policy_cache import forget_policies


class ApprovalLimit(Document):
    """A limit for a user or for a role, for a time or always."""

    def validate(self) -> None:
        if bool(self.user) == bool(self.role):
            throw(_("Fill in either a role or a user"))
        if flt(self.amount_max) < 0:
            throw(_("The largest amount cannot be negative"))
        if self.valid_from and self.valid_to and getdate(self.valid_from) > getdate(self.valid_to):
            throw(_("The limit ends before it begins"))

    def on_update(self) -> None:
        forget_policies()

    def on_trash(self) -> None:
        forget_policies()
