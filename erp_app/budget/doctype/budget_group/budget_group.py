"""The tree of budget groups: accounts in the words in which a budget is given."""

import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet

from erp_app.documents.refusals import rules
from erp_app.documents.trees import require_group_parent
from erp_app.domain.budget.groups import BudgetGroup as Group
from erp_app.domain.budget.groups import require_apart
from erp_app.finance import master
from erp_app.store.budget_policy import accounts_below, read_groups
from erp_app.store.policy_cache import forget_policies


class BudgetGroup(NestedSet):
    """A leaf names accounts; a group only adds up. What a budget names stays as it is."""

    nsm_parent_field = "parent_budget_group"

    def validate(self) -> None:
        master.require_code(self.group_code)
        require_group_parent(self)
        self._require_accounts()
        if not self.is_new() and self._holds_others():
            self._require_unbudgeted()
        with rules():
            require_apart(self.as_group(), read_groups())

    def as_group(self) -> Group:
        """Return this group as the rules read it."""
        accounts = accounts_below(self.account) if self.account else frozenset()
        ends = (self.account_from or "", self.account_to or "")
        return Group(self.group_code, self.parent_budget_group or "", *ends, accounts)

    def _require_accounts(self) -> None:
        has_range = bool(self.account_from or self.account_to)
        if self.is_group and (self.account or has_range):
            frappe.throw(_("A group above others names no accounts: those below it do"))
        if not self.is_group and bool(self.account) == has_range:
            frappe.throw(_("Name either a node of the chart of accounts or a range of codes"))
        if has_range:
            master.require_account_range(self.account_from, self.account_to)

    def _holds_others(self) -> bool:
        names = ("parent_budget_group", "is_group", "account", "account_from", "account_to")
        return any(self.has_value_changed(name) for name in names)

    def _require_unbudgeted(self) -> None:
        """Refuse to change what lines hold money for: they would have paid for something else."""
        if frappe.db.exists("Budget Line", {"budget_group": self.name}):
            text = _("{0} is in a budget: its accounts and its place stay")
            frappe.throw(text.format(self.name))

    def on_update(self) -> None:
        super().on_update()
        forget_policies()

    def on_trash(self) -> None:
        self._require_unbudgeted()
        super().on_trash()
        forget_policies()
