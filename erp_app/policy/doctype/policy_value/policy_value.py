"""A number that a circular can change, with the days it holds and its legal source.

Refuses a value outside its policy's bounds and a second value for the same day. A value that is
confirmed follows the one in force, which ends the day before; the days before keep theirs.
"""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.documents.confirmed import is_machine
from erp_app.documents.dated_rows import DatedRow
from erp_app.documents.refusals import rules
from erp_app.domain import policies
from erp_app.store.policies import load_other_values


class PolicyValue(DatedRow):
    """See the fields; `unit` follows from the policy."""

    def check_statement(self) -> None:
        super().check_statement()
        with rules():
            value = policies.read_value(self.policy, str(self.policy_value or ""))
        self.policy_value = str(value)
        self.unit = policies.POLICIES[self.policy].unit
        days = self.days()
        mine = policies.PolicyValue(self.policy, value, getdate(self.valid_from), days.valid_to)
        self.require_free_days(mine)

    def require_free_days(self, mine: policies.PolicyValue) -> None:
        """Refuse days that another value holds, but for one that this value follows."""
        for name, other in load_other_values(self.policy, self.name or ""):
            if not mine.overlaps(other):
                continue
            if is_machine() or not mine.follows(other):
                frappe.throw(
                    _("{0} holds on some of these days already: end it first").format(name)
                )
            if self._action == "submit":
                self.end_before(name, mine)

    def end_before(self, name: str, mine: policies.PolicyValue) -> None:
        """End the value in force the day before this one begins."""
        earlier = frappe.get_doc(self.doctype, name)
        earlier.db_set("valid_to", mine.valid_from - timedelta(days=1))
        earlier.add_comment("Info", _("Followed by {0}").format(self.name))
