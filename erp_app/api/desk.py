"""Small endpoints of every screen: guard, parse, call, shape."""

from functools import partial

import frappe
from frappe import _

from erp_app.install.settings import LANGUAGES
from erp_app.store import desk as store
from erp_app.store.users import full_names

NAMES_MAX = 200


@frappe.whitelist(methods=["POST"])
def set_language(language: str) -> dict:
    """Set the language of the caller's own screens; return {"language": code}.

    Raises: frappe.ValidationError for a language that is not offered.
    """
    if language not in LANGUAGES:
        frappe.throw(_("Language {0} is not offered.").format(language))
    user = frappe.session.user
    store.set_user_language(user, language)
    # A request under way may have cached the old language before this is committed.
    frappe.db.after_commit.add(partial(_forget, user))
    return {"language": language}


@frappe.whitelist(methods=["POST"])
def get_names(users: str | list[str]) -> dict[str, str]:
    """Return address -> full name of colleagues on this site whom a screen names by address."""
    try:
        wanted = frappe.parse_json(users) if isinstance(users, str) else users
    except ValueError:
        wanted = None
    if not (isinstance(wanted, list) and all(isinstance(user, str) for user in wanted)):
        frappe.throw(_("Give the addresses of people as a list"))
    return full_names(wanted[:NAMES_MAX])


def _forget(user: str) -> None:
    frappe.clear_document_cache("User", user)
    frappe.clear_cache(user=user)
