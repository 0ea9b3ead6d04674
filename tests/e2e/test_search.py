"""The search at the top: what one types finds the document, which opens."""

import pytest

pytestmark = [pytest.mark.platform, pytest.mark.browser]

LINES = [
    {"account": "52101", "cost_centre": "1100", "debit": 8642975.31},
    {"account": "11102", "credit": 8642975.31},
]


@pytest.fixture(scope="module")
def journal(all_visitors) -> str:
    """Return a draft of the finance officer of entity B, named in Arabic."""
    officer = all_visitors.get("entity_b", "Finance Officer")
    officer.open("/app/journal")
    doc = {"doctype": "Journal", "title": "صيانة المبانى الشرقية", "posting_date": "2026-03-05"}
    return officer.call("frappe.client.insert", doc={**doc, "lines": LINES})["name"]


@pytest.mark.parametrize("typed", ["8,642,975.31", "صيانه المباني الشرقيه", "{name}"])
def test_document_is_found_as_one_types_and_opens(visitors, journal, typed):
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open("/app/inbox")
    box = officer.page.locator("#navbar-search")
    box.fill(typed.format(name=journal))
    found = officer.page.locator(".search-bar li:has(bdi)", has_text=journal).first
    found.wait_for()
    found.click()
    officer.page.wait_for_url(f"**/app/journal/{journal}")


def test_nobody_is_shown_what_may_not_be_read(visitors, journal):
    employee = visitors.get("entity_b", "Employee")
    employee.open("/app/inbox")
    box = employee.page.locator("#navbar-search")
    with employee.page.expect_response(lambda answer: "global_search.search" in answer.url) as got:
        box.fill(journal)
    assert journal not in got.value.text()


def test_evidence_of_what_was_sent_offers_no_removal(visitors, journal):
    """The trail names what was sent; to a draft something may still be attached."""
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open(f"/app/journal/{journal}")
    officer.form.locator(".add-attachment-btn button:visible").wait_for()
    officer.page.evaluate(
        """async (name) => {
            const body = new FormData();
            body.append("file", new File(["paid"], "receipt.txt", { type: "text/plain" }));
            body.append("is_private", "1");
            body.append("doctype", "Journal");
            body.append("docname", name);
            const headers = { "X-Frappe-CSRF-Token": frappe.csrf_token };
            await fetch("/api/method/upload_file", { method: "POST", headers, body });
        }""",
        journal,
    )
    officer.open(f"/app/journal/{journal}")
    officer.form.locator(".attachment-row .remove-btn:visible").wait_for()
    officer.press("Send for Approval")
    officer.page.locator(".indicator-pill:visible", has_text="For Approval").first.wait_for()
    officer.form.locator(".diwan-history summary", has_text="Evidence").click()
    officer.form.locator(".diwan-history li li", has_text="SHA-256").wait_for()
    assert officer.form.locator(".attachment-row:visible").count() == 1
    assert officer.form.locator(".remove-btn:visible, .add-attachment-btn:visible").count() == 0
