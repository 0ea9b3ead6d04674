"""The hub's registry of entities, written from the machine's records.

The hub shows people what exists; the records on the machine decide. When the hub is not there yet
(the very first entity of a new installation) the registration waits for `sync`.
"""

import frappe

from ops.instance import Instance
from ops.tenant_records import TenantRecord
from ops.tenants import sites
from ops.tenants.measure import TenantSigns, measure_all

HUB = "hub"


def hub_exists(instance: Instance) -> bool:
    """True when the hub's site has been made."""
    return bool(sites.read_config(instance, HUB))


def register(instance: Instance, record: TenantRecord) -> None:
    """Put one tenant into the registry, or bring its row up to date."""
    if hub_exists(instance):
        with sites.connected(instance, HUB):
            _put(instance, record)


def strike(instance: Instance, code: str) -> None:
    """Take a removed tenant off the registry."""
    if not hub_exists(instance):
        return
    with sites.connected(instance, HUB):
        if frappe.db.exists("Entity", code):
            frappe.delete_doc("Entity", code, force=True, ignore_permissions=True)


def sync(instance: Instance) -> int:
    """Bring the whole registry up to date with the machine; returns how many entities."""
    signs = measure_all(instance)
    with sites.connected(instance, HUB):
        for sign in signs:
            _put(instance, sign.record, sign)
    return len(signs)


def _put(instance: Instance, record: TenantRecord, sign: TenantSigns | None = None) -> None:
    values = {
        "entity_code": record.code,
        "name_en": record.name_en,
        "name_ar": record.name_ar,
        "category": record.category or None,
        "status": record.state,
        "cofog_function": record.function,
        "size": record.size,
        "url": instance.url(record.code),
        "version": record.template,
    }
    if sign:
        values |= {
            "health": sign.health,
            "health_message": sign.message,
            "users": sign.users,
            "employees": sign.employees,
            "database_size_mb": round(sign.size_mib, 1),
            "last_activity": sign.last_activity,
            "checked_at": frappe.utils.now_datetime(),
        }
    if frappe.db.exists("Entity", record.code):
        document = frappe.get_doc("Entity", record.code)
    else:
        document = frappe.new_doc("Entity")
    document.update(values)
    document.flags.from_platform = True  # the machine's own word: no task is asked for in return
    document.save(ignore_permissions=True)
