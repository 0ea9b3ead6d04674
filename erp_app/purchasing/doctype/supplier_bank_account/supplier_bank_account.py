"""A bank account of a supplier: where the money of every entity goes.

Owns the account's numbers and the day from which it counts: after another person has confirmed it
and the cooling time of the policy has passed. The account before stays in force until then. Refuses
numbers that do not check, and an account that another supplier has, unless whoever confirms it says
why.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.documents.confirmed import ConfirmedDocument, is_machine
from erp_app.documents.refusals import rules
from erp_app.domain.policies import SUPPLIER_COOLING
from erp_app.domain.purchasing.suppliers import counts_from
from erp_app.domain.workflow import Workflow
from erp_app.purchasing.bank_codes import read_account
from erp_app.purchasing.doctype.supplier_bank_account.workflow import SHARED
from erp_app.purchasing.standing import refresh
from erp_app.purchasing.telling import tell_of_account
from erp_app.store import suppliers as store
from erp_app.store.policies import whole_policy


class SupplierBankAccount(ConfirmedDocument):
    """In force means confirmed; it counts from `counts_from` on."""

    server_fields = ("bank_name", "counts_from", "shared_with")

    @property
    def workflow(self) -> Workflow:
        return SHARED if self.shared_with else super().workflow

    def check_statement(self) -> None:
        self._validate_mandatory()
        if store.lock_supplier(self.supplier) is None:
            frappe.throw(_("There is no supplier {0}").format(self.supplier))
        with rules():
            account = read_account(self.iban, self.bank_code or "")
        self.iban, self.bank_code, self.bank_name = (
            account.iban,
            account.bank_code,
            account.bank_name,
        )
        self._look_for_holders()
        if self._action == "submit":
            self._begin()

    def _look_for_holders(self) -> None:
        """Note who else has the account; what came after it was read refuses a confirmation."""
        found = "\n".join(store.find_holders(self.iban, self.supplier))
        if self._action == "submit" and not is_machine() and found != (self.shared_with or ""):
            frappe.throw(_("Who else has this account is not what you read: withdraw it first"))
        self.shared_with = found

    def _begin(self) -> None:
        today, wanted = getdate(), getdate(self.wanted_from) if self.wanted_from else None
        if is_machine():
            self.counts_from = wanted or today
            return
        with rules():
            cooling = whole_policy(SUPPLIER_COOLING, today)
        self.counts_from = counts_from(wanted, today, cooling)

    def on_submit(self) -> None:
        refresh(self.supplier)
        tell_of_account(self)

    def on_cancel(self) -> None:
        refresh(self.supplier)
        tell_of_account(self)
