"""A person in the service of the entity.

Owns the numbers a person carries (person number, identity number, IBAN) and the days of
service; who comes back has a second service, with its gap, as another record of the same numbers.
What the person does today is a copy of the appointment in force. Refuses numbers that do not check
or that another employee carries on the same days.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, nowdate

from erp_app.documents.refusals import rules
from erp_app.domain.people.identity import (
    get_identity_birth_year,
    parse_identity_number,
    parse_person_number,
)
from erp_app.domain.people.service import require_working_age
from erp_app.domain.people.tenure import Span, find_overlaps
from erp_app.domain.policies import MINIMUM_AGE
from erp_app.people.banking import parse_iban
from erp_app.people.contact import parse_telephone
from erp_app.store import people as store
from erp_app.store.policies import whole_policy

_COPIED_FIELDS = (
    "position", "position_title", "org_unit", "grade", "step", "cost_centre", "status",
)  # fmt: skip


class Employee(Document):
    """See the fields; identity number and IBAN are at permission level 1."""

    def validate(self) -> None:
        self.full_name_en = " ".join((self.full_name_en or "").split())
        self.full_name_ar = " ".join((self.full_name_ar or "").split())
        self.require_sound_dates()
        self.keep_end_of_service()
        self.set_person_number()
        self.set_identity_number()
        self.set_bank_account()
        self.set_contact()
        self.require_free_numbers()
        self.keep_current_position()

    def on_update(self) -> None:
        store.refresh_current_positions(getdate(nowdate()), [self.name], [])
        self.load_current_position()

    def require_sound_dates(self) -> None:
        """Refuse service before the working age or appointments outside the service."""
        joined, left = getdate(self.joined_on), self.left_on and getdate(self.left_on)
        with rules():
            Span(joined, left)
            least = whole_policy(MINIMUM_AGE, joined)
            require_working_age(getdate(self.birth_date), joined, least)
        outside = not self.is_new() and store.has_appointment_outside(self.name, joined, left)
        if outside:
            frappe.throw(
                _("Appointment {0} lies outside the days of service. End it first.").format(outside)
            )

    def set_person_number(self) -> None:
        """Issue a person number, or bring the one given into its printed form."""
        if not self.person_id:
            self.person_id = store.issue_person_numbers(1)[0]
            return
        with rules():
            self.person_id = parse_person_number(self.person_id)

    def set_identity_number(self) -> None:
        """Bring the identity number into its printed form; it names the year of birth."""
        if not self.identity_number:
            self.identity_number = None  # no text: the key of services counts it
            return
        with rules():
            self.identity_number = parse_identity_number(self.identity_number)
        year = get_identity_birth_year(self.identity_number)
        if year != getdate(self.birth_date).year:
            frappe.throw(
                _("Identity number {0} says born in {1}, the birth date says {2}.").format(
                    self.identity_number, year, getdate(self.birth_date).year
                )
            )

    def set_bank_account(self) -> None:
        """Check the IBAN and name its bank."""
        if not self.iban:
            self.bank_name = None
            return
        with rules():
            account = parse_iban(self.iban)
        self.iban, self.bank_name = account.iban, account.bank_name

    def set_contact(self) -> None:
        """Bring the telephone number into its printed form; an address of spaces is none."""
        self.work_email = (self.work_email or "").strip() or None
        self.mobile = (self.mobile or "").strip() or None
        if self.mobile:
            with rules():
                self.mobile = parse_telephone(self.mobile)

    def require_free_numbers(self) -> None:
        """Refuse a number or a user of another employee; whoever comes back after leaving carries
        the own numbers through a second service."""
        own = Span(getdate(self.joined_on), self.left_on and getdate(self.left_on))
        for field in ("person_id", "identity_number", "user", "iban"):
            value = self.get(field)
            others = store.load_services_locked(field, value, self.name or "") if value else []
            taken = others if field == "user" else find_overlaps(own, others)
            if taken:
                frappe.throw(
                    _("{0} {1} already belongs to employee {2}.").format(
                        _(self.meta.get_label(field)), value, taken[0].name
                    ),
                    frappe.DuplicateEntryError,
                )

    def keep_end_of_service(self) -> None:
        """Refuse to undo a service that has ended: the days without service would be served."""
        stored, today = self.get_doc_before_save(), getdate(nowdate())
        ended = stored and stored.left_on and getdate(stored.left_on) < today
        if ended and (not self.left_on or getdate(self.left_on) >= today):
            text = _(
                "{0} left on {1}. Who comes back begins a second service: add an employee with"
                " the same numbers, joined on the first new day."
            )
            frappe.throw(text.format(self.name, stored.get_formatted("left_on")))

    def keep_current_position(self) -> None:
        """Ignore what a form sends for the copied fields: only appointments change them."""
        before = self.get_doc_before_save()
        for field in _COPIED_FIELDS:
            self.set(field, before.get(field) if before else None)
        self.status = self.status or "Awaiting Appointment"

    def load_current_position(self) -> None:
        """Read the copied fields back, so that the form shows what was just stored."""
        self.update(store.load_current_position(self.name))


def on_doctype_update() -> None:
    store.ensure_service_keys()
