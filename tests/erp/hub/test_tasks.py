"""Entity tasks: asked for, claimed once, reported, ended; dead workers lose theirs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import frappe
import pytest
from frappe.utils import now_datetime

from erp_app.api import hub as api
from erp_app.hub import registry, tasks
from erp_app.install.users import create_user


@pytest.fixture
def alpha(hub):
    registry.register_entity("tstalpha", "Alpha Authority", "هيئة ألفا", "authority")
    hub.db.commit()
    return "tstalpha"


def _status(entity: str) -> str:
    return frappe.db.get_value("Entity", entity, "status")


def test_creation_goes_from_request_to_active(alpha):
    name = tasks.request_task(alpha, "Create")
    assert _status(alpha) == "Creating"
    frappe.db.commit()
    claimed = tasks.claim_next_task("worker-1")
    assert (claimed.name, claimed.entity, claimed.action) == (name, alpha, "Create")
    assert claimed.entity_values["name_ar"] == "هيئة ألفا"
    tasks.report_progress(name, 0.4, "Copying the template")
    assert api.store.load_progress(alpha).progress == 40
    tasks.finish_task(name, url="http://tstalpha.localhost:8000")
    task = frappe.get_doc("Entity Task", name)
    assert (task.state, task.progress) == ("Done", 100)
    assert frappe.db.get_value("Entity", alpha, ["status", "url"]) == (
        "Active",
        "http://tstalpha.localhost:8000",
    )
    assert tasks.claim_next_task("worker-1") is None


def test_busy_entity_takes_no_second_task(alpha):
    name = tasks.request_task(alpha, "Create")
    with pytest.raises(frappe.ValidationError, match=f"busy with {name}"):
        tasks.request_task(alpha, "Create")


def test_action_the_status_does_not_allow_is_refused_with_what_is_possible(alpha):
    with pytest.raises(
        frappe.ValidationError, match=r"Suspend is not possible now.*Create, Remove"
    ):
        tasks.request_task(alpha, "Suspend")


def test_failure_names_its_reason_and_can_be_tried_again(alpha):
    name = tasks.request_task(alpha, "Create")
    frappe.db.commit()
    tasks.claim_next_task("worker-1")
    tasks.fail_task(name, "The database server is full: free 200 MB.")
    assert _status(alpha) == "Failed"
    assert api.store.load_progress(alpha).error == "The database server is full: free 200 MB."
    assert tasks.request_task(alpha, "Create") != name


def test_task_of_a_dead_worker_is_claimed_again_and_a_living_ones_is_not(alpha):
    name = tasks.request_task(alpha, "Create")
    frappe.db.commit()
    assert tasks.claim_next_task("worker-1").name == name
    assert tasks.claim_next_task("worker-2") is None
    silent_since = now_datetime() - timedelta(seconds=tasks.HEARTBEAT_SECONDS_MAX + 1)
    frappe.db.set_value("Entity Task", name, "heartbeat_at", silent_since)
    frappe.db.commit()
    again = tasks.claim_next_task("worker-2")
    assert (again.name, again.attempts) == (name, 2)


def test_task_that_never_ends_fails_after_the_last_attempt(alpha):
    name = tasks.request_task(alpha, "Create")
    frappe.db.set_value("Entity Task", name, "attempts", tasks.ATTEMPTS_MAX)
    frappe.db.commit()
    assert tasks.claim_next_task("worker-1") is None
    assert frappe.db.get_value("Entity Task", name, "state") == "Failed"
    assert _status(alpha) == "Failed"


def test_two_workers_never_claim_one_task(hub):
    codes = ("tstalpha", "tstbeta", "tstgamma")
    for code in codes:
        registry.register_entity(code, code, code, "department")
        tasks.request_task(code, "Create")
    hub.db.commit()
    site = hub.local.site

    def claim(number: int) -> str | None:
        frappe.init(site=site, sites_path=".")
        frappe.connect()
        try:
            claimed = tasks.claim_next_task(f"worker-{number}")
            return claimed and claimed.entity
        finally:
            frappe.destroy()

    with ThreadPoolExecutor(4) as pool:
        claimed = [entity for entity in pool.map(claim, range(4)) if entity]
    assert sorted(claimed) == sorted(codes)


def test_endpoint_refuses_everybody_but_operators(alpha):
    other = create_user("fo@people.example", "Fo", ["Entity Administrator"])
    operator = create_user("op@people.example", "Op", ["Centre Operator"])
    frappe.set_user(other)
    with pytest.raises(frappe.PermissionError, match="Only centre operators"):
        api.request_entity_task(alpha, "Create")
    frappe.set_user(operator)
    task = api.request_entity_task(alpha, "Create")["task"]
    assert frappe.db.get_value("Entity Task", task, "requested_by") == "op@people.example"


def test_endpoint_refuses_sites_that_are_not_the_hub(alpha, monkeypatch):
    monkeypatch.setitem(frappe.local.conf, "diwan_role", "entity")
    frappe.set_user(create_user("op@people.example", "Op", ["Centre Operator"]))
    with pytest.raises(frappe.PermissionError, match="on the hub only"):
        api.get_entity_progress(alpha)
