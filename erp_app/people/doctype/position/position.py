"""A seat of the establishment: in a unit, of a grade, vacant or held.

Owns its own dates and the decisions Frozen and Abolished; Vacant and Filled follow from the
appointments. Refuses to freeze or abolish a position somebody holds.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, nowdate

from erp_app.documents.refusals import rules
from erp_app.domain.people.tenure import Span
from erp_app.store import people as store


class Position(Document):
    """See the fields; the incumbent is a copy of the appointment in force today."""

    def validate(self) -> None:
        self.require_sound_dates()
        self.follow_incumbent()
        self.require_no_circle()
        self.require_appointments_within()

    def require_no_circle(self) -> None:
        """Refuse a superior that reports, over however many others, to this position."""
        if self.reports_to and self.reports_to == self.name:
            frappe.throw(_("A position cannot report to itself."))
        if not self.is_new() and self.name in store.load_superiors_locked(self.reports_to):
            text = _("{0} reports to {1} already: choose a superior outside that line.")
            frappe.throw(text.format(self.reports_to, self.name))

    def require_appointments_within(self) -> None:
        """Refuse to move the position's own days away from under those who held it."""
        is_moved = self.has_value_changed("established_on") or self.has_value_changed(
            "abolished_on"
        )
        if self.is_new() or not is_moved:
            return
        start, end = getdate(self.established_on), self.abolished_on and getdate(self.abolished_on)
        if outside := store.find_appointment_outside_position(self.name, start, end):
            text = _("Appointment {0} lies outside these days: the position was held then.")
            frappe.throw(text.format(outside))

    def require_sound_dates(self) -> None:
        """Refuse an abolition before the establishment, and a status without its date."""
        with rules():
            Span(getdate(self.established_on), self.abolished_on and getdate(self.abolished_on))
        if self.status == "Abolished" and not self.abolished_on:
            frappe.throw(_("Give the date on which the position was abolished."))

    def follow_incumbent(self) -> None:
        """Set Vacant or Filled from the appointments; refuse a decision against a holder."""
        spans = [] if self.is_new() else store.load_spans_locked("Position", self.name, "")
        today = getdate(nowdate())
        is_held = any(span.covers(today) for span in spans)
        if is_held and self.status in ("Frozen", "Abolished"):
            frappe.throw(
                _("{0} holds this position. End that appointment first.").format(
                    self.incumbent_name or self.incumbent
                )
            )
        if self.status in ("Vacant", "Filled"):
            self.status = "Filled" if is_held else "Vacant"
