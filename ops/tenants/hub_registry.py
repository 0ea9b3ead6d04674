"""The hub's registry of entities, kept in step with the machine's records.

The hub shows people what exists; the records on the machine decide. A removed entity keeps its row,
marked Removed: the registry is also a history.
"""

from ops.installation.instance import Instance
from ops.installation.tenant_records import ACTIVE, TenantRecord
from ops.installation.tenant_spec import EntitySpec, require_choice
from ops.tenants import sites
from ops.tenants.measure import TenantSigns, measure_all

HUB = "hub"
REMOVED = "Removed"


def hub_exists(instance: Instance) -> bool:
    """Return True when the hub's site has been made."""
    return bool(sites.read_config(instance, HUB))


def require_category(instance: Instance, spec: EntitySpec) -> None:
    """Refuse a category that the hub does not have, naming those it has. Raises: OpsError."""
    with sites.connected(instance, HUB):
        from erp_app.store.hub import load_category_codes

        codes = sorted(load_category_codes())
    require_choice(spec.code, "category", spec.category, codes)


def enrol(instance: Instance, record: TenantRecord) -> int:
    """Put an entity's names into the registry; return its number (block of person numbers)."""
    with sites.connected(instance, HUB):
        from erp_app.hub.registry import register_entity, set_status

        row = register_entity(
            code=record.code,
            name_en=record.name_en,
            name_ar=record.name_ar,
            category=record.category or None,
            cofog_function=record.function or None,
            size=record.size or "Medium",
        )
        if row["status"] != record.state:
            set_status(record.code, record.state)
        return int(row["entity_number"] or 0)


def announce(instance: Instance, record: TenantRecord) -> None:
    """Show an entity's new state, and its address when it is open."""
    url = instance.url(record.code) if record.state == ACTIVE else None
    with sites.connected(instance, HUB):
        from erp_app.hub.registry import record_facts, set_status

        set_status(record.code, record.state, url)
        if record.state == ACTIVE:
            record_facts(record.code, {"health": "Healthy", "version": record.template})


def strike(instance: Instance, code: str) -> None:
    """Mark a removed entity as such; nothing happens when the registry never knew it."""
    import frappe

    with sites.connected(instance, HUB):
        from erp_app.hub.registry import record_facts, set_status

        if frappe.db.exists("Entity", code):
            set_status(code, REMOVED)
            record_facts(code, {"health": "Unknown", "health_message": "", "users": 0})


def sync(instance: Instance) -> int:
    """Write every entity's measured facts into the registry; return how many entities.

    One whose creation was killed before the registry heard of it is left out: whoever finishes the
    creation enrols it.
    """
    import frappe

    signs = measure_all(instance)
    with sites.connected(instance, HUB):
        from erp_app.hub.registry import record_facts

        known = [sign for sign in signs if frappe.db.exists("Entity", sign.record.code)]
        for sign in known:
            record_facts(sign.record.code, _facts(sign))
    return len(known)


def _facts(sign: TenantSigns) -> dict[str, object]:
    return {
        "health": sign.health,
        "health_message": sign.message,
        "users": sign.users,
        "employees": sign.employees,
        "database_size_mb": round(sign.size_mib, 1),
        "last_activity": sign.last_activity,
        "version": sign.record.template,
    }
