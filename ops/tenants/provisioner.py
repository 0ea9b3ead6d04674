"""The daemon that carries out what the hub's Desk asks for: create, suspend, resume, remove.

Web workers never hold the database administrator's password; this process does, and takes its
orders from Entity Task rows only. One task at a time: a machine makes an entity in about a second.
"""

import logging
import os
import time
from typing import Any

import frappe
import pymysql

from ground.errors import OpsError
from ground.progress import Report
from ops.installation.instance import Instance
from ops.installation.tenant_spec import EntitySpec
from ops.tenants import hub_registry, sites
from ops.tenants.provision import add_entity, resume_entity, suspend_entity
from ops.tenants.remove import remove_entity

PAUSE_SECONDS = 1.0
SYNC_EVERY_SECONDS = 300.0
WORKER = f"provisioner-{os.getpid()}"
log = logging.getLogger("provisioner")


def run_forever(instance: Instance) -> None:
    """Wait for tasks and do them; refresh the registry's vital signs now and then."""
    last_sync = 0.0
    while True:
        try:
            done = hub_registry.hub_exists(instance) and run_next(instance)
            if time.monotonic() - last_sync > SYNC_EVERY_SECONDS:
                if hub_registry.hub_exists(instance):
                    hub_registry.sync(instance)
                last_sync = time.monotonic()
        except Exception:  # the daemon outlives a stopped database; the reason is in its log
            log.exception("A round failed; trying again")
            done = False
            time.sleep(5)
        if not done:
            time.sleep(PAUSE_SECONDS)


def run_next(instance: Instance) -> bool:
    """Do the oldest waiting task; False when there is none."""
    from erp_app.hub import tasks

    with sites.connected(instance, hub_registry.HUB):
        task = tasks.claim_next_task(WORKER)
    if not task:
        return False
    log.info("%s %s", task["action"], task["entity"])

    def report(share: float, message: str) -> None:
        with sites.connected(instance, hub_registry.HUB):
            tasks.report_progress(task["name"], share, message)

    try:
        _carry_out(instance, task, report)
    except (OpsError, OSError, pymysql.Error, frappe.ValidationError) as error:
        log.exception("Task %s failed", task["name"])
        with sites.connected(instance, hub_registry.HUB):
            tasks.fail_task(task["name"], str(error))
        return True
    url = instance.url(task["entity"]) if task["action"] in ("Create", "Resume") else None
    with sites.connected(instance, hub_registry.HUB):
        tasks.finish_task(task["name"], url=url)
    return True


def _carry_out(instance: Instance, task: dict[str, Any], report: Report) -> None:
    code, action = task["entity"], task["action"]
    if action == "Create":
        add_entity(instance, _spec_of(code, task["entity_values"]), report)
    elif action == "Suspend":
        suspend_entity(instance, code, report)
    elif action == "Resume":
        resume_entity(instance, code, report)
    elif action == "Remove":
        remove_entity(instance, code, report)
    else:
        raise OpsError(f"Task {task['name']} asks for '{action}', which is not known.")


def _spec_of(code: str, values: dict[str, Any]) -> EntitySpec:
    return EntitySpec(
        code=code,
        name_en=values["name_en"],
        name_ar=values["name_ar"],
        category=values["category"] or "",
        function=values["cofog_function"] or "",
        size=values["size"] or "",
    )


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    run_forever(Instance.current())
