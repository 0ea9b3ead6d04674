"""Moving an employee: one appointment ends, the next begins on the following day.

Owns the pair as one act. Refuses nothing itself: both documents apply their own rules, and
the caller's transaction takes both or none.
"""

from datetime import date

import frappe
from frappe import _

from erp_app.domain.people.tenure import Span, SpanInvalidError, close_before
from erp_app.store import people as store


def move_employee(employee: str, start: date, terms: dict, reason: str | None) -> dict:
    """Return {"ended": appointment or None, "started": appointment}.

    terms: position, grade, step and kind of the new appointment.
    Raises: frappe.ValidationError when the current appointment starts on or after `start`.
    """
    ended = _end_current(employee, start)
    started = frappe.get_doc(
        {
            "doctype": "Appointment",
            "employee": employee,
            "from_date": start,
            "reason": reason,
            **terms,
        }
    ).insert()
    return {"ended": ended, "started": started.name}


def _end_current(employee: str, start: date) -> str | None:
    name = store.load_open_appointment(employee, start)
    if not name:
        return None
    current = frappe.get_doc("Appointment", name)
    try:
        span = close_before(Span(current.from_date, None, name), start)
    except SpanInvalidError:
        frappe.throw(
            _("Appointment {0} starts on {1}. Choose a later day for the move.").format(
                name, current.get_formatted("from_date")
            )
        )
    current.update({"to_date": span.end, "end_reason": "Moved"})
    current.save()
    return name
