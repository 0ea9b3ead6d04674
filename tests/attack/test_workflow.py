"""Trap 3: the journal's workflow holds for every way in, and nobody approves the own journal."""

import json

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

REFUSED = (403, 417)


@pytest.fixture
def journal(platform) -> dict:
    """Return a draft journal that a finance officer prepared: its document as the site stored
    it."""
    return prepare(platform, "Finance Officer")


def prepare(platform, role: str, **fields) -> dict:
    answer = platform.visitor("entity_a", role).resource("POST", "Journal", **entry(), **fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def entry() -> dict:
    return {
        "title": "Paper for the attack",
        "posting_date": "2026-03-05",
        "lines": [
            {"account": "52101", "cost_centre": "1100", "debit": 10},
            {"account": "11102", "credit": 10},
        ],
    }


def take(visitor, name: str, action: str, **more):
    step = {"doctype": "Journal", "name": name, "action": action, "modified": read(visitor, name)}
    return visitor.call("erp_app.api.documents.take_step", **{**step, **more})


def read(visitor, name: str) -> str:
    """Return when the journal was changed, as the visitor reads it; any day to who may not."""
    answer = visitor.resource("GET", f"Journal/{name}")
    return answer.json()["data"]["modified"] if answer.status_code == 200 else "2026-01-01"


def ways_to_submit(visitor, document: dict) -> dict:
    """Return every way a client could try to approve, and what each one answered."""
    name = document["name"]
    approved = {**document, "docstatus": 1, "workflow_state": "Approved"}
    bulk = "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs"
    return {
        "PUT docstatus": visitor.resource("PUT", f"Journal/{name}", docstatus=1),
        "PUT state": visitor.resource("PUT", f"Journal/{name}", workflow_state="Approved"),
        "PUT both": visitor.resource(
            "PUT", f"Journal/{name}", docstatus=1, workflow_state="Approved"
        ),
        "savedocs": visitor.call(
            "frappe.desk.form.save.savedocs", doc=json.dumps(document), action="Submit"
        ),
        "submit": visitor.call("frappe.client.submit", doc=json.dumps(document)),
        "save": visitor.call("frappe.client.save", doc=json.dumps(approved)),
        "set_value": visitor.call(
            "frappe.client.set_value", doctype="Journal", name=name,
            fieldname=json.dumps({"docstatus": 1, "workflow_state": "Approved"}),
        ),
        "workflow": visitor.call(
            "frappe.model.workflow.apply_workflow", doc=json.dumps(document), action="Approve"
        ),
        "bulk workflow": visitor.call(
            "frappe.model.workflow.bulk_workflow_approval", docnames=json.dumps([name]),
            doctype="Journal", action="Approve",
        ),
        "bulk": visitor.call(
            bulk, doctype="Journal", docnames=json.dumps([name]), action="submit"
        ),
        "endpoint": take(visitor, name, "Approve"),
        "endpoint, many": visitor.call(
            "erp_app.api.documents.take_steps", doctype="Journal", names=json.dumps([name]),
            action="Approve", modified=json.dumps({name: read(visitor, name)}),
        ),
    }  # fmt: skip


def stored(platform, name: str) -> dict:
    return platform.run_inside(
        f"result = frappe.db.get_value('Journal', {name!r}, "
        "['docstatus', 'workflow_state', 'approved_by', 'posting_number'], as_dict=True)"
    )


@pytest.mark.parametrize(
    "role", ["Finance Officer", "Finance Manager", "Auditor", "HR Manager", "Entity Administrator"]
)
def test_draft_is_posted_by_nobody(platform, journal, role):
    ways_to_submit(platform.visitor("entity_a", role), journal)
    after = stored(platform, journal["name"])
    assert (after["docstatus"], after["approved_by"]) == (0, None)
    assert after["workflow_state"] in ("Draft", "For Approval")
    assert not after["posting_number"]


def test_preparer_never_approves_the_own_journal(platform):
    """The manager holds the approving role, but prepared this one."""
    document = prepare(platform, "Finance Manager", workflow_state="For Approval")
    manager = platform.visitor("entity_a", "Finance Manager")
    answers = ways_to_submit(manager, document)
    after = stored(platform, document["name"])
    assert (after["docstatus"], after["workflow_state"]) == (0, "For Approval")
    assert after["approved_by"] is None
    assert answers["endpoint"].status_code in REFUSED


def test_approval_by_a_second_person_posts(platform, journal):
    officer = platform.visitor("entity_a", "Finance Officer")
    sent = take(officer, journal["name"], "Send for Approval")
    assert sent.status_code == 200, sent.text
    manager = platform.visitor("entity_a", "Finance Manager")
    answer = take(manager, journal["name"], "Approve")
    assert answer.status_code == 200, answer.text
    after = stored(platform, journal["name"])
    assert (after["docstatus"], after["workflow_state"]) == (1, "Approved")
    assert after["approved_by"] == platform.login_of("Finance Manager")


def test_server_fields_sent_by_the_client_are_ignored(platform):
    document = prepare(
        platform, "Finance Officer", posting_number=999999, approved_by="Administrator",
        prepared_by=platform.login_of("Finance Manager"), owner="Administrator",
    )  # fmt: skip
    after = platform.run_inside(
        f"result = frappe.db.get_value('Journal', {document['name']!r}, "
        "['posting_number', 'approved_by', 'prepared_by', 'owner'], as_dict=True)"
    )
    assert not after["posting_number"]
    assert after["approved_by"] is None
    assert after["owner"] == platform.login_of("Finance Officer")
    assert after["prepared_by"] in (None, platform.login_of("Finance Officer"))


def test_posted_journal_and_its_ledger_cannot_be_changed(platform, journal):
    officer = platform.visitor("entity_a", "Finance Officer")
    manager = platform.visitor("entity_a", "Finance Manager")
    take(officer, journal["name"], "Send for Approval")
    assert take(manager, journal["name"], "Approve").status_code == 200
    line = platform.run_inside(
        "result = frappe.get_all('Ledger Line', "
        f"{{'voucher': {journal['name']!r}}}, pluck='name')[0]"
    )
    for visitor in (officer, manager, platform.visitor("entity_a", "Entity Administrator")):
        for answer in (
            visitor.resource("PUT", f"Journal/{journal['name']}", title="changed"),
            visitor.resource("DELETE", f"Journal/{journal['name']}"),
            visitor.resource("PUT", f"Ledger Line/{line}", debit=1),
            visitor.resource("DELETE", f"Ledger Line/{line}"),
            visitor.resource("POST", "Ledger Line", account="11102", debit=1),
        ):
            assert answer.status_code in REFUSED, answer.text
    assert stored(platform, journal["name"])["docstatus"] == 1


@pytest.mark.parametrize("role", ["Employee", "HR Manager", "Auditor", "Entity Administrator"])
def test_roles_outside_finance_prepare_no_journal(platform, role):
    visitor = platform.visitor("entity_a", role)
    assert_refused(visitor.resource("POST", "Journal", **entry()), 403)
    document = {"doctype": "Journal", **entry()}
    answer = visitor.call("frappe.desk.form.save.savedocs", doc=json.dumps(document), action="Save")
    assert_refused(answer, 403)


@pytest.mark.parametrize("role", ["Finance Officer", "Finance Manager", "Auditor"])
def test_refused_change_of_a_posted_journal_is_put_into_words(platform, role):
    """The base answers some of its refusals with an empty message."""
    visitor = platform.visitor("entity_a", "Finance Officer")
    document = prepare(platform, "Finance Officer", workflow_state="For Approval")
    take(platform.visitor("entity_a", "Finance Manager"), document["name"], "Approve")
    visitor = platform.visitor("entity_a", role)
    answer = visitor.resource("PUT", f"Journal/{document['name']}", title="Another")
    assert answer.status_code in REFUSED
    said = [json.loads(one)["message"] for one in json.loads(answer.json()["_server_messages"])]
    assert said
    assert all(text.strip() for text in said)
