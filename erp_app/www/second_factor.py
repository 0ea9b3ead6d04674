"""The page where people set up their second factor, and give its code when they sign in.

Owns what the page begins with. What it does goes through `erp_app.api.second_factor`.
"""

import frappe

from erp_app.guards.acts import is_safe_redirect
from erp_app.second_factor.proof import PAGE, Standing, is_asked_of, standing_of_session
from erp_app.store import second_factors as store

no_cache = True


def get_context(context):
    """Give the template its mode (enrol, prove or manage) and where people go afterwards."""
    user = frappe.session.user
    if user == "Guest":
        frappe.local.flags.redirect_location = f"/login?redirect-to={PAGE}"
        raise frappe.Redirect
    standing = standing_of_session()
    is_enrolled = store.is_enrolled(user)
    whole = "manage" if is_enrolled else Standing.MUST_ENROL.value
    context.no_header = True
    context.title = frappe._("Second Factor")
    context.account = user
    context.mode = whole if standing is Standing.WHOLE else standing.value
    context.is_needed = is_asked_of(user)
    context.is_half = standing is not Standing.WHOLE
    context.next_page = _next_page()
    context.logo = frappe.get_hooks("app_logo_url")[-1]
    return context


def _next_page() -> str:
    asked = frappe.local.form_dict.get("redirect-to") or ""
    is_own = asked.startswith("/") and not asked.startswith(PAGE)
    if is_own and is_safe_redirect(asked):
        return asked
    return "/app" if frappe.session.data.user_type == "System User" else "/"
