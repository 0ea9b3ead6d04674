"""The way from the hub to the dashboards, for people who have nothing else to do at the hub."""

import frappe

from erp_app.hub.sign_in import dashboards_address

no_cache = True


def get_context(context):
    """Lead on: to the dashboards where there are some, else to the Desk or the sign-in."""
    if frappe.session.user == "Guest":
        frappe.local.flags.redirect_location = "/login?redirect-to=/dashboards"
    else:
        frappe.local.flags.redirect_location = dashboards_address() or "/app"
    raise frappe.Redirect
