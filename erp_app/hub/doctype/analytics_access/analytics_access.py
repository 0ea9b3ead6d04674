"""Who may open the government's dashboards, in which role, for which entities.

Owns the join of a person to a role and a scope; the rule is `domain.hub.analytics_access`, and
the dashboards ask for it at each sign-in. Refuses a scope that does not suit its role. Once it is
confirmed it takes the place of the person's earlier access and makes the person's user at the hub
when there is none; it never changes a user that exists.
"""

import re

import frappe
from frappe import _

from erp_app.documents.confirmed import ConfirmedDocument
from erp_app.documents.refusals import rules
from erp_app.domain.hub.analytics_access import require_scope
from erp_app.hub.reader_sessions import end_sessions
from erp_app.install.users import create_user
from erp_app.store import hub as store

SIGN_IN_ROLE = "Analytics User"
ADDRESS = re.compile(r"[^\s<>\"',;@]+@[^\s<>\"',;@]+")  # alone, without a name beside it


class AnalyticsAccess(ConfirmedDocument):
    """See the fields; one is in force for a person."""

    def validate(self) -> None:
        self.email = str(self.email or "").strip().lower()
        super().validate()

    def check_statement(self) -> None:
        if not ADDRESS.fullmatch(self.email):
            frappe.throw(_("{0} is not an e-mail address").format(self.email))
        if self.all_entities:
            self.set("entities", [])
        with rules():
            require_scope(self.role, bool(self.all_entities), [row.entity for row in self.entities])

    def on_submit(self) -> None:
        for earlier in store.list_access_in_force(self.email, but=self.name):
            access = frappe.get_doc(self.doctype, earlier, for_update=True)
            access.end_by_server(_("Followed by {0}").format(self.name))
        if not store.is_user(self.email):
            create_user(self.email, self.full_name, [SIGN_IN_ROLE])
        end_sessions(self.email)

    def on_cancel(self) -> None:
        end_sessions(self.email)
