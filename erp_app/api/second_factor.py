"""Endpoints of the second factor: guard, parse, call, shape.

The first three are the only ones that a half session may call; the gate says so.
"""

from __future__ import annotations

import frappe

from erp_app.hub.reader_sessions import end_sessions
from erp_app.second_factor import enrolment


@frappe.whitelist(methods=["POST"])
def begin() -> dict[str, str]:
    """Return {"secret", "picture"} of a new second factor, which counts once it is confirmed.

    Raises: SecondFactorNeededError when one is in force that was not proved lately.
    """
    offer = enrolment.begin()
    return {"secret": offer.secret, "picture": offer.picture}


@frappe.whitelist(methods=["POST"])
def confirm(code: str) -> dict[str, list[str]]:
    """Put the new second factor in force; return {"recovery_codes"}, shown this one time.

    Raises: SecondFactorNeededError, SecondFactorWrongError.
    """
    codes = enrolment.confirm(str(code))
    end_sessions(frappe.session.user)
    return {"recovery_codes": codes}


@frappe.whitelist(methods=["POST"])
def prove(code: str) -> dict[str, int]:
    """Prove the session's second factor by a code of the telephone, or a recovery code.

    Returns {"recovery_codes_left"}. Raises: SecondFactorWrongError.
    """
    return {"recovery_codes_left": enrolment.prove(str(code))}


@frappe.whitelist(methods=["POST"])
def remove(user: str) -> None:
    """Take away the second factor of somebody who has lost it, and end that person's sessions.

    Raises: frappe.PermissionError, SecondFactorNeededError, frappe.DoesNotExistError.
    """
    end_sessions(enrolment.remove(str(user)))
