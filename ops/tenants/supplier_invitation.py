"""The link by which a visitor goes on registering, for the operator of a hub without mail."""

from typing import Any

import frappe

from erp_app.purchasing.self_registration import PAGE, renew
from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.tenants import sites
from ops.tenants.hub_registry import HUB


def invite_supplier(instance: Instance, mail: str) -> dict[str, Any]:
    """Return {"mail", "link", "until"}; the link works once. Raises: OpsError when nobody of this
    address has asked on the page."""
    with sites.connected(instance, HUB):
        try:
            path, until = renew(mail)
        except frappe.DoesNotExistError:
            what = f"Nobody has asked for a link as {mail}, or it has ended."
            raise OpsError(what, f"Ask for one first: {instance.url(HUB)}{PAGE}") from None
    return {"mail": mail, "link": instance.url(HUB) + path, "until": until}
