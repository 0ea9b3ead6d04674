"""Endpoints of the hub's screens: guard, parse, call, shape."""

import frappe
from frappe import _

from erp_app.hub import installation, tasks
from erp_app.store import hub as store


@frappe.whitelist(methods=["POST"])
def request_entity_task(entity: str, action: str, reason: str | None = None) -> dict:
    """Ask the platform to create, suspend, resume or remove an entity.

    Returns {"task": name}. Only Centre Operators, only on the hub.
    """
    _require_operator()
    return {"task": tasks.request_task(entity, action, reason)}


@frappe.whitelist(methods=["GET"])
def get_entity_progress(entity: str) -> dict:
    """Return the entity's newest task: name, action, state, progress (0-100), message, error."""
    _require_operator()
    return store.load_progress(entity) or {}


@frappe.whitelist(methods=["GET"])
def get_installation_progress() -> list[dict]:
    """Return what goes on behind on a new platform: [{"step", "percent"}]; empty when done."""
    _require_operator()
    return installation.load_progress()


def _require_operator() -> None:
    if not store.is_hub_site():
        frappe.throw(_("Entities are managed on the hub only."), frappe.PermissionError)
    if "Centre Operator" not in frappe.get_roles():
        frappe.throw(_("Only centre operators may do this."), frappe.PermissionError)
