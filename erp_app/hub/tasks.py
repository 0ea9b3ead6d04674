"""Entity tasks: asked for on the web, carried out by the platform's provisioner.

Owns the queue's life: queued, running with progress, done or failed. Each function that the
provisioner calls commits, because its progress must be seen while it works. A worker that
dies loses its task to the next one after HEARTBEAT_SECONDS_MAX; doing a task again must
therefore be safe, and after ATTEMPTS_MAX the task fails for good.
"""

import os
import socket
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import now_datetime

from erp_app.domain.hub.lifecycle import (
    EntityActionRefusedError,
    get_status_after,
    get_status_while,
    require_action,
)
from erp_app.store import hub as store

HEARTBEAT_SECONDS_MAX = 180
ATTEMPTS_MAX = 3
PROGRESS_EVENT = "diwan_entity_progress"


def request_task(entity: str, action: str, reason: str | None = None) -> str:
    """Queue `action` for `entity` and return the task's name.

    Raises: frappe.ValidationError when the entity is unknown, busy, or in a status that
    does not allow the action.
    """
    status = store.lock_entity(entity)
    if status is None:
        frappe.throw(_("Entity {0} does not exist.").format(entity), frappe.DoesNotExistError)
    if open_task := store.find_open_task(entity):
        frappe.throw(_("Entity {0} is busy with {1}. Wait for it.").format(entity, open_task))
    try:
        require_action(entity, action, status)
    except EntityActionRefusedError as error:
        frappe.throw(_describe_refusal(error), title=_("Not Possible Now"))
    task = frappe.get_doc(
        {
            "doctype": "Entity Task",
            "entity": entity,
            "action": action,
            "reason": reason,
            "state": "Queued",
            "requested_by": frappe.session.user,
            "requested_at": now_datetime(),
        }
    ).insert(ignore_permissions=True)
    frappe.get_doc("Entity", entity).db_set(
        {"status": get_status_while(action), "last_task": task.name}, notify=True
    )
    return task.name


def claim_next_task(worker: str | None = None) -> frappe._dict | None:
    """Take the oldest waiting task for `worker`, by default this process on this machine.

    Returns name, entity, action, attempts and entity_values, or None when idle.
    entity_values: name_en, name_ar, category, cofog_function, size, entity_number.
    """
    worker = worker or f"{socket.gethostname()}-{os.getpid()}"
    now = now_datetime()
    frappe.db.rollback()
    name = store.take_next_task(worker, now, now - timedelta(seconds=HEARTBEAT_SECONDS_MAX))
    frappe.db.commit()
    if name is None:
        return None
    task = frappe.get_doc("Entity Task", name)
    if task.attempts > ATTEMPTS_MAX:
        fail_task(name, f"given up after {ATTEMPTS_MAX} attempts that did not end")
        return claim_next_task(worker)
    entity = frappe.get_doc("Entity", task.entity)
    report_progress(name, 0.0, _("Started"))
    fields = ("name_en", "name_ar", "category", "cofog_function", "size", "entity_number")
    return frappe._dict(
        name=name,
        entity=task.entity,
        action=task.action,
        attempts=task.attempts,
        entity_values={field: entity.get(field) for field in fields},
    )


def report_progress(task: str, fraction: float, message: str) -> None:
    """Say how far a task is (fraction 0 to 1) and show it to everyone looking; commits."""
    percent = round(max(0.0, min(fraction, 1.0)) * 100, 1)
    store.save_task_values(
        task, {"progress": percent, "message": message, "heartbeat_at": now_datetime()}
    )
    frappe.db.commit()
    _publish(task)


def finish_task(task: str, message: str | None = None, url: str | None = None) -> None:
    """Mark a task done and move its entity on; commits."""
    _close(task, succeeded=True, message=message or _("Done"), error=None, url=url)


def fail_task(task: str, error: str) -> None:
    """Mark a task failed with the reason an operator can act on; commits."""
    _close(task, succeeded=False, message=_("Failed"), error=error, url=None)


def _close(task: str, succeeded: bool, message: str, error: str | None, url: str | None) -> None:
    doc = frappe.get_doc("Entity Task", task)
    values = {
        "state": "Done" if succeeded else "Failed",
        "message": message,
        "error": error,
        "finished_at": now_datetime(),
    }
    if succeeded:
        values["progress"] = 100
    doc.db_set(values, notify=True)
    status = {"status": get_status_after(doc.action, succeeded)}
    if url:
        status["url"] = url
    # A removed entity may already have been struck off the registry.
    if store.lock_entity(doc.entity):
        frappe.get_doc("Entity", doc.entity).db_set(status, notify=True)
    frappe.db.commit()
    _publish(task)


def _publish(task: str) -> None:
    doc = frappe.get_doc("Entity Task", task)
    message = {
        "task": doc.name,
        "entity": doc.entity,
        "action": doc.action,
        "state": doc.state,
        "progress": doc.progress,
        "message": doc.message,
        "error": doc.error,
    }
    frappe.publish_realtime(PROGRESS_EVENT, message, doctype="Entity", docname=doc.entity)


def _describe_refusal(error: EntityActionRefusedError) -> str:
    if not error.allowed:
        return _("Entity {0} is {1}: wait until the running task ends.").format(
            error.code, _(error.status)
        )
    return _("Entity {0} is {1}: {2} is not possible now. Possible: {3}.").format(
        error.code,
        _(error.status),
        _(error.action),
        ", ".join(_(action) for action in error.allowed),
    )
