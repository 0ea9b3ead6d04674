"""What the demo already put into a site: a row per finished stage, in the stage's transaction.

Owns the promise that a killed run goes on where it was and nothing comes twice. Refuses a site
filled with another plan and a site that holds anyone else's people or journals.
"""

import json
from typing import Any

import frappe

from ops.demo.plan import Plan
from ops.errors import OpsError

MARK = "diwan_demo"  # parent of the marks among the site's stored defaults
PLAN, COMPLETE = "plan", "complete"
_NAME = f"{MARK}:{{}}"
STATE_QUERY = "SELECT defkey, defvalue FROM `tabDefaultValue` WHERE parent = %s"


class DemoPlanDiffersError(OpsError):
    """The entity was filled with other parameters."""

    def __init__(self, code: str, stored: dict[str, Any], asked: dict[str, Any]) -> None:
        differing = ", ".join(
            f"{key} {stored.get(key)} (asked: {value})"
            for key, value in asked.items()
            if stored.get(key) != value
        )
        super().__init__(
            f"{code} holds demo data of another plan: {differing}. Posted journals stay, so it "
            "cannot be filled again in place.",
            f"To start it over: ./diwan entity remove {code}, then ./diwan up, "
            "or repeat the demo with the plan it has.",
        )


class DemoSiteOccupiedError(OpsError):
    """The entity holds data that the demo did not make."""

    def __init__(self, code: str, employees: int, journals: int) -> None:
        super().__init__(
            f"{code} already holds {employees} employees and {journals} journals that the demo "
            "did not make. It is left as it is.",
            "Name other entities with --entities, or create a new one for the demo.",
        )


def load_state() -> dict[str, str]:
    """Stage -> what was noted for it, of the connected site."""
    return dict(frappe.db.sql(STATE_QUERY, MARK))


def mark_done(stage: str, note: object = 1) -> None:
    """Note a stage as finished; becomes true with the caller's commit."""
    frappe.db.sql(
        "INSERT INTO `tabDefaultValue` (name, creation, modified, owner, modified_by, parent,"
        " parenttype, parentfield, defkey, defvalue)"
        " VALUES (%s, now(6), now(6), 'Administrator', 'Administrator', %s, 'Demo', 'demo', %s,"
        " %s)",
        (_NAME.format(stage), MARK, stage, json.dumps(note)),
    )


def require_same_plan(code: str, state: dict[str, str], plan: Plan) -> None:
    """Refuse to go on with another plan. Raises: DemoPlanDiffersError."""
    stored, asked = json.loads(state[PLAN]), plan.describe()
    if stored != asked:
        raise DemoPlanDiffersError(code, stored, asked)


def require_unoccupied(code: str) -> None:
    """Refuse a site with people or journals. Raises: DemoSiteOccupiedError."""
    employees = frappe.db.count("Employee")
    journals = frappe.db.count("Journal")
    if employees or journals:
        raise DemoSiteOccupiedError(code, employees, journals)
