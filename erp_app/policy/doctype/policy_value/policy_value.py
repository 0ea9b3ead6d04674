"""A number that a circular can change, with the days it holds and its legal source.

Refuses a value outside its policy's bounds and a second value for the same day. Nobody deletes one:
a value ends, and the days before keep theirs.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from erp_app.domain import policies
from erp_app.store.policies import load_other_values
from erp_app.store.policy_cache import forget_policies


class PolicyValue(Document):
    """See the fields; `unit` follows from the policy."""

    def validate(self) -> None:
        try:
            value = policies.read_value(self.policy, self.policy_value or "")
        except policies.PolicyValueError as error:
            frappe.throw(_(error.template).format(*error.values), title=_("Policy Value"))
        self.policy_value = str(value)
        self.unit = policies.POLICIES[self.policy].unit
        last = getdate(self.valid_to) if self.valid_to else None
        if last and last < getdate(self.valid_from):
            frappe.throw(_("The value ends before it begins"))
        self.require_free_days(
            policies.PolicyValue(self.policy, value, getdate(self.valid_from), last)
        )

    def require_free_days(self, mine: policies.PolicyValue) -> None:
        """Refuse days that another value of the policy already holds."""
        for name, other in load_other_values(self.policy, self.name or ""):
            if mine.overlaps(other):
                frappe.throw(
                    _("{0} holds on some of these days already: end it first").format(name)
                )

    def on_update(self) -> None:
        forget_policies()
