"""The registry of entities, as the platform writes it.

Called on the hub site by the command line and the provisioner, never from the web. Owns the
entity's status, number and measured facts. Refuses codes the lifecycle refuses. Nothing
commits here except where said.
"""

from datetime import datetime

import frappe

from erp_app.domain.hub.lifecycle import get_status_after
from erp_app.store import hub as store


def register_entity(
    code: str,
    name_en: str,
    name_ar: str,
    category: str,
    cofog_function: str | None = None,
    size: str = "Medium",
) -> dict:
    """Create or complete the registry row of an entity; running it twice changes nothing.

    Returns {"code", "status", "entity_number"}: the number goes into the entity's
    site_config as diwan_entity_number (the block of its person numbers).
    """
    values = {
        "name_en": name_en,
        "name_ar": name_ar,
        "category": category,
        "cofog_function": cofog_function,
        "size": size,
    }
    if store.lock_entity(code):
        doc = frappe.get_doc("Entity", code)
        doc.update(values)
        doc.save(ignore_permissions=True)
    else:
        doc = frappe.get_doc({"doctype": "Entity", "entity_code": code, **values})
        doc.insert(ignore_permissions=True)
    return {"code": doc.name, "status": doc.status, "entity_number": doc.entity_number}


def set_status(code: str, status: str, url: str | None = None) -> None:
    """Set an entity's status, and its address when given, and tell open lists."""
    doc = frappe.get_doc("Entity", code)
    doc.db_set({"status": status, **({"url": url} if url else {})}, notify=True)


def record_facts(code: str, facts: dict) -> None:
    """Store what a health check measured and tell open lists.

    facts: any of users, employees, database_size_mb, version, last_activity (datetime),
    health (Healthy, Degraded, Down, Unknown), health_message, checked_at.
    Raises: KeyError for any other name.
    """
    known = {
        "users", "employees", "database_size_mb", "version", "last_activity", "health",
        "health_message", "checked_at",
    }  # fmt: skip
    unknown = set(facts) - known
    if unknown:
        raise KeyError(f"no such facts of an entity: {', '.join(sorted(unknown))}")
    doc = frappe.get_doc("Entity", code)
    doc.db_set({"checked_at": datetime.now(), **facts}, notify=True)


def mark_action_done(code: str, action: str, url: str | None = None) -> None:
    """Set the status that follows a completed `action`."""
    set_status(code, get_status_after(action, succeeded=True), url)


def list_entities() -> list[dict]:
    """Return the whole registry, one dict per entity, by code."""
    return store.load_entities()
