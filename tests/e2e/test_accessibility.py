"""Pages that the tour of screens does not open are open to everybody too; keyboard and zoom."""

import pytest

from tests.e2e.accessibility import find_barriers

pytestmark = [pytest.mark.platform, pytest.mark.browser]

INSERT = """async (state) => (await frappe.xcall("frappe.client.insert", {doc: {
    doctype: "Journal", title: "Read by everybody", posting_date: "2026-03-05",
    workflow_state: state,
    lines: [
        {account: "52101", cost_centre: "1100", debit: 12.5, description: "Paper"},
        {account: "11102", credit: 12.5},
    ],
}})).name"""


@pytest.mark.parametrize("is_phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_sign_in_has_no_barrier(visitors, facts, language, is_phone):
    stranger = visitors.enter(facts["sites"]["entity_b"], is_phone)
    cookie = {"name": "preferred_language", "value": language, "url": stranger.base}
    stranger.context.add_cookies([cookie])
    stranger.page.goto(f"{stranger.base}/login")
    stranger.page.locator(".for-login .diwan-language").wait_for()
    assert find_barriers(stranger.page) == []
    stranger.context.close()


@pytest.mark.parametrize("state", ["Draft", "For Approval"])
def test_forms_and_prints_of_a_document_have_no_barrier(visitors, state):
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open("/app/inbox")
    journal = officer.page.evaluate(INSERT, state)
    phone = visitors.get("entity_b", "Finance Officer", is_phone=True)
    for person in (officer, phone):
        person.open(f"/app/journal/{journal}")
        assert find_barriers(person.page) == []
    officer.open(f"/app/print/Journal/{journal}")
    assert find_barriers(officer.page) == []


def test_keyboard_passes_the_bar_and_the_page_may_be_enlarged(visitors):
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open("/app/journal")
    page = officer.page
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.matches('.diwan-skip')")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.getAttribute('role')") == "main"
    viewport = page.locator("meta[name=viewport]").get_attribute("content")
    assert "user-scalable" not in viewport
    assert "maximum-scale" not in viewport
