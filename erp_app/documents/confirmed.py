"""Documents that give power: they count once another person has confirmed them.

Owns what is common to rows of policy, grants of roles and access to the dashboards: nobody writes
one about the own rights, and what the machine's account installs is in force at once. Whether a
step may be taken, and by whom, is the base's; what is in force changes in nothing but its end.
"""

from __future__ import annotations

import frappe

from erp_app.documents.authority import own_roles
from erp_app.documents.controlled import ControlledDocument
from erp_app.documents.given import GivenDocument
from erp_app.documents.refusals import rules, throw_locked
from erp_app.domain.confirmation import IN_FORCE, SENT
from erp_app.domain.findings import _ as mark
from erp_app.domain.workflow import Concerned, Step, Taker, require_unconcerned
from erp_app.guards.documents import is_web_request

MACHINE = "Administrator"
# No request can write this object into a document's flags.
_BY_SERVER = object()


def is_machine() -> bool:
    """Return True while the platform prepares a site; a request in that account's name is none."""
    return frappe.session.user == MACHINE and not is_web_request()


class ConfirmedDocument(GivenDocument, ControlledDocument):
    """The base of what gives power. Its workflow is one of `domain.confirmation`."""

    def before_insert(self) -> None:
        super().before_insert()
        if is_machine():
            # As a submission from the start: the base has looked at the action already.
            self.docstatus, self.workflow_state, self._action = 1, IN_FORCE, "submit"

    def _take_step(self, before: str, after: str, user: str) -> None:
        """Take a step as everywhere; nobody is there to confirm what the machine installs."""
        if not (self.is_new() and is_machine()):
            super()._take_step(before, after, user)

    def check_content(self, before: str, after: str) -> None:
        if not self.flags.lines_unchanged or after in (SENT, IN_FORCE):
            self.check_statement()
        if not (is_machine() or self.flags.lines_unchanged):
            self._require_unconcerned_writer()

    def check_statement(self) -> None:
        """Refuse what a document may not say; asked when it is written, sent and confirmed."""

    def concerned(self) -> Concerned:
        """Return whose rights this is about; the machine, which has every role, is no person."""
        return Concerned() if is_machine() else super().concerned()

    def _require_unconcerned_writer(self) -> None:
        """Refuse a document about its writer, or a role that the writer holds, now or before."""
        writer = frappe.session.user
        with rules():
            for version in (self, self.get_doc_before_save() or self):
                require_unconcerned(version.concerned(), {writer}, own_roles(writer))

    def before_update_after_submit(self) -> None:
        throw_locked(mark("What is in force does not change: end it, and write another one"))

    def end_by_server(self, reason: str) -> None:
        """End this because something else took its place, or what it gives is gone already.

        Who did that was judged there.
        """
        self.flags.ended_by, self.flags.ignore_permissions = _BY_SERVER, True
        self.reason = reason
        self.cancel()

    def _find_canceller(self, step: Step, stored: ControlledDocument) -> Taker:
        if self.flags.ended_by is _BY_SERVER:
            return Taker(frappe.session.user, own_roles(frappe.session.user))
        return super()._find_canceller(step, stored)
