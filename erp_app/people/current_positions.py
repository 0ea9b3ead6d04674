"""Appointments that begin or end with the calendar: the nightly refresh of current positions."""

from frappe.utils import getdate, nowdate

from erp_app.store import people as store


def refresh_people_current_positions() -> None:
    """Bring every employee's and position's copy of the appointment in force up to today."""
    store.refresh_current_positions(getdate(nowdate()))
