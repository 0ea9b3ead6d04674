"""What waits for whom, from one keyboard to the other: inbox, bell, reasons, lists, Arabic."""

import re

import pytest

from tests.e2e.accessibility import find_barriers

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
            assert find_barriers(person.page) == []
    finally:
        manager.open("/app/inbox")
        manager.switch_language()


def test_what_was_changed_after_it_was_read_is_not_approved(visitors, sent):
    """The manager's screen shows an amount; the officer changes it; the old screen decides."""
    manager = visitors.get("entity_a", "Finance Manager")
    officer = visitors.get("entity_a", "Finance Officer")
    manager.open(f"/app/journal/{sent}")
    manager.form.locator(".page-actions button:visible", has_text="Approve").first.wait_for()
    read = manager.page.evaluate("() => cur_frm.doc.modified")
    officer.open("/app/inbox")
    officer.page.evaluate(
        """async (name) => {
            const step = {doctype: "Journal", name, action: "Withdraw"};
            await frappe.xcall("erp_app.api.documents.take_step", step);
            const doc = await frappe.xcall("frappe.client.get", {doctype: "Journal", name});
            doc.lines[0].debit = doc.lines[1].credit = 99999;
            doc.workflow_state = "For Approval";
            await frappe.xcall("frappe.client.save", {doc});
        }""",
        sent,
    )
    step = {"doctype": "Journal", "name": sent, "action": "Approve"}
    with manager.expects_refusal():
        for given in ({"modified": read}, {}):
            status, text = manager.request("erp_app.api.documents.take_step", **step, **given)
            assert status == 417, text
    manager.page.evaluate("read => { cur_frm.doc.modified = read; }", read)
    with manager.expects_refusal():
        manager.press("Approve")
        manager.confirm()
        manager.page.locator(".modal.show", has_text="read it again").last.wait_for()
    stored = manager.call("frappe.client.get", doctype="Journal", name=sent)
    assert (stored["docstatus"], stored["workflow_state"]) == (0, "For Approval")


def decide_count(person) -> tuple[int, int]:
    """Return how much waits to be decided on, and how much waits at all, as the server says."""
    answer = person.page.evaluate(
        """() => frappe.call({method: "erp_app.api.inbox.get_inbox", type: "GET"})
            .then((got) => got.message)"""
    )
    return [one["kind"] for one in answer["entries"]].count("decide"), len(answer["entries"])


def test_every_number_says_what_is_behind_it(visitors, sent):
    """Own documents are waiting too, but not for their preparer; notices are not what waits."""
    manager = visitors.get("entity_a", "Finance Manager")
    manager.open("/app/inbox")
    own = manager.page.evaluate(
        """async () => (await frappe.xcall("frappe.client.insert", {doc: {
            doctype: "Journal", title: "The manager's own", posting_date: "2026-03-05",
            workflow_state: "For Approval",
            lines: [
                {account: "52101", cost_centre: "1100", debit: 1},
                {account: "11102", credit: 1},
            ],
        }})).name"""
    )
    manager.open("/app/finance")
    to_decide, waiting = decide_count(manager)
    tile = manager.form.locator(".shortcut-widget-box", has_text="To Approve")
    tile.get_by_text(f"{to_decide} Waiting", exact=True).wait_for()
    shown = "99+" if waiting > 99 else str(waiting)
    assert manager.page.locator(".diwan-bell-count").first.inner_text() == shown
    assert manager.page.locator(".diwan-waiting-count").first.text_content() == shown
    tile.click()
    manager.page.wait_for_url("**/app/inbox")
    entry(manager, sent).wait_for()
    assert entry(manager, own).count() == 0


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
def test_age_is_right_in_any_zone(visitors, facts, sent, zone):
    """The browser's zone is not the site's: what waits for half an hour says so."""
    manager = visitors.get("entity_a", "Finance Manager")
    host = facts["sites"]["entity_a"]
    person = visitors.enter(host, cookies=manager.context.cookies(), zone=zone)
    try:
        person.page.clock.install()
        person.open("/app/inbox")
        entry(person, sent).get_by_text("just now").wait_for()
        person.page.clock.fast_forward("30:00")
        entry(person, sent).get_by_text(re.compile(r"^3\d min$")).wait_for()
    finally:
        person.context.close()


def test_cancelled_document_says_so_at_its_head_and_prints(visitors, sent):
    manager = visitors.get("entity_a", "Finance Manager")
    manager.open(f"/app/journal/{sent}")
    manager.press("Approve")
    manager.confirm()
    manager.page.locator(".indicator-pill:visible", has_text="Approved").first.wait_for()
    manager.settle()
    manager.press("Cancel")
    manager.page.locator(".modal.show textarea").fill("Entered twice")
    manager.confirm()
    banner = manager.form.locator(".form-message:visible", has_text="Entered twice")
    banner.wait_for()
    link = banner.locator("a", has_text="JV-")
    link.wait_for()
    reversal = link.inner_text().strip()
    assert "Cancelled by" in banner.inner_text()
    assert "@" in banner.inner_text()
    assert reversal in link.get_attribute("href")
    manager.page.evaluate("() => { cur_frm.refresh(); cur_frm.refresh(); }")
    manager.settle()
    link.wait_for()  # drawn once, however often the form was refreshed while it asked
    assert manager.form.locator(".diwan-history").count() == 1
    for name, mark in ((sent, 1), (reversal, 0)):
        address = f"/printview?doctype=Journal&name={name}&format=Journal Voucher"
        manager.page.goto(f"{manager.base}{address}")
        manager.page.locator(".voucher").wait_for()
        assert manager.page.locator(".voucher .cancelled").count() == mark
    manager.open("/app/inbox")


def test_people_are_named_by_name_and_address(visitors):
    manager = visitors.get("entity_a", "Finance Manager")
    officer = visitors.get("entity_a", "Finance Officer")
    manager.open("/app/inbox")
    officer.open("/app/inbox")
    ask = "() => [frappe.session.user, frappe.session.user_fullname]"
    (who, name), (_manager, own_name) = (one.page.evaluate(ask) for one in (officer, manager))
    made = manager.page.evaluate(
        """async (delegate) => (await frappe.xcall("frappe.client.insert", {doc: {
            doctype: "Delegation", delegate,
            from_date: frappe.datetime.get_today(), to_date: frappe.datetime.get_today(),
        }})).name""",
        who,
    )
    try:
        for address in ("/app/delegation", f"/app/delegation/{made}"):
            manager.open(address)
            for user in (name, own_name):
                shown = manager.form.locator(".layout-main:visible").get_by_text(
                    re.compile(rf"{re.escape(user)} \(\W?\S+@\S+\)")
                )
                shown.locator("visible=true").first.wait_for()
        assert name in manager.form.locator(".title-text").first.inner_text()
    finally:
        manager.call("frappe.client.set_value", doctype="Delegation", name=made,
                     fieldname="withdrawn", value=1)  # fmt: skip


def test_whose_inbox_is_empty_is_told_so(visitors):
    employee = visitors.get("entity_a", "Employee")
    employee.open("/app/inbox")
    employee.form.locator(".diwan-inbox-empty", has_text="Nothing waits for you").wait_for()
