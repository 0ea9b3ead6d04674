"""A supplier from a visitor's telephone to an entity's list: four people at a browser."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import expect

from tests.attack.running_platform import Platform
from tests.e2e.accessibility import find_barriers

pytestmark = [pytest.mark.platform, pytest.mark.browser]

PAGE = "/supplier-registration"
PDF = {"name": "licence.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 a licence"}


@pytest.fixture(scope="module")
def platform(facts) -> Platform:
    known = Platform.__dataclass_fields__
    return Platform(**{name: value for name, value in facts.items() if name in known})


@pytest.fixture
def visitor(visitors, platform):
    person = visitors.enter(platform.host("hub"), is_phone=True)
    yield person
    assert person.watch.take_problems() == []
    person.context.close()


def message(visitor):
    return visitor.page.locator(".diwan-supplier-registration .message")


def fill_in(page, name: str) -> None:
    page.fill("#supplier_name", name)
    page.fill("#supplier_name_ar", "شركة الهاتف للتجارة")
    page.select_option("#legal_form", "Civil Company")
    page.fill("#trade_licence_number", f"CN-{secrets.randbelow(10**8)}")
    licence = page.locator("fieldset[data-kind='trade-licence']")
    licence.locator(".number").fill("L-1")
    licence.locator(".expiry").fill("2031-01-01")
    licence.locator(".file").set_input_files(PDF)


def test_visitor_registers_on_a_telephone_and_buyers_find_the_supplier(visitors, platform, visitor):
    mail, name = f"v{secrets.token_hex(5)}@company.example", f"Phone {secrets.token_hex(4)} Works"
    visitor.page.goto(visitor.base + PAGE)
    assert find_barriers(visitor.page) == []
    visitor.page.fill("#mail", mail)
    visitor.page.get_by_role("button", name="Continue").click()
    expect(message(visitor)).to_contain_text("ask the shared services centre")
    path = platform.run_inside(
        f"from erp_app.purchasing.self_registration import renew\nresult = renew({mail!r})[0]",
        "hub",
    )
    visitor.page.goto(visitor.base + path)
    visitor.page.reload()
    fill_in(visitor.page, name)
    visitor.page.get_by_role("button", name="Send").click()
    expect(message(visitor)).to_contain_text("Thank you")

    registrar = visitors.get("hub", "Supplier Registrar")
    proposal = platform.run_inside(
        f"result = frappe.db.get_value('Supplier Proposal', {{'supplier_name': {name!r}}})", "hub"
    )
    registrar.open(f"/app/supplier-proposal/{proposal}")
    registrar.press("Send for Approval")
    approver = visitors.get("hub", "Supplier Approver")
    approver.open(f"/app/supplier-proposal/{proposal}")
    approver.press("Approve")
    approver.confirm()
    expect(approver.page.locator(".page-head .indicator-pill").first).to_contain_text("Approved")

    treasurer = visitors.get("entity_b", "Treasurer")
    code = f"result = frappe.db.get_value('Supplier', {{'supplier_name': {name!r}}})"
    for _second in range(60):
        if number := platform.run_inside(code, "entity_b"):
            break
        treasurer.page.wait_for_timeout(1000)
    treasurer.open(f"/app/supplier/{number}")
    expect(treasurer.page.locator(".form-message").first).to_contain_text("Kept at the hub")
    assert find_barriers(treasurer.page) == []


def test_page_in_arabic_reads_from_the_right_and_fits_a_telephone(visitors, platform, visitor):
    visitor.page.goto(visitor.base + PAGE + "#a-link")
    visitor.page.locator(".other-language").click()
    expect(visitor.page.locator("h4")).to_contain_text("التسجيل موردًا")
    assert visitor.page.evaluate("document.documentElement.dir") == "rtl"
    width = "document.documentElement.scrollWidth <= window.innerWidth"
    assert visitor.page.evaluate(width)
    label = visitor.page.locator("label[for='supplier_name']").first
    assert label.evaluate("one => getComputedStyle(one).textAlign") in ("start", "right")
    assert find_barriers(visitor.page) == []


def test_registrar_proposes_a_change_of_what_the_register_says(visitors, platform):
    registrar = visitors.get("hub", "Supplier Registrar")
    number = platform.run_inside(
        "result = frappe.get_all('Supplier', {'status': 'Active'}, pluck='name', limit=1)[0]", "hub"
    )
    registrar.open(f"/app/supplier/{number}")
    registrar.press("Propose a Change")
    registrar.page.wait_for_url("**/supplier-proposal/new-*")
    assert registrar.field("supplier").input_value() != ""
    assert registrar.field("supplier_name").input_value() != ""
