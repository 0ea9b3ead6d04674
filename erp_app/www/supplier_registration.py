"""The public page of the hub on which companies register as suppliers."""

import frappe

from erp_app.documents.mail import has_mail_server
from erp_app.domain.purchasing.suppliers import HOME_COUNTRY, LEGAL_FORMS
from erp_app.store import suppliers as store
from erp_app.store.hub import is_hub_site

no_cache = True


def get_context(context):
    """Give the template its choices; an entity has no such page."""
    if not is_hub_site():
        raise frappe.PageDoesNotExistError
    context.no_header = True
    context.title = frappe._("Registration as a Supplier")
    context.sends_mail = has_mail_server()
    context.legal_forms = LEGAL_FORMS
    context.home_country = HOME_COUNTRY
    context.countries = store.load_countries()
    context.kinds = store.load_kinds(frappe.local.lang or "en")
    context.logo = frappe.get_hooks("app_logo_url")[-1]
    return context
