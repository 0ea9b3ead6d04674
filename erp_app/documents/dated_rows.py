"""Rows of policy with days: who may take a step, up to which amount, which value holds.

Owns what may become of such a row, whatever it says: nobody writes one about the own rights, it
begins today or later, and while it is in force nothing of it changes but its end. Refuses to delete
one. The machine's account, which prepares sites, is free of all but the order of the days.
"""

from __future__ import annotations

from typing import ClassVar

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.documents.given import GivenDocument
from erp_app.documents.refusals import rules
from erp_app.domain.validity import Days, require_change, require_order
from erp_app.store.amounts import amount_of
from erp_app.store.policy_cache import forget_policies

MACHINE = "Administrator"


class DatedRow(GivenDocument):
    """The base of Step Role, Approval Limit and Policy Value.

    Its DocType has `valid_from` and `valid_to`; a `role` or `user` says whose rights it is about.
    statement: the fields that are the row's meaning. A subclass checks them in `check_statement`.
    """

    statement: ClassVar[tuple[str, ...]] = ()

    def check_statement(self, stored) -> None:
        """Refuse a row that says what it may not; stored: the row so far, None when it is new."""

    def validate(self) -> None:
        stored = self.get_doc_before_save()
        self.check_statement(stored)
        if frappe.session.user != MACHINE:
            self.require_somebody_elses(self)
            self.require_somebody_elses(stored or self)
        with rules():
            require_order(self.days())
            if frappe.session.user != MACHINE:
                before = stored.days() if stored else None
                is_same = not stored or self.meaning() == stored.meaning()
                require_change(self.days(), before, getdate(), is_same)

    def days(self) -> Days:
        """Return the days on which the row counts."""
        ends = (self.valid_from, self.valid_to)
        return Days(*(getdate(day) if day else None for day in ends))

    def meaning(self) -> list[object]:
        """Return what the row says, so that two spellings of it are equal."""
        return [self._meant(field) for field in self.statement]

    def _meant(self, field: str) -> object:
        is_amount = self.meta.get_field(field).fieldtype == "Currency"
        return amount_of(self.get(field)) if is_amount else str(self.get(field) or "")

    @staticmethod
    def require_somebody_elses(row) -> None:
        """Refuse a row about its writer, or a role that the writer holds."""
        writer, role = frappe.session.user, row.get("role")
        if row.get("user") == writer:
            text = _("This row is about you: somebody else decides what you may do")
            frappe.throw(text, frappe.PermissionError)
        if role and role in frappe.get_roles(writer):
            text = _("You hold the role {0}: somebody else decides what it may do")
            frappe.throw(text.format(_(role)), frappe.PermissionError)

    def on_update(self) -> None:
        forget_policies()

    def on_trash(self) -> None:
        frappe.throw(_("A row is not deleted: end it by its last day"))
