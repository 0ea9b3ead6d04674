"""A person's one-time link for a password, for the operator to hand over."""

from typing import Any

import frappe

from erp_app.install.invitation import make_link
from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.installation.tenant_records import require_record
from ops.tenants import sites
from ops.tenants.hub_registry import HUB


def invite(instance: Instance, code: str, user: str) -> dict[str, Any]:
    """Return {"user", "link", "minutes"}; the link works once and for so many minutes.

    code: an entity's, or 'hub'. Raises: OpsError when there is no such entity or enabled person.
    """
    if code != HUB:
        require_record(instance, code)
    with sites.connected(instance, code):
        try:
            path, minutes = make_link(user.strip().lower())
        except frappe.DoesNotExistError:
            what = f"There is no enabled user {user} in {code}."
            raise OpsError(what, "Make one in the entity's list of users first.") from None
        frappe.db.commit()
    return {"user": user, "link": instance.url(code) + path, "minutes": minutes}
