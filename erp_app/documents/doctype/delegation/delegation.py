"""A substitute: who decides in an approver's place for a span of days.

Owns the record. The approver is always the session's own user, whatever a request names. Refuses
changes: a substitution is withdrawn, which ends it at once, and another one is written.
"""

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.documents.authority import may_hand_over, takes_part
from erp_app.documents.given import GivenDocument
from erp_app.documents.inbox import announce
from erp_app.documents.refusals import rules
from erp_app.documents.registry import load_workflows, workflow_of
from erp_app.domain.delegation import Delegation as Substitution
from erp_app.domain.delegation import require_sound
from erp_app.domain.workflow import Workflow
from erp_app.store import document_policy
from erp_app.store.policy_cache import forget_policies

FIXED = ("delegator", "delegate", "document_type", "from_date", "to_date", "reason", "owner")


class Delegation(GivenDocument):
    """See the fields; `erp_app.domain.delegation` has the rules."""

    def before_insert(self) -> None:
        # A person names the own substitute alone; only the machine's account is nobody itself.
        if frappe.session.user != "Administrator" or not self.delegator:
            self.delegator = frappe.session.user
        self.withdrawn = 0

    def validate(self) -> None:
        stored = self.get_doc_before_save()
        if stored:
            self.keep(stored)
            return
        self.require_usable_delegate()
        self.require_approver()
        wanted = Substitution(
            self.delegator,
            self.delegate,
            getdate(self.from_date),
            getdate(self.to_date),
            self.document_type or "",
        )
        with rules():
            require_sound(wanted, document_policy.read_delegations(), getdate())

    def keep(self, stored) -> None:
        """Refuse every change but the withdrawal, which is for good."""
        changed = [name for name in FIXED if _plain(self.get(name)) != _plain(stored.get(name))]
        if changed or (stored.withdrawn and not self.withdrawn):
            frappe.throw(_("A substitution is not changed: withdraw it and write another one"))

    def require_usable_delegate(self) -> None:
        """Refuse somebody who cannot sign in, or has no part in what is to be decided."""
        if not document_policy.is_enabled(self.delegate):
            frappe.throw(_("{0} cannot sign in: name somebody else").format(self.delegate))
        unread = [
            workflow.document_type
            for workflow in self.workflows()
            if may_hand_over(workflow, self.delegator)
            and not (
                frappe.has_permission(workflow.document_type, "read", user=self.delegate)
                and takes_part(workflow, self.delegate)
            )
        ]
        if unread:
            frappe.throw(
                _("{0} takes no part in {1}, so could not decide: name somebody who does").format(
                    self.delegate, ", ".join(map(_, unread))
                )
            )

    def require_approver(self) -> None:
        """Refuse somebody who has nothing to hand over."""
        if not any(may_hand_over(w, self.delegator) for w in self.workflows()):
            frappe.throw(_("You decide on no such documents yourself"), frappe.PermissionError)

    def workflows(self) -> list[Workflow]:
        """Return the workflows that this delegation is about."""
        if not self.document_type:
            return list(load_workflows().values())
        with rules():
            return [workflow_of(self.document_type)]

    def on_update(self) -> None:
        forget_policies()
        self.tell_screens()

    def on_trash(self) -> None:
        frappe.throw(_("A substitution is not deleted: withdraw it"))

    def tell_screens(self) -> None:
        """Tell the screens that what waits for the two has changed."""
        announce()


def _plain(value: object) -> str:
    """Return a value as text, however a form, JSON or the database wrote it."""
    return str(value or "")
