"""The second factor of all sites: whom the installation asks, and a person who has lost it.

Owns the one value in the sites' common configuration. It holds for every site at once, those made
later included, and nobody in an entity takes it back.
"""

from pathlib import Path

import frappe

from erp_app.domain.second_factor import ROLES_IN_NEED
from erp_app.hub.reader_sessions import end_sessions
from erp_app.install.roles import ROLES
from erp_app.second_factor.enrolment import take_away
from erp_app.second_factor.proof import SETTING
from erp_app.store.users import list_holders
from ground.atomic_files import exclusive, read_json, write_json
from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.installation.tenant_records import require_record
from ops.tenants import sites
from ops.tenants.hub_registry import HUB


def ask_roles(instance: Instance, roles: list[str]) -> list[str]:
    """Ask holders of these roles for a second factor from now on; nobody when there are none.

    Raises: OpsError for a role that does not exist.
    """
    if unknown := sorted(set(roles) - set(ROLES)):
        raise OpsError(f"There is no role {', '.join(unknown)}.", f"Roles: {', '.join(ROLES)}")
    file = _common_config(instance)
    with exclusive(instance.run / "settings.lock"):
        config = read_json(file, {})
        config.pop(SETTING, None)
        if roles:
            config[SETTING] = roles
        write_json(file, config)
    _end_dashboards(instance, roles)
    return roles


def _end_dashboards(instance: Instance, roles: list[str]) -> None:
    """Let people of these roles sign in at the dashboards anew: what is open there proved no
    second factor, and would last for hours."""
    if not roles or not sites.site_folder(instance, HUB).is_dir():
        return
    with sites.connected(instance, HUB):
        for user in list_holders(roles):
            end_sessions(user)


def list_roles(instance: Instance) -> list[str]:
    """Return the roles that the installation asks."""
    wanted = read_json(_common_config(instance), {}).get(SETTING)
    return wanted if isinstance(wanted, list) else list(ROLES_IN_NEED) if wanted else []


def remove(instance: Instance, code: str, user: str) -> str:
    """Take a person's second factor away; the next sign-in sets up another one.

    Raises: OpsError when there is no such entity, or nothing to take away.
    """
    if code != HUB:
        require_record(instance, code)
    with sites.connected(instance, code):
        try:
            take_away(user)
            end_sessions(user)
        except frappe.DoesNotExistError:
            raise OpsError(f"{user} has no second factor in {code}.", "Check the name.") from None
    return user


def _common_config(instance: Instance) -> Path:
    return instance.sites / "common_site_config.json"
