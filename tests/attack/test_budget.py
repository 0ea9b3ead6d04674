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


def ways_to_approve(visitor, document: dict, **forgeries) -> list:
    name, seen, kind = document["name"], document["modified"], document["doctype"]
    forged = {**document, "docstatus": 1, "workflow_state": "Approved", **forgeries}
    steps = [
        {"doctype": kind, "name": name, "action": action, "modified": seen, "reason": "Urgent"}
        for action in ("Endorse", "Approve")
    ]
    return [
        visitor.resource("PUT", f"{kind}/{name}", docstatus=1, workflow_state="Approved"),
        visitor.call("frappe.client.save", doc=json.dumps(forged)),
        visitor.call("frappe.client.submit", doc=json.dumps(document)),
        visitor.call("frappe.desk.form.save.savedocs", doc=json.dumps(forged), action="Submit"),
        *[visitor.call("erp_app.api.documents.take_step", **step) for step in steps],
    ]


@pytest.mark.parametrize(
    "role", ["Employee", "Finance Officer", "Auditor", "HR Manager", "Entity Administrator"]
)
def test_nobody_without_the_right_decides_by_any_way(platform, budget, role):
    ways_to_approve(platform.visitor("entity_a", role), budget, year_key="2027")
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


# --- overrides -----------------------------------------------------------------------------


@pytest.fixture
def journal(platform) -> dict:
    """Return a journal that a finance officer sent for approval; it is taken away afterwards."""
    officer = platform.visitor("entity_a", "Finance Officer")
    lines = [
        {"account": "52101", "cost_centre": "1100", "debit": 5},
        {"account": "11102", "credit": 5},
    ]
    content = {"title": "Attack", "posting_date": "2026-03-05", "lines": lines}
    answer = officer.resource("POST", "Journal", **content, workflow_state="For Approval")
    assert answer.status_code == 200, answer.text
    document = answer.json()["data"]
    yield document
    forget(platform, "Journal", document["name"], "Journal Line")


@pytest.fixture
def override(platform, journal) -> dict:
    """Return a request to let that journal through; it is taken away afterwards."""
    answer = ask_for(platform.visitor("entity_a", "Finance Officer"), journal["name"])
    assert answer.status_code == 200, answer.text
    document = answer.json()["data"]
    yield document
    forget(platform, "Budget Override", document["name"])


def ask_for(visitor, journal: str, **forged):
    content = {"voucher_type": "Journal", "voucher": journal, "justification": "Urgent"}
    fields = {**content, "workflow_state": "For Approval", **forged}
    return visitor.resource("POST", "Budget Override", **fields)


def forget(platform, doctype: str, name: str, rows: str = "") -> None:
    tables = f"frappe.db.delete({rows!r}, dict(parent={name!r}))\n" if rows else ""
    platform.run_inside(
        f"{tables}frappe.db.delete('Inbox Item', dict(document={name!r}))\n"
        f"frappe.db.delete({doctype!r}, dict(name={name!r}, docstatus=0))\nfrappe.db.commit()\n"
        "result = None"
    )


def stands(platform, name: str) -> list:
    fields = ["docstatus", "workflow_state", "approved_by", "used_at"]
    return list(
        platform.run_inside(
            f"result = frappe.db.get_value('Budget Override', {name!r}, {fields!r})"
        )
    )


@pytest.mark.parametrize(
    "role",
    ["Employee", "Finance Officer", "Finance Manager", "Auditor", "HR Manager",
     "Entity Administrator"],
)  # fmt: skip
def test_nobody_without_the_role_lets_a_document_through(platform, override, role):
    visitor = platform.visitor("entity_a", role)
    ways_to_approve(visitor, override, approved_by="x@y.example", used_at=None)
    assert stands(platform, override["name"]) == [0, "For Approval", None, None]


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_controller_gives_a_reason(platform, override, reason):
    controller = platform.visitor("entity_a", "Budget Controller")
    step = {"doctype": "Budget Override", "name": override["name"], "action": "Approve"}
    answer = controller.call(
        "erp_app.api.documents.take_step", **step, modified=override["modified"], reason=reason
    )
    assert answer.status_code in REFUSED, answer.text
    submitted = controller.call("frappe.client.submit", doc=json.dumps(override))
    assert submitted.status_code in REFUSED
    assert stands(platform, override["name"]) == [0, "For Approval", None, None]


def test_override_does_not_come_approved(platform, journal):
    officer = platform.visitor("entity_a", "Finance Officer")
    forgeries = (
        {"docstatus": 1},
        {"docstatus": 1, "workflow_state": "Approved"},
        {"workflow_state": "Approved", "approved_by": "x@y.example"},
    )
    answers = [ask_for(officer, journal["name"], **forged) for forged in forgeries]
    assert {answer.status_code for answer in answers} <= set(REFUSED)
    count = platform.run_inside(
        f"result = frappe.db.count('Budget Override', dict(voucher={journal['name']!r}))"
    )
    assert count == 0


@pytest.mark.parametrize("voucher_type", ["Budget", "User", "Journal Line", "No Such Type"])
def test_override_is_for_documents_that_take_budget(platform, voucher_type):
    officer = platform.visitor("entity_a", "Finance Officer")
    answer = ask_for(officer, "Administrator", voucher_type=voucher_type)
    assert answer.status_code in (*REFUSED, 404), answer.text


@pytest.mark.parametrize("flag", ["override", "budget_override", "used_at", "is_overridden"])
def test_flag_in_a_journal_lets_nothing_through(platform, journal, flag):
    """There is none to be written: what lets through is a document of its own."""
    manager = platform.visitor("entity_a", "Finance Manager")
    manager.call("frappe.client.save", doc=json.dumps({**journal, flag: "BOV-00001"}))
    moved = platform.run_inside(
        f"result = frappe.get_all('Budget Movement', dict(voucher={journal['name']!r}))"
    )
    assert moved == []


# --- year end ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_nobody_without_the_role_ends_a_year(platform, role):
    officer = platform.visitor("entity_a", "Finance Officer")
    content = {"fiscal_year": "2025", "posting_date": "2026-01-02"}
    answer = officer.resource("POST", "Budget Year End", **content, workflow_state="For Approval")
    assert answer.status_code == 200, answer.text
    document = answer.json()["data"]
    try:
        ways_to_approve(platform.visitor("entity_a", role), document, plan_digest="0" * 64)
        after = platform.run_inside(
            f"result = frappe.db.get_value('Budget Year End', {document['name']!r}, 'docstatus')"
        )
        assert after == 0
    finally:
        forget(platform, "Budget Year End", document["name"])


@pytest.mark.parametrize("report", ["Budget Movements", "Budget Year End Preview"])
@pytest.mark.parametrize("role", ["Employee", "HR Officer", "HR Manager"])
def test_who_keeps_no_books_runs_no_report_of_the_budget(platform, role, report):
    answer = platform.visitor("entity_a", role).call(
        "frappe.desk.query_report.run", report_name=report, filters='{"voucher": "x"}'
    )
    assert answer.status_code == 403
