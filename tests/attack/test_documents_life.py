"""Steps, substitutes and the inbox against people who want more than is theirs."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.attack.running_platform import assert_refused
from tests.attack.test_workflow import prepare, stored, take

pytestmark = pytest.mark.platform

STEPS = "erp_app.api.documents."
OUTSIDERS = ("Employee", "HR Manager", "HR Officer")
ODD = (None, 7, True, ["Journal"], {"a": 1}, "", "Journal' or '1'='1", "x" * 5000, "\x00")


def day(offset: int = 0) -> str:
    """Return a day of the sites, today when no offset is given."""
    return str((datetime.now(ZoneInfo("Asia/Dubai")) + timedelta(days=offset)).date())


@pytest.fixture
def sent(platform) -> str:
    """Return a journal of an officer that waits for approval."""
    return prepare(platform, "Finance Officer", workflow_state="For Approval")["name"]


@pytest.mark.parametrize("role", OUTSIDERS)
def test_outsiders_neither_ask_nor_take_steps(platform, sent, role):
    visitor = platform.visitor("entity_a", role)
    assert_refused(visitor.call(f"{STEPS}get_steps", "GET", doctype="Journal", name=sent), 403)
    for action in ("Approve", "Reject", "Withdraw", "Cancel", "Revise", "Send for Approval"):
        assert_refused(take(visitor, sent, action, reason="x"), 403)
    names = json.dumps([sent])
    many = visitor.call(f"{STEPS}take_steps", doctype="Journal", names=names, action="Approve")
    assert_refused(many, 403)
    assert stored(platform, sent)["workflow_state"] == "For Approval"


def test_readers_take_no_step(platform, sent):
    for role in ("Auditor", "Entity Administrator"):
        visitor = platform.visitor("entity_a", role)
        shown = visitor.call(f"{STEPS}get_steps", "GET", doctype="Journal", name=sent)
        assert shown.json()["message"]["steps"] == []
        assert_refused(take(visitor, sent, "Approve"), 403)
    assert stored(platform, sent)["docstatus"] == 0


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_odd_arguments_are_refused_and_no_fault(platform, sent, odd):
    manager = platform.visitor("entity_a", "Finance Manager")
    good = {"doctype": "Journal", "name": sent, "action": "Approve", "modified": "2026-01-01"}
    for argument in good:
        answer = manager.call(f"{STEPS}take_step", **{**good, argument: odd})
        assert 400 <= answer.status_code < 500, f"{argument}: {answer.text[:200]}"
    for names in (odd, [odd], json.dumps({"a": sent})):
        answer = manager.call(f"{STEPS}take_steps", doctype="Journal", names=names, action="Fly")
        assert answer.status_code < 500, answer.text[:200]
    for name in ("get_steps", "take_step"):
        assert manager.call(STEPS + name, doctype="User", name="x", action="x").status_code < 500
    assert stored(platform, sent)["docstatus"] == 0


def test_steps_are_not_taken_by_following_a_link(platform, sent):
    manager = platform.visitor("entity_a", "Finance Manager")
    asked = {"doctype": "Journal", "name": sent, "action": "Approve"}
    assert_refused(manager.call(f"{STEPS}take_step", "GET", **asked), 403)
    assert stored(platform, sent)["docstatus"] == 0


def test_everyone_gets_the_own_inbox_whomever_they_name(platform, sent):
    for role, is_shown in (("Finance Manager", True), ("Finance Officer", False),
                           ("Employee", False), ("Auditor", False)):  # fmt: skip
        visitor = platform.visitor("entity_a", role)
        asked = {"user": platform.login_of("Finance Manager"), "for_user": "Administrator"}
        answer = visitor.call("erp_app.api.inbox.get_inbox", "GET", **asked)
        assert answer.status_code in (200, 400, 417)
        plain = visitor.call("erp_app.api.inbox.get_inbox", "GET").json()["message"]
        found = any(entry["document"] == sent for entry in plain["entries"])
        assert found is is_shown, role
        if not is_shown:
            assert sent not in answer.text
    stranger = platform.visitor("entity_a")
    assert_refused(stranger.call("erp_app.api.inbox.get_inbox", "GET"), 401, 403)


@pytest.mark.parametrize("doctype", ["Inbox Item", "Document Step"])
def test_list_and_trail_cannot_be_written(platform, sent, doctype):
    name = platform.run_inside(
        f"result = frappe.db.get_value({doctype!r}, {{'document': {sent!r}}}, 'name')"
    )
    for role in ("Finance Manager", "Entity Administrator", "Auditor", "Employee"):
        visitor = platform.visitor("entity_a", role)
        assert_refused(visitor.resource("POST", doctype, document=sent), 403, 417)
        assert_refused(visitor.resource("PUT", f"{doctype}/{name}", document="x"), 403, 417)
        assert_refused(visitor.resource("DELETE", f"{doctype}/{name}"), 403, 417)
        if doctype == "Inbox Item":
            assert_refused(visitor.resource("GET", f"{doctype}/{name}"), 403)
            assert_refused(visitor.get(f"/api/resource/{doctype}"), 403)


def delegate(visitor, **fields):
    values = {"from_date": day(), "to_date": day(3), **fields}
    return visitor.resource("POST", "Delegation", **values)


def test_delegation_is_always_the_writers_own(platform):
    manager = platform.visitor("entity_a", "Finance Manager")
    officer = platform.login_of("Finance Officer")
    made = delegate(manager, delegate=officer, delegator="Administrator", owner="Administrator")
    assert made.status_code == 200, made.text
    row = made.json()["data"]
    assert row["delegator"] == platform.login_of("Finance Manager")
    name = row["name"]
    stretched = manager.resource("PUT", f"Delegation/{name}", to_date="2099-01-01")
    assert stretched.json().get("data", row)["to_date"] == row["to_date"]
    for role in ("Finance Officer", "Employee", "HR Manager"):
        visitor = platform.visitor("entity_a", role)
        login = platform.login_of(role)
        for fields in ({"withdrawn": 1}, {"delegator": login, "delegate": login}):
            assert_refused(visitor.resource("PUT", f"Delegation/{name}", **fields), 403, 417)
        assert_refused(visitor.resource("DELETE", f"Delegation/{name}"), 403, 417)
    assert_refused(platform.visitor("entity_a", "Employee").resource(
        "GET", f"Delegation/{name}"), 403)  # fmt: skip
    ended = platform.visitor("entity_a", "Entity Administrator")
    assert ended.resource("PUT", f"Delegation/{name}", withdrawn=1).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"delegate": "Administrator"},
        {"delegate": "nobody@attack.example"},
        {"delegate": ["a"]},
        {"from_date": day(-1)},
        {"from_date": "yesterday"},
        {"to_date": day(400)},
        {"document_type": "User"},
    ],
    ids=str,
)
def test_unsound_delegations_are_refused(platform, fields):
    manager = platform.visitor("entity_a", "Finance Manager")
    values = {"delegate": platform.login_of("Finance Officer"), **fields}
    answer = delegate(manager, **values)
    assert 400 <= answer.status_code < 500, answer.text[:300]


def test_nobody_delegates_to_oneself_or_without_a_right(platform):
    manager = platform.visitor("entity_a", "Finance Manager")
    own = platform.login_of("Finance Manager")
    assert_refused(delegate(manager, delegate=own), 417)
    for role in ("Finance Officer", "Employee", "Auditor", "Entity Administrator"):
        assert_refused(delegate(platform.visitor("entity_a", role), delegate=own), 403, 417)
    assert_refused(delegate(platform.visitor("entity_a", "HR Manager"), delegate=own), 403, 417)


def test_roles_of_steps_are_widened_by_nobody_beyond_a_release(platform):
    keeper = platform.visitor("entity_a", "Entity Administrator")
    for role in ("Finance Officer", "Employee", "Entity Administrator", "All", "System Manager"):
        row = {"document_type": "Journal", "action": "Approve", "role": role, "valid_from": day()}
        assert_refused(keeper.resource("POST", "Step Role", **row), 403, 417)
    row = {"document_type": "Journal", "action": "Approve", "role": "Finance Manager"}
    for role in ("Finance Manager", "HR Manager", "Finance Officer", "Auditor", "Employee"):
        visitor = platform.visitor("entity_a", role)
        assert_refused(visitor.resource("POST", "Step Role", **row, valid_from=day()), 403)
    assert_refused(keeper.resource("POST", "Step Role", **row, valid_from=day(-1)), 417)
