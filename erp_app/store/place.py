"""Which site this is, as its configuration says: name in two languages, entity or hub."""

import frappe

from erp_app.domain.crest import draw_crest
from erp_app.domain.languages import ENGLISH, base_language
from erp_app.store.hub import is_hub_site


def name_of_site(language: str | None = None) -> str:
    """Return the site's name in a language (the reader's when none is named), else its address."""
    wanted = base_language(language or frappe.local.lang)
    names = (frappe.conf.get(f"diwan_name_{code}") for code in (wanted, ENGLISH))
    return next(filter(None, names), frappe.local.site)


def code_of_site() -> str:
    """Return the first part of the site's address: an entity's code."""
    return frappe.local.site.split(".")[0]


def draw_own_crest() -> str:
    """Return this site's emblem as SVG."""
    return draw_crest(code_of_site(), name_of_site(ENGLISH), is_hub_site())
