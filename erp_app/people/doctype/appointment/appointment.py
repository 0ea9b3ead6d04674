"""An appointment: who holds which position, in which grade and step, from when to when.

Effective-dated: history is kept, the future may be planned. Refuses two appointments of one
employee, or of one position, that share a day; positions that do not exist then or are frozen;
days outside the employee's service; steps the grade does not have.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, nowdate

from erp_app.documents.refusals import rules
from erp_app.domain.people.tenure import Span, require_free
from erp_app.store import people as store

# What was somebody's place and pay on days that are over.
_SERVED = ("employee", "position", "from_date", "org_unit", "grade", "step")


class Appointment(Document):
    """See the fields; saving it refreshes the current position of employee and position."""

    def validate(self) -> None:
        self.keep_what_was_served()
        self.fill_from_position()
        span = self.build_span()
        self.require_within_service(span)
        self.require_usable_position(span)
        self.require_step()
        self.require_no_overlap(span)

    def on_update(self) -> None:
        before = self.get_doc_before_save()
        employees, positions = {self.employee}, {self.position}
        if before:
            employees.add(before.employee)
            positions.add(before.position)
        store.refresh_current_positions(getdate(nowdate()), list(employees), list(positions))

    def on_trash(self) -> None:
        """Refuse to delete what has begun: it is part of somebody's service, with its end."""
        if self.is_served(self):
            text = _("Appointment {0} began on {1} and stays: give its last day instead.")
            frappe.throw(text.format(self.name, self.get_formatted("from_date")))

    def after_delete(self) -> None:
        store.refresh_current_positions(getdate(nowdate()), [self.employee], [self.position])

    def is_served(self, stored: Document) -> bool:
        """Tell whether an appointment has begun; not on the day on which it was entered, when a
        slip of the pen is put right."""
        today = getdate(nowdate())
        return getdate(stored.from_date) <= today and getdate(stored.creation) < today

    def keep_what_was_served(self) -> None:
        """Refuse to turn days that were served into others: a change begins another appointment."""
        stored = self.get_doc_before_save()
        if not stored or not self.is_served(stored):
            return
        ended = stored.to_date and getdate(stored.to_date) < getdate(nowdate())
        kept = (*_SERVED, "to_date") if ended else _SERVED
        for field in kept:
            if self.has_value_changed(field):
                text = _("Appointment {0} began on {1}: its {2} stays. Enter a move instead.")
                label = _(self.meta.get_label(field))
                frappe.throw(text.format(self.name, stored.get_formatted("from_date"), label))

    def fill_from_position(self) -> None:
        """Take unit and grade from the position when left empty, the title always."""
        terms = store.load_position_terms(self.position)
        if not terms:
            frappe.throw(_("Position {0} does not exist.").format(self.position or ""))
        self.position_title = terms.title_en
        self.org_unit = self.org_unit or terms.org_unit
        self.grade = self.grade or terms.grade
        self.step = self.step or 1

    def build_span(self) -> Span:
        """Return the days of this appointment; refuse dates that run backwards."""
        end = getdate(self.to_date) if self.to_date else None
        with rules():
            return Span(getdate(self.from_date), end, self.name or "")

    def require_within_service(self, span: Span) -> None:
        """Refuse days before joining or after leaving."""
        service = store.load_service_dates(self.employee)
        if not service:
            frappe.throw(_("There is no {0} {1}").format(_("Employee"), self.employee or ""))
        joined, left = service
        if span.start < joined:
            frappe.throw(
                _("{0} joined on {1}: an appointment cannot start earlier.").format(
                    self.employee, frappe.format(joined, {"fieldtype": "Date"})
                )
            )
        if left and (span.end is None or span.end > left):
            frappe.throw(
                _("{0} leaves on {1}: end the appointment by then.").format(
                    self.employee, frappe.format(left, {"fieldtype": "Date"})
                )
            )

    def require_usable_position(self, span: Span) -> None:
        """Refuse a position that does not exist during the days, or that is frozen."""
        terms = store.load_position_terms(self.position)
        if terms.status == "Frozen" and span.covers(getdate(nowdate())):
            frappe.throw(_("Position {0} is frozen. Unfreeze it first.").format(self.position))
        if span.start < terms.established_on:
            frappe.throw(
                _("Position {0} exists only from {1}.").format(
                    self.position, frappe.format(terms.established_on, {"fieldtype": "Date"})
                )
            )
        abolished = terms.abolished_on
        if abolished and (span.end is None or span.end >= abolished):
            frappe.throw(
                _("Position {0} is abolished on {1}: end the appointment before.").format(
                    self.position, frappe.format(abolished, {"fieldtype": "Date"})
                )
            )

    def require_step(self) -> None:
        """Refuse a step the grade does not have."""
        if not store.is_step_of_grade(self.grade, self.step):
            frappe.throw(_("Grade {0} has no step {1}.").format(self.grade, self.step))

    def require_no_overlap(self, span: Span) -> None:
        """Refuse days on which the employee or the position is already appointed."""
        for doctype in ("Employee", "Position"):
            owner = self.get(doctype.lower())
            spans = store.load_spans_locked(doctype, owner, self.name or "")
            subject = _("Employee {0}") if doctype == "Employee" else _("Position {0}")
            with rules():
                require_free(span, spans, subject.format(owner))
