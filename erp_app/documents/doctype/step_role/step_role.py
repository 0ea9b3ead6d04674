"""Who may take which step: a row gives one role one step of one document type, for a time.

Owns what a row may say. A row never reaches beyond a release: the role must hold the right on the
document that the step needs. Refuses rows for a role that their writer holds, rows that begin in
the past, and changes of what was already in force: a row ends by its last day and stays in the
trail.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, getdate

from erp_app.documents.refusals import rules
from erp_app.documents.registry import workflow_of
from erp_app.domain.workflow import RIGHT_OF_EFFECT
from erp_app.store.policy_cache import forget_policies

# Roles of the framework that everybody, or nobody in particular, holds.
NOBODYS_ROLES = frozenset({"All", "Guest", "Administrator", "System Manager", "Desk User"})


class StepRole(Document):
    """A row of policy; see the fields."""

    def validate(self) -> None:
        stored = self.get_doc_before_save()
        self.require_known_step()
        self.require_rights_of_role()
        self.require_another_role()
        self.require_dates(stored)

    def require_known_step(self) -> None:
        """Refuse a step that the document type does not have."""
        with rules():
            actions = workflow_of(self.document_type).actions
        if self.action not in actions:
            frappe.throw(_("The steps are {0}").format(", ".join(map(_, actions))))

    def require_rights_of_role(self) -> None:
        """Refuse a role that could not take the step: a row only chooses among those who could."""
        steps = [s for s in workflow_of(self.document_type).steps if s.action == self.action]
        needed = {RIGHT_OF_EFFECT[step.effect] for step in steps}
        held = {
            right
            for row in frappe.get_meta(self.document_type).permissions
            if row.role == self.role and not row.permlevel
            for right in needed
            if row.get(right)
        }
        if self.role in NOBODYS_ROLES or needed - held:
            frappe.throw(
                _("The role {0} has no such right on {1}: a release gives it first").format(
                    _(self.role), _(self.document_type)
                )
            )

    def require_another_role(self) -> None:
        """Nobody widens or narrows what the own role may do."""
        user = frappe.session.user
        if user != "Administrator" and self.role in frappe.get_roles(user):
            frappe.throw(
                _("You hold the role {0}: somebody else decides what it may do").format(
                    _(self.role)
                ),
                frappe.PermissionError,
            )

    def require_dates(self, stored) -> None:
        """Refuse a beginning in the past and a rewriting of days that are over."""
        today = getdate()
        first, last = self.valid_from and getdate(self.valid_from), self.valid_to
        if first and last and getdate(last) < first:
            frappe.throw(_("The row ends before it begins"))
        if frappe.session.user == "Administrator":
            return
        before = stored.valid_from if stored else None
        if (not stored or first != (before and getdate(before))) and (not first or first < today):
            frappe.throw(_("A row begins today or later"))
        if stored and before and getdate(before) < today and first != getdate(before):
            frappe.throw(_("This row is in force since {0}: end it by its last day").format(before))
        was_over = stored and stored.valid_to and getdate(stored.valid_to) < today
        if was_over and (not last or getdate(last) != getdate(stored.valid_to)):
            frappe.throw(_("This row is over: write a new one"))
        if last and getdate(last) < add_days(today, -1) and not was_over:
            frappe.throw(_("A row ends yesterday at the earliest"))

    def on_update(self) -> None:
        forget_policies()

    def on_trash(self) -> None:
        frappe.throw(_("A row is not deleted: end it by its last day"))
