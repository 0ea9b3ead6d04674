"""What the demo already put into a site: a row per finished stage, in the stage's transaction.

Owns the promise that a killed run goes on where it was and nothing comes twice. Refuses a site
that holds anyone else's people or journals.
"""

import json

import frappe

from demo.load.errors import DemoSiteOccupiedError

MARK = "diwan_demo"  # parent of the marks among the site's stored defaults


def load_state() -> dict[str, str]:
    """Stage -> what was noted for it, of the connected site."""
    query = "SELECT defkey, defvalue FROM `tabDefaultValue` WHERE parent = %s"
    return dict(frappe.db.sql(query, MARK))


def mark_done(stage: str, note: object = 1) -> None:
    """Note a stage as finished; becomes true with the caller's commit."""
    frappe.db.sql(
        "INSERT INTO `tabDefaultValue` (name, creation, modified, owner, modified_by, parent,"
        " parenttype, parentfield, defkey, defvalue)"
        " VALUES (%s, now(6), now(6), 'Administrator', 'Administrator', %s, 'Demo', 'demo', %s,"
        " %s)",
        (f"{MARK}:{stage}", MARK, stage, json.dumps(note)),
    )


def require_unoccupied(code: str) -> None:
    """Refuse a site with people or journals. Raises: DemoSiteOccupiedError."""
    employees, journals = frappe.db.count("Employee"), frappe.db.count("Journal")
    if employees or journals:
        raise DemoSiteOccupiedError(code, employees, journals)
