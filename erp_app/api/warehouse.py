"""Figures of the central warehouse about this entity: guard, read, shape. No other entity's."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import convert_utc_to_system_timezone, get_datetime

from erp_app.domain.languages import base_language
from erp_app.store.warehouse import load_figures

# Whoever may make reports of these may see what they add up to.
READERS = {"finance": "Journal", "people": "Employee"}


@frappe.whitelist(methods=["GET"])
def get_figures(part: str) -> dict:
    """Return {"as_of" (site time), "status", "figures": [...]} of one part, in the caller's
    language; no figures before the first night. part: "finance" or "people".

    Raises: frappe.PermissionError.
    """
    if not frappe.has_permission(READERS[part], "report"):
        frappe.throw(_("You may not see these figures."), frappe.PermissionError)
    found = load_figures()
    return {
        "as_of": _site_time(found.get("as_of")),
        "status": found.get("status", ""),
        "figures": [_shape(one) for one in found.get("figures", ()) if one["part"] == part],
    }


def _site_time(moment: str | None) -> str:
    """Return a UTC moment as the site's clocks show it; "" for none."""
    if not moment:
        return ""
    local = convert_utc_to_system_timezone(get_datetime(moment).replace(tzinfo=None))
    return local.strftime("%Y-%m-%d %H:%M:%S")


def _shape(figure: dict) -> dict:
    """Return a figure with its words in one language."""
    language = base_language(frappe.local.lang)
    words = ("label", "meaning", "unit")
    said = {name: (figure[name] or {}).get(language, "") for name in words}
    return {**{name: value for name, value in figure.items() if name not in words}, **said}
