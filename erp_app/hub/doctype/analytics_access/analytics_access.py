"""Who may open the government's dashboards, in which role, for which entities.

Owns the join of a person to a role and a scope; the rule is `domain.hub.analytics_access`, and
the dashboards ask for it at each sign-in. Refuses a scope that does not suit its role. Makes the
person's user at the hub when there is none; never changes one that exists.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from erp_app.domain.hub.analytics_access import AnalyticsScopeInvalidError, require_scope
from erp_app.install.users import create_user
from erp_app.store import hub as store

SIGN_IN_ROLE = "Analytics User"


class AnalyticsAccess(Document):
    """See the fields; one row per person, named by the e-mail address."""

    def before_naming(self) -> None:
        self.email = (self.email or "").strip().lower()

    def before_insert(self) -> None:
        if not store.is_user(self.email):
            create_user(self.email, self.full_name, [SIGN_IN_ROLE])

    def validate(self) -> None:
        if self.all_entities:
            self.set("entities", [])
        try:
            require_scope(self.role, bool(self.all_entities), [row.entity for row in self.entities])
        except AnalyticsScopeInvalidError as error:
            frappe.throw(_(error.template).format(*map(_, error.values)))
