"""Where the reader is: the site's name and emblem on the Desk, at sign-in and on messages."""

from urllib.parse import quote

import frappe

from erp_app.domain.crest import colour_of
from erp_app.store.hub import is_hub_site
from erp_app.store.place import code_of_site, draw_own_crest, name_of_site


def add_place(bootinfo: dict) -> None:
    """Put {"name", "is_hub", "colour", "crest"} into the boot; the crest is a picture's address.

    Frappe's hook `extend_bootinfo`.
    """
    bootinfo["diwan_place"] = {
        "name": name_of_site(),
        "is_hub": is_hub_site(),
        "colour": colour_of(code_of_site(), is_hub_site()),
        "crest": crest_address(),
    }


def name_page(context) -> dict[str, str]:
    """Return the name and emblem of a page outside the Desk.

    Frappe's hook `update_website_context`.
    """
    if context.get("path") == "printview":
        return {}
    name = name_of_site()
    title = context.get("title")
    return {
        "app_name": name,
        "logo": crest_address(),
        "title": f"{frappe._(title)} · {name}" if title else name,
    }


def crest_address() -> str:
    """Return this site's emblem as the address of a picture that needs no request."""
    return "data:image/svg+xml," + quote(draw_own_crest())
