"""Endpoints of the dashboards' sign-in, on the hub only: guard, parse, call, shape.

The paths are ours because the base's own stay closed; see docs/security.md.
"""

import frappe
from frappe import _

from erp_app.hub import sign_in
from erp_app.store import hub as store


@frappe.whitelist(allow_guest=True, methods=["GET"])
def authorize(**_asked) -> None:
    """Send a visitor to log in, and a logged-in one back to the dashboards with a code."""
    _require_hub()
    if wrong := sign_in.check_request(frappe.local.request):
        _answer(wrong, 400)
    elif frappe.session.user == "Guest":
        _redirect(sign_in.login_address(frappe.local.request))
    else:
        _redirect(sign_in.approve(frappe.local.request))


@frappe.whitelist(allow_guest=True, methods=["POST"])
def get_token(**_asked) -> None:
    """Exchange a code, the client's secret and the proof key for a token of one minute."""
    _require_hub()
    _answer(*sign_in.exchange(frappe.local.request))


@frappe.whitelist(methods=["GET"])
def claims() -> dict:
    """Return the caller's email, name, language, roles and entities (codes, or "*")."""
    _require_hub()
    return sign_in.load_claims(frappe.session.user)


def _require_hub() -> None:
    if not store.is_hub_site():
        frappe.throw(_("People sign in to the dashboards at the hub."), frappe.PermissionError)


def _redirect(address: str) -> None:
    frappe.local.response["type"] = "redirect"
    frappe.local.response["location"] = address


def _answer(body: dict, status: int) -> None:
    frappe.local.response = frappe._dict(body, http_status_code=status)
