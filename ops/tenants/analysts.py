"""The hub's side of the dashboards' sign-in: their client, and the first people who may use it.

Owns what the hub knows of the dashboards. May run any number of times: the client is brought to the
installation's secret and address, people who are there stay as they are.
"""

from dataclasses import dataclass

from ground.errors import OpsError
from ops.installation.credentials import load_logins, load_secrets, new_secret, save_logins
from ops.installation.instance import Instance
from ops.installation.tenant_records import ACTIVE, all_records
from ops.tenants import sites
from ops.tenants.hub_registry import HUB

DASHBOARDS = "analytics"
RETURN_PATH = "/oauth-authorized/hub"
PASSWORD_LENGTH = 20
ENTITIES_WITH_ANALYST = ("finance", "roads")


@dataclass(frozen=True)
class FirstAnalyst:
    """Somebody who may open the dashboards from the start. entity: None for all of them."""

    mailbox: str
    name: str
    role: str
    entity: str | None = None


CENTRAL = (
    FirstAnalyst("analyst", "Central Analyst", "Central Analyst"),
    FirstAnalyst("executive", "Executive", "Executive"),
    FirstAnalyst("auditor", "Auditor of the Government", "Auditor"),
    FirstAnalyst("releaser", "Releaser of Dashboards", "Dashboard Releaser"),
)


def first_analysts(codes: list[str]) -> list[FirstAnalyst]:
    """Return who gets access from the start, given the entities there are."""
    chosen = [code for code in ENTITIES_WITH_ANALYST if code in codes]
    of_entities = (
        FirstAnalyst(f"{code}.analyst", f"Analyst of {code}", "Entity Analyst", code)
        for code in chosen
    )
    return [*CENTRAL, *of_entities]


def ensure_sign_in(instance: Instance) -> list[str]:
    """Register the client and make missing first people; return the e-mails made now."""
    secret = load_secrets(instance)["superset_oauth_client"]
    active = [record.code for record in all_records(instance) if record.state == ACTIVE]
    made: dict[str, str] = {}
    with sites.connected(instance, HUB):
        from erp_app.hub.sign_in import register_client

        register_client(secret, instance.url(DASHBOARDS) + RETURN_PATH)
        for person in first_analysts(active):
            email = f"{person.mailbox}@{instance.site(HUB)}"
            if password := _ensure_access(email, person):
                made[email] = password
    if made:
        hub = instance.site(HUB)
        save_logins(instance, hub, {**load_logins(instance).get(hub, {}), **made})
    return sorted(made)


def _ensure_access(email: str, person: FirstAnalyst) -> str | None:
    """Give somebody access at the hub; return the new password, None when nothing was made."""
    import frappe
    from frappe.utils.password import update_password

    if frappe.db.exists("Analytics Access", {"email": email, "docstatus": 1}):
        return None
    frappe.get_doc(
        {
            "doctype": "Analytics Access",
            "email": email,
            "full_name": person.name,
            "role": person.role,
            "all_entities": int(person.entity is None),
            "entities": [{"entity": person.entity}] if person.entity else [],
        }
    ).insert(ignore_permissions=True)
    password = new_secret(PASSWORD_LENGTH)
    update_password(email, password)
    return password


def load_claims(instance: Instance, email: str) -> dict:
    """Return what the hub tells the dashboards of somebody now. Raises: OpsError without access."""
    with sites.connected(instance, HUB):
        import frappe

        from erp_app.hub import sign_in

        try:
            if not frappe.db.get_value("User", email, "enabled"):
                raise frappe.PermissionError
            return sign_in.load_claims(email)
        except frappe.PermissionError as error:
            raise OpsError(
                f"{email} has no access to the dashboards.", "Give it at the hub: Analytics Access"
            ) from error
