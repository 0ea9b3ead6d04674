"""Sessions that gave a password and owe the second factor: what they may ask for, and nothing else.

Owns the short list. Asked before the allow-list, for every request with a session; whoever comes
with a token has none. Pages lead to the page where the code is given, the rest is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

import frappe
from frappe import _
from werkzeug.exceptions import HTTPException
from werkzeug.utils import redirect

from erp_app.audit.access_refusals import note_refusal
from erp_app.guards.acts import Act, ActKind, is_safe_redirect
from erp_app.second_factor.proof import (
    PAGE,
    SecondFactorPendingError,
    Standing,
    standing_of_session,
)

_OWN = "erp_app.api.second_factor."
OPEN_METHODS = frozenset(
    {_OWN + "begin", _OWN + "confirm", _OWN + "prove", "login", "logout", "web_logout"}
)
OPEN_ROUTES = frozenset({PAGE, "/favicon.ico", "/robots.txt", "/website_script.js"})
# Methods that a browser opens as a page.
PAGE_METHODS = frozenset({"erp_app.api.identity.authorize"})
# They lead to the first screen, which needs no address.
WITHOUT_RETURN = frozenset({"/", "/login", "/logout", "/app"})


def require_whole(request, act: Act, roles: Sequence[str] | None = None) -> None:
    """Refuse a half session all but its second factor. roles: of its person, where known.

    Raises: SecondFactorPendingError, or a redirect for a page.
    """
    if request.environ.get("HTTP_AUTHORIZATION") or _is_open(act):
        return
    if standing_of_session(roles) is Standing.WHOLE:
        return
    if _is_page(request, act):
        raise HTTPException(response=redirect(_address(request)))
    note_refusal("Session", act.target, "the second factor is missing")
    frappe.flags.disable_traceback = True
    text = _("Give the code of your second factor first, at {0}").format(PAGE)
    frappe.throw(text, SecondFactorPendingError, title=_("Second Factor"))


def _is_open(act: Act) -> bool:
    if act.kind is ActKind.METHOD:
        return act.target in OPEN_METHODS
    return act.kind is ActKind.ROUTE and act.target in OPEN_ROUTES


def _is_page(request, act: Act) -> bool:
    accepts_json = "application/json" in request.headers.get("Accept", "")
    if request.method not in ("GET", "HEAD") or frappe.local.is_ajax or accepts_json:
        return False
    return act.kind is ActKind.ROUTE or act.target in PAGE_METHODS


def _address(request) -> str:
    """Return the page of the second factor, with the way back to what was asked for."""
    query = request.query_string.decode("ascii", "replace")
    wanted = quote(request.path) + (f"?{query}" if query else "")
    if request.path in WITHOUT_RETURN or not is_safe_redirect(wanted):
        return PAGE
    return f"{PAGE}?{urlencode({'redirect-to': wanted})}"
