"""Queries of the hub: entity rows, the queue of entity tasks.

Owns the locks of the queue: one worker per task, one open task per entity. Refuses nothing
by rule; what is allowed is decided in `domain.hub.lifecycle`.
"""

from datetime import datetime

import frappe

_OPEN_STATES = ("Queued", "Running")
_WAITING = "state = 'Queued' or (state = 'Running' and heartbeat_at < %(dead_before)s)"


def lock_entity(code: str) -> str | None:
    """Return the status of an entity, holding its row until commit; None when unknown."""
    rows = frappe.db.sql("select status from `tabEntity` where name = %s for update", code)
    return rows[0][0] if rows else None


def find_open_task(code: str) -> str | None:
    """Return the task of an entity that is queued or running, None when it is idle."""
    return frappe.db.get_value("Entity Task", {"entity": code, "state": ("in", _OPEN_STATES)})


def take_next_task(worker: str, now: datetime, dead_before: datetime) -> str | None:
    """Mark the oldest waiting task as run by `worker` and return its name, None when idle.

    A task whose worker has shown no sign of life since `dead_before` is waiting again.
    Rows other workers hold are skipped, so workers never wait for each other.
    """
    name = next((n for n in _list_waiting(dead_before) if _lock_waiting(n, dead_before)), None)
    if name is None:
        return None
    frappe.db.sql(
        """update `tabEntity Task` set state = 'Running', worker = %(worker)s,
           started_at = coalesce(started_at, %(now)s), heartbeat_at = %(now)s,
           attempts = attempts + 1, modified = %(now)s where name = %(name)s""",
        {"worker": worker, "now": now, "name": name},
    )
    return name


def _list_waiting(dead_before: datetime) -> list[str]:
    return frappe.db.sql_list(
        f"select name from `tabEntity Task` where {_WAITING} order by creation, name limit 20",
        {"dead_before": dead_before},
    )


def _lock_waiting(name: str, dead_before: datetime) -> bool:
    """Lock one row by its key: a sorted scan would lock every waiting row on its way."""
    locked = frappe.db.sql(
        f"""select name from `tabEntity Task` where name = %(name)s and ({_WAITING})
            for update skip locked""",
        {"name": name, "dead_before": dead_before},
    )
    return bool(locked)


def save_task_values(task: str, values: dict) -> None:
    """Write columns of a task that its worker owns."""
    frappe.db.set_value("Entity Task", task, values)


def save_entity_values(code: str, values: dict) -> None:
    """Write columns of an entity that the platform owns."""
    frappe.db.set_value("Entity", code, values)


def load_entities() -> list[frappe._dict]:
    """Return every entity, one row each, by code."""
    return frappe.get_all("Entity", fields=["*"], order_by="entity_code")


def load_progress(code: str) -> frappe._dict | None:
    """Return the newest task of an entity: name, action, state, progress (0-100), message."""
    rows = frappe.get_all(
        "Entity Task",
        filters={"entity": code},
        fields=["name", "action", "state", "progress", "message", "error"],
        order_by="creation desc, name desc",
        limit=1,
    )
    return rows[0] if rows else None


def is_hub_site() -> bool:
    """Tell whether this site is the hub."""
    return frappe.conf.get("diwan_role") == "hub"


def load_category_codes() -> set[str]:
    """Return the codes of the entity categories that exist."""
    return set(frappe.get_all("Entity Category", pluck="name"))


def is_user(email: str) -> bool:
    """Tell whether the hub knows this person, enabled or not."""
    return bool(frappe.db.exists("User", email))


def load_analytics_access(email: str) -> frappe._dict | None:
    """Return role, all_entities and entities (codes) of a person; None without access in force."""
    found = frappe.db.get_value(
        "Analytics Access",
        {"email": email, "docstatus": 1},
        ["name", "role", "all_entities"],
        as_dict=True,
        order_by="approved_at desc, name desc",
    )
    if found:
        rows = {"parent": found.name, "parenttype": "Analytics Access"}
        found.entities = frappe.get_all("Analytics Access Entity", rows, pluck="entity")
    return found


def list_access_in_force(email: str, but: str) -> list[str]:
    """Return the names of a person's accesses in force, without one; their rows are locked."""
    return frappe.db.sql_list(
        "select name from `tabAnalytics Access` where email = %s and docstatus = 1 and name != %s"
        " order by name for update",
        (email, but),
    )


def load_user_names(email: str) -> frappe._dict:
    """Return full_name and language of a user."""
    return frappe.db.get_value("User", email, ["full_name", "language"], as_dict=True)


def load_authorization_code(code: str) -> frappe._dict | None:
    """Return creation (site's time), code_challenge and validity of a sign-in's code."""
    fields = ["creation", "code_challenge", "validity"]
    return frappe.db.get_value("OAuth Authorization Code", code, fields, as_dict=True)


def take_authorization_code(code: str) -> bool:
    """Mark a valid code as used; True for exactly one of those who try at once."""
    frappe.db.sql(
        "update `tabOAuth Authorization Code` set validity = 'Invalid'"
        " where name = %s and validity = 'Valid'",
        code,
    )
    return frappe.db._cursor.rowcount == 1
