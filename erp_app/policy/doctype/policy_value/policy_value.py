"""A number that a circular can change, with the days it holds and its legal source.

Refuses a value outside its policy's bounds and a second value for the same day. Nobody deletes or
rewrites one that is in force: a value ends, and the days before keep theirs.
"""

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.documents.dated_rows import DatedRow
from erp_app.domain import policies
from erp_app.store.policies import load_other_values


class PolicyValue(DatedRow):
    """See the fields; `unit` follows from the policy."""

    statement = ("policy", "policy_value", "legal_source")

    def check_statement(self, stored) -> None:
        try:
            value = policies.read_value(self.policy, str(self.policy_value or ""))
        except policies.PolicyValueError as error:
            frappe.throw(_(error.template).format(*error.values), title=_("Policy Value"))
        self.policy_value = str(value)
        self.unit = policies.POLICIES[self.policy].unit

    def validate(self) -> None:
        super().validate()
        value = policies.read_value(self.policy, self.policy_value)
        days = self.days()
        self.require_free_days(
            policies.PolicyValue(self.policy, value, getdate(self.valid_from), days.valid_to)
        )

    def require_free_days(self, mine: policies.PolicyValue) -> None:
        """Refuse days that another value of the policy already holds."""
        for name, other in load_other_values(self.policy, self.name or ""):
            if mine.overlaps(other):
                frappe.throw(
                    _("{0} holds on some of these days already: end it first").format(name)
                )
