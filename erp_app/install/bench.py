"""Making a site of an ordinary upstream bench ours, with one call.

The platform does this by itself: it writes the sites' configuration and prepares copies of a
template. Owns the same for a bench, where nobody else would; docs/upstream-bench.md says how to
call it. Refuses codes that could not name an entity.
"""

import frappe
from frappe.installer import update_site_config

from erp_app.domain.hub.lifecycle import require_entity_code
from erp_app.guards.site_config import HARDENED_SITE_CONFIG
from erp_app.install.site_setup import SITE_ROLES, SiteRoleUnknownError, prepare_site

KEPT_IF_SET = frozenset({"mute_emails"})  # a bench may have its mail account already


def prepare(role: str, code: str) -> list[str]:
    """Write what this site is into its configuration, then harden and prepare it.

    role: "entity" or "hub". code: what the entity is called, e.g. "roads"; a hub's is not used.
    Returns the first users made now; they have no password yet.
    Raises: SiteRoleUnknownError, EntityCodeInvalidError.
    """
    if role not in SITE_ROLES:
        raise SiteRoleUnknownError(role)
    code = require_entity_code(code) if role == "entity" else role
    for key, value in build_site_config(frappe.local.conf, role, code).items():
        update_site_config(key, "None" if value is None else value)
    return prepare_site(role)


def build_site_config(current: dict, role: str, code: str) -> dict:
    """Return the keys of site_config.json to write; None takes a key out."""
    hardened = {
        key: value
        for key, value in HARDENED_SITE_CONFIG.items()
        if not (key in KEPT_IF_SET and key in current)
    }
    return {**hardened, "diwan_role": role, "diwan_entity": code}
