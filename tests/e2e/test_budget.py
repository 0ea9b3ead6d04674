"""What is left of the budget beside the lines of a journal, before anybody saves it."""

import pytest

from tests.attack.running_platform import Platform

pytestmark = [pytest.mark.platform, pytest.mark.browser]
LINKS = frozenset({"account", "cost_centre"})
CENTRE = "Z-FUNDS"


@pytest.fixture(scope="module")
def platform(facts) -> Platform:
    known = Platform.__dataclass_fields__
    return Platform(**{name: value for name, value in facts.items() if name in known})


@pytest.fixture(scope="module")
def centre(platform) -> str:
    """Return a cost centre of entity B with 1,200 for supplies, absolutely controlled."""
    return platform.run_inside(
        "from decimal import Decimal\n"
        "from erp_app.budget.appropriating import appropriate\n"
        "from erp_app.budget.years import periods_of_year\n"
        "from erp_app.domain.budget.lines import BudgetLine\n"
        "from erp_app.domain.dimensions import DimensionSet\n"
        "new = lambda doctype, **values: frappe.get_doc(dict(doctype=doctype, **values)).insert()\n"
        f"if not frappe.db.exists('Cost Centre', {CENTRE!r}):\n"
        f"    new('Cost Centre', cost_centre_code={CENTRE!r}, cost_centre_name='Funds',\n"
        "        cost_centre_name_ar='موازنة', parent_cost_centre='1000')\n"
        "    new('Budget Group', group_code='Z-SUPPLIES', group_name='Supplies',\n"
        "        group_name_ar='مستلزمات', account_from='52101', account_to='52103')\n"
        f"    new('Budget Control Rule', account_from='52000', account_to='52999',\n"
        f"        cost_centre={CENTRE!r}, level='Absolute', span='Year')\n"
        f"    line = BudgetLine('2026', 'Z-SUPPLIES', DimensionSet({CENTRE!r}))\n"
        "    asked = [(line, [Decimal(100)] * 12)]\n"
        "    appropriate('Budget', 'BUD-E2E', asked, periods_of_year('2026'), 'Administrator')\n"
        "    frappe.db.commit()\n"
        f"result = {CENTRE!r}",
        "entity_b",
    )


def test_journal_shows_what_is_left_of_each_line(visitors, centre):
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open("/app/journal/new")
    officer.fill("posting_date", "05-03-2026")
    officer.type_in_grid(1, {"account": "52101", "cost_centre": centre, "debit": "1300"}, LINKS)
    shown = officer.form.locator(".diwan-funds")
    shown.get_by_text("left of Z-SUPPLIES / Z-FUNDS").wait_for()
    assert "1,200.00" in shown.inner_text()
    assert shown.locator(".text-danger").count() == 1
    officer.form.locator(".grid-add-row:visible").click()
    officer.type_in_grid(2, {"account": "52202", "cost_centre": centre, "debit": "5"}, LINKS)
    shown.get_by_text("Line 2: no budget line takes it").wait_for()


def test_journal_of_what_nothing_controls_shows_nothing(visitors, centre):
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open("/app/journal/new")
    officer.type_in_grid(1, {"account": "52101", "cost_centre": "1100", "debit": "5"}, LINKS)
    officer.settle()
    assert officer.form.locator(".diwan-funds div").count() == 0


def test_row_of_availability_leads_to_its_movements(visitors, centre):
    """A Budget Controller reads what a line is made of; a document that is nowhere is no link."""
    controller = visitors.get("entity_b", "Budget Controller")
    controller.open(f"/app/query-report/Budget Availability?fiscal_year=2026&cost_centre={centre}")
    controller.page.get_by_role("link", name="Z-SUPPLIES / Z-FUNDS").click()
    controller.page.wait_for_url("**/Budget%20Movements?**")
    controller.form.get_by_text("Appropriation", exact=True).first.wait_for()
    said = controller.page.get_by_text("Documents without a link are not yours to open: Budget")
    said.wait_for()


@pytest.fixture
def waiting(platform, visitors, centre) -> str:
    """Return a journal beyond the budget that waits for approval; it is taken away afterwards."""
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open("/app/journal")
    lines = [
        {"account": "52101", "cost_centre": centre, "debit": 1300},
        {"account": "11102", "credit": 1300},
    ]
    content = {"title": "Beyond", "posting_date": "2026-03-05", "lines": lines}
    fields = {"doctype": "Journal", "workflow_state": "For Approval", **content}
    name = officer.call("frappe.client.insert", doc=fields)["name"]
    yield name
    platform.run_inside(
        f"frappe.db.delete('Journal Line', dict(parent={name!r}))\n"
        f"frappe.db.delete('Inbox Item', dict(document={name!r}))\n"
        f"frappe.db.delete('Journal', dict(name={name!r}, docstatus=0))\nfrappe.db.commit()\n"
        "result = None",
        "entity_b",
    )


def test_document_that_waits_offers_its_override(visitors, waiting):
    officer, name = visitors.get("entity_b", "Finance Officer"), waiting
    officer.open(f"/app/journal/{name}")
    officer.page.get_by_role("button", name="Ask for Budget Override").click()
    officer.page.wait_for_url("**/budget-override/new**")
    officer.fill("justification", "The pump broke")
    assert officer.page.get_by_text(name).count() > 0
