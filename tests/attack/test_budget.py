"""The budget holds for every way in: its figures are the engine's alone, and two people decide."""

import json

import pytest

from tests.attack.test_workflow import REFUSED

pytestmark = pytest.mark.platform

WRITTEN_BY_THE_ENGINE = {
    "Budget Movement": {
        "movement_kind": "Appropriation",
        "budget_line": "x",
        "appropriated": 10**6,
    },
    "Budget Balance": {"budget_line": "x", "period": "2026-01", "appropriated": 10**6},
    "Budget Line": {"fiscal_year": "2026", "budget_group": "x"},
    "Budget Reservation": {"voucher_type": "Journal", "voucher": "x", "reserved": 10**6},
}
ROLES = ["Employee", "Finance Officer", "Finance Manager", "Entity Administrator", "Auditor"]
LINE = "2025|Z-ATTACK|||||Z-ATTACK"


@pytest.fixture(scope="module")
def line(platform) -> str:
    """Return a budget line of entity A, with a movement and its balances; the ledger keeps them."""
    return platform.run_inside(
        "from datetime import date\n"
        "from decimal import Decimal\n"
        "from erp_app.budget.appropriating import appropriate\n"
        "from erp_app.budget.years import periods_of_year\n"
        "from erp_app.domain.budget.lines import BudgetLine\n"
        "from erp_app.domain.dimensions import DimensionSet\n"
        "line = BudgetLine('2025', 'Z-ATTACK', DimensionSet('Z-ATTACK'))\n"
        "asked = [(line, [Decimal(1)] * 12)]\n"
        "voucher = 'BUD-' + frappe.generate_hash(length=8)\n"
        "appropriate('Budget', voucher, asked, periods_of_year('2025'), 'Administrator')\n"
        "frappe.db.commit()\nresult = line.name"
    )


def figures(platform) -> list:
    return platform.run_inside(
        "tables = ('Movement', 'Balance', 'Line', 'Reservation')\n"
        "result = [frappe.db.sql(f'checksum table `tabBudget {one}`')[0][1] for one in tables]"
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("doctype", WRITTEN_BY_THE_ENGINE)
def test_nobody_makes_what_the_engine_writes(platform, line, doctype, role):
    visitor, before = platform.visitor("entity_a", role), figures(platform)
    fields = WRITTEN_BY_THE_ENGINE[doctype]
    document = json.dumps({"doctype": doctype, **fields})
    answers = [
        visitor.resource("POST", doctype, **fields),
        visitor.call("frappe.client.insert", doc=document),
        visitor.call("frappe.client.save", doc=document),
        visitor.call("frappe.desk.form.save.savedocs", doc=document, action="Save"),
    ]
    assert {answer.status_code for answer in answers} <= set(REFUSED)
    assert figures(platform) == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("doctype", ["Budget Movement", "Budget Balance", "Budget Line"])
def test_nobody_changes_or_deletes_it(platform, line, doctype, role):
    visitor, before = platform.visitor("entity_a", role), figures(platform)
    wanted = {} if doctype == "Budget Line" else {"budget_line": line}
    name = platform.run_inside(
        f"result = frappe.get_all({doctype!r}, {wanted!r}, pluck='name', limit=1)[0]"
    )
    answers = [
        visitor.resource("PUT", f"{doctype}/{name}", appropriated=10**6, disabled=1),
        visitor.resource("DELETE", f"{doctype}/{name}"),
        visitor.call(
            "frappe.client.set_value", doctype=doctype, name=name, fieldname="owner", value="x"
        ),
        visitor.call("frappe.client.delete", doctype=doctype, name=name),
    ]
    assert {answer.status_code for answer in answers} <= {*REFUSED, 404}
    assert figures(platform) == before


@pytest.fixture
def budget(platform) -> dict:
    """Return a budget that a finance officer sent for review; it is taken away afterwards."""
    platform.run_inside(
        "if not frappe.db.exists('Budget Group', 'Z-GROUP'):\n"
        "    fields = dict(doctype='Budget Group', group_code='Z-GROUP', group_name='Attack')\n"
        "    frappe.get_doc(dict(fields, group_name_ar='هجوم', is_group=1)).insert()\n"
        "    frappe.db.commit()\nresult = None"
    )
    officer = platform.visitor("entity_a", "Finance Officer")
    lines = [{"budget_group": "Z-GROUP", "amount": 12, "phasing": "Evenly by Month"}]
    content = {"title": "Attack", "fiscal_year": "2027", "lines": lines}
    answer = officer.resource("POST", "Budget", **content, workflow_state="Entity Review")
    assert answer.status_code == 200, answer.text
    document = answer.json()["data"]
    yield document
    name = document["name"]
    platform.run_inside(
        f"frappe.db.delete('Budget Amount', dict(parent={name!r}))\n"
        f"frappe.db.delete('Inbox Item', dict(document={name!r}))\n"
        f"frappe.db.delete('Budget', dict(name={name!r}, docstatus=0))\nfrappe.db.commit()\n"
        "result = None"
    )


def ways_to_approve(visitor, document: dict) -> list:
    name, seen = document["name"], document["modified"]
    forged = {**document, "docstatus": 1, "workflow_state": "Approved", "year_key": "2027"}
    steps = [
        {"doctype": "Budget", "name": name, "action": action, "modified": seen}
        for action in ("Endorse", "Approve")
    ]
    return [
        visitor.resource("PUT", f"Budget/{name}", docstatus=1, workflow_state="Approved"),
        visitor.call("frappe.client.save", doc=json.dumps(forged)),
        visitor.call("frappe.client.submit", doc=json.dumps(document)),
        visitor.call("frappe.desk.form.save.savedocs", doc=json.dumps(forged), action="Submit"),
        *[visitor.call("erp_app.api.documents.take_step", **step) for step in steps],
    ]


@pytest.mark.parametrize(
    "role", ["Employee", "Finance Officer", "Auditor", "HR Manager", "Entity Administrator"]
)
def test_nobody_without_the_right_decides_by_any_way(platform, budget, role):
    ways_to_approve(platform.visitor("entity_a", role), budget)
    name = budget["name"]
    fields = ["docstatus", "workflow_state", "approved_by", "year_key"]
    after = platform.run_inside(f"result = frappe.db.get_value('Budget', {name!r}, {fields!r})")
    assert list(after) == [0, "Entity Review", None, None]


def test_who_endorses_does_not_bring_the_budget_into_force(platform, budget):
    """A Finance Manager may endorse; approval is another role's, by another person."""
    ways_to_approve(platform.visitor("entity_a", "Finance Manager"), budget)
    name = budget["name"]
    after = platform.run_inside(
        f"result = frappe.db.get_value('Budget', {name!r}, ['docstatus', 'approved_by'])"
    )
    assert list(after) == [0, None]


@pytest.mark.parametrize("role", ["Employee", "HR Officer", "HR Manager"])
def test_who_keeps_no_books_asks_for_no_funds(platform, role):
    answer = platform.visitor("entity_a", role).call(
        "erp_app.api.budget.get_funds", posting_date="2026-03-05", rows="[]"
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "rows", ["[[]]", '[{"account": "1", "x": 1}]', "{}", "no", '[{"account": {"a": 1}}]']
)
def test_odd_rows_are_refused_and_never_an_error_of_the_server(platform, rows):
    officer = platform.visitor("entity_a", "Finance Officer")
    answer = officer.call("erp_app.api.budget.get_funds", posting_date="2026-03-05", rows=rows)
    assert answer.status_code in (200, 400, 417), answer.text
