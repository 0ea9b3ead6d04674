"""On a phone every line of every form can be read: cards, with their amounts in whole."""

import json
from pathlib import Path

import pytest

from tests.e2e.person import PHONE

pytestmark = [pytest.mark.platform, pytest.mark.browser]

APP = Path(__file__).parents[2] / "erp_app"
# Whose forms these are; a new form is filled in the browser and not saved.
ROLES = {
    "Analytics Access": ("hub", "Centre Operator"),
    "Grade": ("entity_b", "HR Manager"),
    "Purchase Order": ("entity_b", "Buyer"),
    "Purchase Requisition": ("entity_b", "Buyer"),
    "Supplier Proposal": ("hub", "Supplier Registrar"),
}
FINANCE = ("entity_b", "Finance Officer")
AMOUNT = 1234567890.12


def forms_with_rows() -> list[tuple[str, str, str]]:
    """Return (document, field, document of the rows) of every table in a form of ours."""
    found = []
    for file in sorted(APP.glob("*/doctype/*/*.json")):
        doctype = json.loads(file.read_text("utf-8"))
        tables = [one for one in doctype["fields"] if one["fieldtype"] == "Table"]
        found += [(doctype["name"], one["fieldname"], one["options"]) for one in tables]
    return found


ADD_ROWS = """async ([doctype, field, amount]) => {
    await frappe.model.with_doctype(doctype);
    const doc = frappe.model.get_new_doc(doctype);
    const numbers = ["Currency", "Float"];
    for (const turn of [1, 2]) {
        const row = frappe.model.add_child(doc, field);
        for (const df of frappe.meta.get_docfields(row.doctype)) {
            if (numbers.includes(df.fieldtype)) row[df.fieldname] = amount;
            if (df.fieldtype === "Data") row[df.fieldname] = "Takes more than one line of a card";
        }
    }
    await frappe.set_route("Form", doctype, doc.name);
}"""
CELLS = """field => [...document.querySelectorAll(
    `[data-fieldname="${field}"] .grid-body .grid-static-col`
)].filter((cell) => cell.offsetParent).map((cell) => {
    const text = cell.querySelector(".static-area");
    const range = document.createRange();
    range.selectNodeContents(text);
    const { left, right } = range.getBoundingClientRect();
    return {
        name: cell.dataset.fieldname, type: cell.dataset.fieldtype, label: cell.dataset.label,
        text: text.innerText.trim(), left, right,
    };
})"""


def is_outside(cell: dict) -> bool:
    return bool(cell["text"]) and (cell["left"] < 0 or cell["right"] > PHONE["width"])


@pytest.mark.parametrize("form", forms_with_rows(), ids=lambda form: form[0])
def test_every_line_of_a_form_is_read_whole_on_a_phone(visitors, form):
    doctype, field, _rows = form
    person = visitors.get(*ROLES.get(doctype, FINANCE), is_phone=True)
    person.open("/app/inbox")
    person.page.evaluate(ADD_ROWS, [doctype, field, AMOUNT])
    person.form.locator(f'[data-fieldname="{field}"] .grid-body .data-row').first.wait_for()
    cells = person.page.evaluate(CELLS, field)
    assert cells
    assert [cell for cell in cells if is_outside(cell)] == []
    assert [cell["name"] for cell in cells if not cell["label"]] == []
    amounts = {cell["text"] for cell in cells if cell["type"] == "Currency"}
    assert amounts <= {"1,234,567,890.12"}
    width = person.page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    person.page.evaluate("() => { cur_frm.doc.__unsaved = 0; }")


def test_manager_sees_on_a_phone_what_is_to_be_approved(visitors):
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open("/app/inbox")
    journal = officer.page.evaluate(
        """async () => (await frappe.xcall("frappe.client.insert", {doc: {
            doctype: "Journal", title: "Read on a phone", posting_date: "2026-03-05",
            workflow_state: "For Approval",
            lines: [
                {account: "52101", cost_centre: "1100", debit: 4321000.5},
                {account: "11102", credit: 4321000.5},
            ],
        }})).name"""
    )
    manager = visitors.get("entity_b", "Finance Manager", is_phone=True)
    manager.open(f"/app/journal/{journal}")
    manager.form.locator(".page-actions button:visible", has_text="Approve").first.wait_for()
    cells = manager.page.evaluate(CELLS, "lines")
    assert [cell for cell in cells if is_outside(cell)] == []
    amounts = [cell["text"] for cell in cells if cell["type"] == "Currency"]
    assert amounts.count("4,321,000.50") == 2
    manager.open(f"/app/journal?name={journal}")
    row = manager.form.locator(".list-row", has_text="Read on a phone").first
    amount = row.get_by_text("4,321,000.50")
    amount.wait_for()
    box = amount.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
