"""The words in which People refuses: one translated sentence per rule that was broken.

Owns wording only. Each message says what is wrong, where, and what to do next.
"""

from datetime import date

from frappe import _
from frappe.utils import formatdate

from erp_app.domain.people.identity import IdentityNumberInvalidError, PersonNumberInvalidError
from erp_app.domain.people.tenure import Span


def describe_identity_problem(error: IdentityNumberInvalidError) -> str:
    """Return why an identity number was refused."""
    problems = {
        "length": _("Identity number {0} must have 15 digits."),
        "prefix": _("Identity number {0} must begin with 784."),
        "check digit": _("Identity number {0} has a wrong digit: its check digit disagrees."),
    }
    return problems[error.problem].format(error.number) + " " + _("Copy it again from the card.")


def describe_person_number_problem(error: PersonNumberInvalidError) -> str:
    """Return why a person number was refused."""
    problems = {
        "length": _("Person number {0} must have nine digits: PBBB-NNNNN-C."),
        "check digit": _("Person number {0} has a wrong digit: its check digit disagrees."),
    }
    advice = _("Copy it from the earlier record, or leave it empty to have a new one issued.")
    return problems[error.problem].format(error.number) + " " + advice


def describe_overlap(subject: str, span: Span) -> str:
    """Return that `subject` (an employee or a position) is already taken during `span`."""
    if span.end is None:
        return _("{0} already has appointment {1} from {2} with no end. End it first.").format(
            subject, span.name, formatdate(span.start)
        )
    return _(
        "{0} already has appointment {1} from {2} to {3}. Choose dates that do not meet it."
    ).format(subject, span.name, formatdate(span.start), formatdate(span.end))


def describe_reversed_dates(start: date, end: date) -> str:
    """Return that a last day lies before its first day."""
    return _("The last day {0} is before the first day {1}. Correct one of the two dates.").format(
        formatdate(end), formatdate(start)
    )
