"""Small endpoints of every screen: guard, parse, call, shape."""

import frappe
from frappe import _

from erp_app.install.settings import LANGUAGES
from erp_app.store import desk as store


@frappe.whitelist(methods=["POST"])
def set_language(language: str) -> dict:
    """Set the language of the caller's own screens; returns {"language": code}.

    Raises: frappe.ValidationError for a language that is not offered.
    """
    if language not in LANGUAGES:
        frappe.throw(_("Language {0} is not offered.").format(language))
    store.set_user_language(frappe.session.user, language)
    return {"language": language}
