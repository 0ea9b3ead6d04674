"""System and website settings of a Diwan site: country, currency, calendar, languages, name.

Owns presentation and locale. Security settings belong to `guards.harden`.
"""

import frappe

from erp_app.domain.languages import LANGUAGES
from erp_app.store import desk as store
from erp_app.store.currency import CURRENCY, offer_currencies, show_amounts_in

APP_NAME = "Diwan"
# An entity keeps its books in one currency: statements and forms name it once.
_DEFAULTS = {
    "hide_currency_symbol": "Yes",
    "desktop:home_page": "workspace",
}
LOGO_URL = "/assets/erp_app/images/diwan-logo.svg"

_SYSTEM_SETTINGS = {
    "app_name": APP_NAME,
    "country": "United Arab Emirates",
    "language": "en",
    "time_zone": "Asia/Dubai",
    "date_format": "dd-mm-yyyy",
    "time_format": "HH:mm",
    "float_precision": "2",
    "first_day_of_the_week": "Monday",
    "rounding_method": "Commercial Rounding",
    "setup_complete": 1,
    "enable_onboarding": 0,
    "disable_system_update_notification": 1,
    "disable_change_log_notification": 1,
    "otp_issuer_name": APP_NAME,
    "attach_view_link": 0,
}
_WEBSITE_SETTINGS = {
    "home_page": "login",
    "app_name": APP_NAME,
    "app_logo": LOGO_URL,
    "favicon": LOGO_URL,
    "splash_image": LOGO_URL,
    "disable_signup": 1,
    "hide_footer_signup": 1,
    "footer_powered": APP_NAME,
    "show_language_picker": 0,
}
# Pages of the own account, last first, that stand at the head of everybody's menu.
_OWN_PAGES = (("Second Factor", "/second-factor"), ("Change Password", "/update-password"))
# Help that leads to the framework's own web sites is of no use to a government entity. A user's
# own record is the administrator's to open; the
# profile page shows people's counts of edits to each other.
_NAVBAR_ITEMS_KEPT = {
    "Toggle Full Width",
    "Toggle Theme",
    "Log out",
    "Keyboard Shortcuts",
}


def apply_settings() -> None:
    """Write every setting above and complete what the setup wizard would have asked."""
    settings = frappe.get_single("System Settings")
    settings.update(_SYSTEM_SETTINGS)
    settings.flags.ignore_mandatory = True
    settings.save(ignore_permissions=True)
    store.save_single("Website Settings", _WEBSITE_SETTINGS)
    store.save_single("Navbar Settings", {"app_logo": LOGO_URL, "logo_width": 28})
    for key, value in _DEFAULTS.items():
        store.set_default(key, value)
    offer_currencies()
    show_amounts_in(frappe.db.get_single_value("Finance Settings", "currency") or CURRENCY)
    store.enable_only_languages(LANGUAGES)
    store.hide_navbar_items(_NAVBAR_ITEMS_KEPT)
    offer_own_pages()
    store.set_administrator_time_zone("Asia/Dubai")


def offer_own_pages() -> None:
    """Put the pages of the own account first in people's menu, each once."""
    navbar = frappe.get_single("Navbar Settings")
    known = {item.route for item in navbar.settings_dropdown}
    missing = [page for page in _OWN_PAGES if page[1] not in known]
    for label, route in missing:
        for item in navbar.settings_dropdown:
            item.idx += 1
        entry = {"item_label": label, "item_type": "Route", "route": route}
        navbar.append("settings_dropdown", entry).idx = 1
    if missing:
        navbar.save(ignore_permissions=True)
