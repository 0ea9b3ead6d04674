"""Sessions: made with a token of their own, written to from our own pages only.

Owns two checks of every request that writes. It carries the token that was made when the person
signed in, page or no page; and it does not come from another site's page, a sibling's neither: all
entities are hosts below one name, which browsers count as one site. Programs sign in with keys and
have neither cookie nor origin.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import frappe
from frappe import _
from frappe.auth import CookieManager
from frappe.sessions import delete_session

from erp_app.audit.access_refusals import note_refusal

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
OWN_PAGES = frozenset({"same-origin", "none"})  # of Sec-Fetch-Site: ours, or typed by a person


def begin() -> None:
    """Make the token of a session that this request has begun, and tell it to who signed in. Not
    earlier: the base compares the token of every session that has one, this request's too."""
    if has_just_begun():
        frappe.local.response["csrf_token"] = frappe.sessions.get_csrf_token()


def has_just_begun() -> bool:
    """Return True when this request has signed somebody in."""
    manager = getattr(frappe.local, "login_manager", None)  # a preflight has none
    is_new = manager is not None and not getattr(manager, "resume", True)
    return is_new and manager.user not in ("", "Guest", None)


def find_foreign_origin(request) -> str:
    """Return the origin of another site's page that sends this writing request; "" for our own.

    >>> from types import SimpleNamespace as Asked
    >>> find_foreign_origin(Asked(method="POST", host="a.gov", headers={"Origin": "https://b.gov"}))
    'https://b.gov'
    """
    if request.method not in WRITING:
        return ""
    origin = request.headers.get("Origin")
    if origin is not None:
        return "" if _is_own(urlsplit(origin).netloc, request.host) else origin[:140] or "null"
    site = request.headers.get("Sec-Fetch-Site", "none")
    return "" if site in OWN_PAGES else site[:40]


def _is_own(netloc: str, host: str) -> bool:
    """Return True for the host's own address. Without a port it is the usual one, which another
    front before ours may listen on."""
    return bool(netloc) and netloc in (host, host.partition(":")[0])


def require_own_page(request) -> None:
    """Refuse a writing request that another site's page sends. Raises: frappe.PermissionError."""
    if origin := find_foreign_origin(request):
        note_refusal("Origin", origin, "a request from another site's page")
        _undo_sign_in()
        frappe.flags.disable_traceback = True
        frappe.throw(_("This request comes from another site"), frappe.PermissionError)


def _undo_sign_in() -> None:
    """End the session that this request made: the base signs in before anybody is asked. The
    visitor's own session and its cookies stay as they are."""
    if has_just_begun():
        delete_session(frappe.session.sid, reason="Refused")
        frappe.local.cookie_manager = CookieManager()
        frappe.local.response.pop("home_page", None)


def require_session_token(request) -> None:
    """Refuse to write for a session that has no token. The base compares the token it has; it takes
    a session without one for a program.

    Raises: frappe.CSRFTokenError.
    """
    if request.method not in WRITING or request.headers.get("Authorization"):
        return
    is_resumed = getattr(frappe.local.login_manager, "resume", False)
    if not is_resumed or frappe.session.user in ("", "Guest"):
        return
    if not frappe.session.data.csrf_token and not frappe.conf.get("ignore_csrf"):
        note_refusal("Session", frappe.session.user, "a session without a token")
        frappe.throw(_("Load a page first, then try again"), frappe.CSRFTokenError)
