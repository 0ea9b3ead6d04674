"""Opening balances hold their rules for every way in: another person, one fund, one opening."""

import json

import pytest

from tests.attack.running_platform import assert_refused
from tests.attack.test_workflow import REFUSED

pytestmark = pytest.mark.platform
OPENING = "Opening Balances"
FORGED = {
    "docstatus": 1,
    "workflow_state": "Approved",
    "period": "2026-06",
    "posting_date": "2026-06-30",
    "posting_number": 7,
    "opening_key": "2026 ZZ",
    "approved_by": "Administrator",
}


def content(**fields) -> dict:
    rows = [{"account": "11102", "debit": 10}, {"account": "21101", "credit": 10}]
    return {"title": "Attack", "fiscal_year": "2026", "fund": "TF", "lines": rows, **fields}


@pytest.fixture
def balances(platform) -> dict:
    """Balances that a finance officer sent; they are taken away afterwards."""
    officer = platform.visitor("entity_a", "Finance Officer")
    answer = officer.resource("POST", OPENING, **content(workflow_state="For Approval"))
    assert answer.status_code == 200, answer.text
    document = answer.json()["data"]
    yield document
    name = document["name"]
    platform.run_inside(
        f"frappe.db.delete('Journal Line', dict(parenttype={OPENING!r}, parent={name!r}))\n"
        f"frappe.db.delete({OPENING!r}, dict(name={name!r}, docstatus=0))\nfrappe.db.commit()\n"
        "result = None"
    )


def stored(platform, name: str) -> dict:
    fields = ["docstatus", "workflow_state", "approved_by", "period", "opening_key"]
    return platform.run_inside(
        f"result = frappe.db.get_value({OPENING!r}, {name!r}, {fields!r}, as_dict=True)"
    )


def ways_to_approve(visitor, document: dict) -> list:
    name, forged = document["name"], {**document, **FORGED}
    seen = document["modified"]
    step = {"doctype": OPENING, "name": name, "action": "Approve", "modified": seen}
    return [
        visitor.resource("PUT", f"{OPENING}/{name}", **FORGED),
        visitor.call("frappe.client.save", doc=json.dumps(forged)),
        visitor.call("frappe.client.submit", doc=json.dumps(document)),
        visitor.call("frappe.desk.form.save.savedocs", doc=json.dumps(forged), action="Submit"),
        visitor.call("frappe.model.workflow.apply_workflow", doc=json.dumps(document), action="x"),
        visitor.call("erp_app.api.documents.take_step", **step),
    ]


@pytest.mark.parametrize("role", ["Finance Officer", "Auditor", "HR Manager", "Employee"])
def test_nobody_without_the_right_approves_by_any_way(platform, balances, role):
    ways_to_approve(platform.visitor("entity_a", role), balances)
    after = stored(platform, balances["name"])
    assert (after["docstatus"], after["workflow_state"]) == (0, "For Approval")
    assert (after["approved_by"], after["period"], after["opening_key"]) == (None, None, None)


def test_fields_of_the_server_are_not_taken_from_a_new_document(platform):
    officer = platform.visitor("entity_a", "Finance Officer")
    answer = officer.resource("POST", OPENING, **content(**FORGED))
    assert answer.status_code in REFUSED


@pytest.mark.parametrize(
    "rows",
    [
        [{"account": "52101", "debit": 10}, {"account": "11102", "credit": 10}],
        [{"account": "11102", "debit": 10, "fund": "GF"}, {"account": "21101", "credit": 10}],
        [{"account": "11102", "debit": 10}, {"account": "21101", "credit": 9}],
    ],
    ids=["an expense", "another fund", "not balanced"],
)
def test_rest_refuses_what_the_form_refuses(platform, rows):
    officer = platform.visitor("entity_a", "Finance Officer")
    fields = content(workflow_state="For Approval", lines=rows)
    assert officer.resource("POST", OPENING, **fields).status_code in REFUSED


@pytest.mark.parametrize("role", ["HR Officer", "HR Manager", "Employee"])
def test_others_neither_read_nor_write(platform, balances, role):
    visitor = platform.visitor("entity_a", role)
    assert_refused(visitor.resource("GET", f"{OPENING}/{balances['name']}"), 403)
    assert_refused(visitor.resource("POST", OPENING, **content()), 403)
