"""Who may take which step: a row gives one role one step of one document type, for a time.

Owns what a row may say. A row never reaches beyond a release: the role must hold the right on the
document that the step needs. Whose rows may be written, from when, and that another person confirms
them, is the base's.
"""

import frappe
from frappe import _

from erp_app.documents.dated_rows import DatedRow
from erp_app.documents.refusals import rules
from erp_app.documents.registry import workflow_of
from erp_app.domain.workflow import RIGHT_OF_EFFECT

# Roles of the framework that everybody, or nobody in particular, holds.
NOBODYS_ROLES = frozenset({"All", "Guest", "Administrator", "System Manager", "Desk User"})


class StepRole(DatedRow):
    """A row of policy; see the fields."""

    def check_statement(self) -> None:
        super().check_statement()
        self.require_known_step()
        self.require_rights_of_role()

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
