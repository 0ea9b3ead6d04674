"""From a request to an order in the browser: what is left beside the lines, approval, the order."""

import os

import pytest

from tests.attack.running_platform import Platform

pytestmark = [pytest.mark.platform, pytest.mark.browser]
LINKS = frozenset({"account", "cost_centre"})
CENTRE, SUPPLIER = "Z-BUYING", "SUP-E2E"
SHOTS = os.environ.get("DIWAN_SHOTS")


@pytest.fixture(scope="module")
def platform(facts) -> Platform:
    known = Platform.__dataclass_fields__
    return Platform(**{name: value for name, value in facts.items() if name in known})


@pytest.fixture(scope="module", autouse=True)
def money(platform) -> None:
    """Give a cost centre of entity B 100,000 in March, and the entity a supplier."""
    platform.run_inside(
        "from decimal import Decimal\n"
        "from erp_app.budget.appropriating import appropriate\n"
        "from erp_app.budget.years import periods_of_year\n"
        "from erp_app.domain.budget.lines import BudgetLine\n"
        "from erp_app.domain.dimensions import DimensionSet\n"
        "new = lambda doctype, **values: frappe.get_doc(dict(doctype=doctype, **values)).insert()\n"
        f"if not frappe.db.exists('Cost Centre', {CENTRE!r}):\n"
        f"    new('Cost Centre', cost_centre_code={CENTRE!r}, cost_centre_name='Buying',\n"
        "        cost_centre_name_ar='شراء', parent_cost_centre='1000')\n"
        "    new('Budget Group', group_code='Z-STATIONERY', group_name='Stationery',\n"
        "        group_name_ar='قرطاسية', account_from='52104', account_to='52105')\n"
        f"    new('Budget Control Rule', account_from='52000', account_to='52999',\n"
        f"        cost_centre={CENTRE!r}, level='Absolute', span='Year')\n"
        f"    line = BudgetLine('2026', 'Z-STATIONERY', DimensionSet({CENTRE!r}))\n"
        "    asked = [(line, [Decimal(100)] * 12)]\n"
        "    appropriate('Budget', 'BUD-BUY', asked, periods_of_year('2026'), 'Administrator')\n"
        "    frappe.db.sql('insert into tabSupplier (name, creation, modified, supplier_name,'\n"
        "        ' supplier_name_ar, status, payment_days) values (%s, now(), now(), %s, %s,'\n"
        f"        ' %s, 30)', ({SUPPLIER!r}, 'Paper and More', 'الورق وأكثر', 'Active'))\n"
        "    frappe.db.commit()\n"
        "result = None",
        "entity_b",
    )


def shot(person, name):
    if SHOTS:
        person.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_request_is_approved_and_ordered(visitors):
    buyer = visitors.get("entity_b", "Buyer")
    buyer.open("/app/purchase-requisition/new")
    buyer.fill("title", "Paper")
    buyer.fill("posting_date", "05-03-2026")
    buyer.fill("needed_by", "01-04-2026")
    buyer.fill("justification", "The printers are empty")
    buyer.type_in_grid(
        1,
        {
            "description": "Paper",
            "quantity": "10",
            "unit_price": "200",
            "account": "52104",
            "cost_centre": CENTRE,
        },
        LINKS,
    )
    shown = buyer.form.locator(".diwan-funds")
    shown.get_by_text("left of Z-STATIONERY / Z-BUYING").wait_for()
    assert shown.locator(".text-danger").count() == 1
    shot(buyer, "requisition")
    buyer.type_in_grid(1, {"quantity": "5"}, LINKS)
    shown.locator(".text-muted").wait_for()
    buyer.save()
    name = buyer.page.evaluate("() => cur_frm.doc.name")
    assert buyer.page.evaluate("() => cur_frm.doc.total_amount") == 1050
    buyer.press("Send for Approval")
    buyer.page.wait_for_function("() => cur_frm.doc.workflow_state === 'For Approval'")
    buyer.settle()
    manager = visitors.get("entity_b", "Purchasing Manager", is_phone=True)
    manager.open(f"/app/purchase-requisition/{name}")
    shot(manager, "requisition_phone")
    manager.press("Approve")
    manager.confirm()
    manager.page.wait_for_function("() => cur_frm.doc.workflow_state === 'Approved'")
    buyer.open(f"/app/purchase-requisition/{name}")
    buyer.page.get_by_role("button", name="Make Purchase Order").click()
    buyer.page.wait_for_url("**/purchase-order/new**")
    buyer.settle()
    buyer.link("supplier", SUPPLIER)
    buyer.fill("posting_date", "10-03-2026")
    # What its requisition holds is there for the order: nothing is too much.
    buyer.form.locator(".diwan-funds .text-muted").wait_for()
    assert buyer.form.locator(".diwan-funds .text-danger").count() == 0
    shot(buyer, "order")
    buyer.save()
    buyer.page.reload()
    buyer.settle()
    buyer.form.locator(".diwan-funds .text-muted").wait_for()
    line = buyer.page.evaluate("() => cur_frm.doc.lines[0]")
    assert (line["requisition"], line["requisition_line"], line["quantity"]) == (name, 1, 5)
    assert buyer.page.evaluate("() => cur_frm.doc.gross_amount") == 1050
    buyer.switch_language()
    shot(buyer, "order_ar")
    buyer.open("/app/purchasing")
    shot(buyer, "workspace_ar")
    buyer.switch_language()
