"""The one way a site becomes a Diwan site.

Owns the order of the steps. Called by the platform after install-app (it replaces the setup
wizard), and by Frappe's install and migrate hooks. Every step may run again.
"""

import frappe
from frappe.installer import add_module_defs

from erp_app.documents import setup as documents_setup
from erp_app.finance import setup as finance_setup
from erp_app.guards.harden import harden_site
from erp_app.hub import setup as hub_setup
from erp_app.install import desk, users
from erp_app.install.jobs import stop_idle_jobs
from erp_app.install.roles import close_system_manager_role, install_roles
from erp_app.install.settings import apply_settings, offer_own_pages
from erp_app.install.titles import fill_rule_titles
from erp_app.people import setup as people_setup
from erp_app.policy import setup as policy_setup
from erp_app.purchasing import setup as purchasing_setup
from erp_app.store.desk import list_users_of_site

SITE_ROLES = ("hub", "entity", "template")
TEMPLATE_MAIL_DOMAIN = "template.invalid"


class SiteRoleUnknownError(ValueError):
    """A site was prepared for a role that does not exist."""

    def __init__(self, role: str):
        self.role = role
        super().__init__(f"Site role {role!r} is none of {', '.join(SITE_ROLES)}.")


def before_install() -> None:
    """Create the roles first: the documents' permissions name them."""
    install_roles()


def after_install() -> None:
    """Load what every site needs, however it was made, and close what the base leaves open.

    The gate refuses the base's set-up wizard, so a site that has not been through it is set up
    here; one that has keeps its settings.
    """
    _install_parts()
    if not frappe.get_single("System Settings").setup_complete:
        apply_settings()
    harden_site()


def after_migrate() -> None:
    """Bring roles, reference data and workspaces up to this version of the app.

    Settings stay as the entity left them, security apart: a new version of the base may have
    brought open grants.
    """
    install_roles()
    role = frappe.conf.get("diwan_role")
    _install_parts(role if role in SITE_ROLES else "entity")
    offer_own_pages()  # a page of a new version
    harden_site()


def prepare_site(role: str) -> list[str]:
    """Make this site a hub, an entity or the template that entities are copied from.

    Returns the first users that were created now; they have no password yet.
    Raises: SiteRoleUnknownError.
    """
    if role not in SITE_ROLES:
        raise SiteRoleUnknownError(role)
    install_roles()
    apply_settings()
    close_system_manager_role()
    _install_parts(role)
    stop_idle_jobs()
    created = _create_missing_users(role)
    harden_site()
    frappe.clear_cache()
    frappe.db.commit()
    return created


def _install_parts(role: str = "entity") -> None:
    add_module_defs("erp_app", ignore_if_duplicate=True)  # a migration adds none of a new module
    documents_setup.install()
    hub_setup.install()
    if role == "hub":
        policy_setup.install(is_hub=True)
        purchasing_setup.install()
    else:
        policy_setup.install()
        finance_setup.install()
        people_setup.install()
        fill_rule_titles()
    desk.install_desk(role, is_ours=frappe.conf.get("diwan_role") in SITE_ROLES)


def _create_missing_users(role: str) -> list[str]:
    before = set(list_users_of_site())
    domain = TEMPLATE_MAIL_DOMAIN if role == "template" else frappe.local.site
    if role == "hub":
        users.create_first_users(role, domain)
        users.remove_entity_users()
    elif not before:
        users.create_first_users(role, domain)
    return sorted(set(list_users_of_site()) - before)
