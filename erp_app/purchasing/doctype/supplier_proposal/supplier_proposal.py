"""A supplier that is proposed, or a change of one: the register takes it over once it is approved.

Owns what such a document may say. Refuses numbers that are none, a proposal without a compulsory
document, one whose supplier has changed since it was written, and an approval by somebody who could
not read of an equal supplier.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import cint, getdate, validate_email_address

from erp_app.documents.controlled import ControlledDocument
from erp_app.documents.refusals import rules, tell
from erp_app.domain.approving import SENT
from erp_app.domain.findings import _ as mark
from erp_app.domain.purchasing.registration import FROM_FILE, FROM_REGISTRAR
from erp_app.domain.purchasing.suppliers import (
    HeldDocument,
    SupplierChangedError,
    SupplierDocumentMissingError,
    missing_kinds,
    read_tax_number,
    require_payment_days,
)
from erp_app.domain.text import clean_code, clean_line
from erp_app.domain.workflow import Workflow
from erp_app.purchasing.bank_codes import read_account
from erp_app.purchasing.doctype.supplier_proposal.workflow import REASONED
from erp_app.purchasing.registering import find_alike_of, register
from erp_app.store import suppliers as store


class SupplierProposal(ControlledDocument):
    """Submitted means that the register says so."""

    server_fields = ("origin", "revision", "similar", "has_equal", "import_batch")

    @property
    def workflow(self) -> Workflow:
        return REASONED if cint(self.has_equal) else super().workflow

    def before_insert(self) -> None:
        super().before_insert()
        self.origin = self.origin or (FROM_FILE if self.import_batch else FROM_REGISTRAR)

    def check_content(self, before: str, after: str) -> None:
        self._validate_mandatory()
        if not self.flags.lines_unchanged:
            self._read_values()
            self.revision = self._current_revision()
        is_approved = self._action == "submit"
        if after == SENT or is_approved:
            self._require_documents()
        if is_approved:
            self._require_current()
        self._look_for_equals(is_approved)

    def _read_values(self) -> None:
        """Keep names and numbers in one form."""
        for field in ("supplier_name", "supplier_name_ar", "licence_issuer", "contact_name"):
            self.set(field, clean_line(self.get(field)))
        self.trade_licence_number = clean_code(self.trade_licence_number or "")
        if self.contact_mail:
            self.contact_mail = validate_email_address(self.contact_mail.strip(), throw=True)
        with rules():
            self.tax_number = read_tax_number(self.tax_number or "")
            self.payment_days = require_payment_days(cint(self.payment_days))
            if self.iban:
                account = read_account(self.iban, self.bank_code or "")
                self.iban, self.bank_code = account.iban, account.bank_code

    def _current_revision(self) -> int:
        if not self.supplier:
            return 0
        row = store.lock_supplier(self.supplier)
        if row is None:
            frappe.throw(_("There is no supplier {0}").format(self.supplier))
        return cint(row.revision)

    def _require_documents(self) -> None:
        held = [
            HeldDocument(row.document_kind, getdate(row.expiry_date) if row.expiry_date else None)
            for row in self.documents
        ]
        missing = missing_kinds(store.load_compulsory(), held, self.legal_form, getdate())
        with rules():
            if missing:
                raise SupplierDocumentMissingError(
                    mark("These documents are missing, or their last day has passed: {0}"),
                    ", ".join(missing),
                )

    def _require_current(self) -> None:
        with rules():
            if self._current_revision() != cint(self.revision):
                raise SupplierChangedError(
                    mark("{0} has changed since this was written: reject it, to be written anew"),
                    self.supplier,
                )

    def _look_for_equals(self, is_approved: bool) -> None:
        """Note what is alike; what came after it was read refuses an approval."""
        found = find_alike_of(self)
        text = "\n".join(tell(one.finding()) for one in found)
        if is_approved:
            read = self.similar or ""
            if any(one.is_exact and one.other.name not in read for one in found):
                frappe.throw(_("An equal one has come since: withdraw this and send it again"))
            return
        self.similar, self.has_equal = text, int(any(one.is_exact for one in found))

    def on_submit(self) -> None:
        register(self)
