"""What waits for whom, from one keyboard to the other: inbox, bell, reasons, lists, Arabic."""

import re

import pytest

pytestmark = [pytest.mark.platform, pytest.mark.browser]


@pytest.fixture
def sent(visitors) -> str:
    """Return a journal that the officer of entity A has sent."""
    officer = visitors.get("entity_a", "Finance Officer")
    officer.open("/app/inbox")
    return officer.page.evaluate(
        """async () => (await frappe.xcall("frappe.client.insert", {doc: {
            doctype: "Journal", title: "Waits for the manager", posting_date: "2026-03-05",
            workflow_state: "For Approval",
            lines: [
                {account: "52101", cost_centre: "1100", debit: 12.5},
                {account: "11102", credit: 12.5},
            ],
        }})).name"""
    )


def entry(person, journal: str):
    return person.form.locator(".diwan-inbox-list a", has_text=journal)


def test_sent_journal_waits_for_the_manager_and_comes_back_with_a_reason(visitors, sent):
    manager = visitors.get("entity_a", "Finance Manager")
    officer = visitors.get("entity_a", "Finance Officer")
    manager.open("/app/inbox")
    entry(manager, sent).wait_for()
    assert "12.50" in entry(manager, sent).inner_text()
    assert int(manager.page.locator(".diwan-bell-count").first.inner_text().rstrip("+")) > 0
    entry(manager, sent).click()
    manager.page.wait_for_url(f"**/journal/{sent}")
    manager.press("Reject")
    manager.page.locator(".modal.show textarea").fill("The evidence is missing")
    manager.confirm()
    manager.page.locator(".indicator-pill:visible", has_text="Rejected").first.wait_for()
    manager.page.locator(".diwan-history q", has_text="The evidence is missing").wait_for()
    manager.open("/app/inbox")
    manager.form.locator(".diwan-inbox-list, .diwan-inbox-empty").first.wait_for()
    assert entry(manager, sent).count() == 0
    officer.open("/app/inbox")
    entry(officer, sent).wait_for()
    entry(officer, sent).click()
    officer.page.locator(".form-message, .form-headline, .form-dashboard", has_text="evidence")
    officer.press("Send for Approval")
    officer.page.locator(".indicator-pill:visible", has_text="For Approval").first.wait_for()


def test_several_are_approved_from_the_list(visitors, sent):
    manager = visitors.get("entity_a", "Finance Manager")
    manager.open("/app/journal?workflow_state=For Approval")
    row = manager.form.locator(".list-row-container", has_text=sent)
    row.locator(".list-row-checkbox").check()
    manager.page.locator(".actions-btn-group button:visible").first.click()
    choices = manager.page.locator(".actions-btn-group .dropdown-menu.show .dropdown-item")
    labels = {text.strip() for text in choices.all_inner_texts()}
    assert "Approve" in labels
    assert not labels & {"Submit", "Cancel"}
    choices.filter(has_text=re.compile(r"^\s*Approve\s*$")).click()
    manager.confirm()
    manager.page.locator(".alert-message, .desk-alert", has_text="done").first.wait_for()
    manager.open(f"/app/journal/{sent}")
    assert manager.page.evaluate("() => cur_frm.doc.docstatus") == 1


def test_inbox_reads_from_the_right_in_arabic_and_fits_a_phone(visitors, sent):
    manager = visitors.get("entity_a", "Finance Manager")
    manager.open("/app/inbox")
    manager.switch_language()
    phone = visitors.get("entity_a", "Finance Manager", is_phone=True)
    try:
        for person in (manager, phone):
            person.open("/app/inbox")
            entry(person, sent).wait_for()
            assert "اعتماد" in entry(person, sent).inner_text()
            assert person.page.evaluate("() => getComputedStyle(document.body).direction") == "rtl"
            width = person.page.evaluate("() => document.documentElement.scrollWidth")
            assert width <= person.page.viewport_size["width"]
    finally:
        manager.open("/app/inbox")
        manager.switch_language()


def test_whose_inbox_is_empty_is_told_so(visitors):
    employee = visitors.get("entity_a", "Employee")
    employee.open("/app/inbox")
    employee.form.locator(".diwan-inbox-empty", has_text="Nothing waits for you").wait_for()
