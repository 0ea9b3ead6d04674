"""Power from one keyboard to the other: ticked in an account's form, confirmed from the inbox."""

import re
from time import time_ns

import pytest

pytestmark = [pytest.mark.platform, pytest.mark.browser]

ROLES = '.frappe-control[data-fieldname="roles"]'


@pytest.fixture
def account(visitors) -> str:
    """Return an account of entity B without power, as the administrator has just made it."""
    keeper = visitors.get("entity_b", "Entity Administrator")
    keeper.open("/app/user")
    login = f"person-{time_ns()}@e2e.example"
    doc = {"doctype": "User", "email": login, "first_name": "Person", "send_welcome_email": 0}
    keeper.call("frappe.client.insert", doc={**doc, "roles": [{"role": "Employee"}]})
    return login


def held(person, login: str) -> set[str]:
    user = person.call("frappe.client.get", doctype="User", name=login)
    return {row["role"] for row in user["roles"]}


def test_role_that_an_administrator_ticks_is_confirmed_by_a_second_person(visitors, account):
    keeper = visitors.get("entity_b", "Entity Administrator")
    manager = visitors.get("entity_b", "HR Manager")
    keeper.open(f"/app/user/{account}")
    keeper.form.locator(".form-tabs .nav-link", has_text="Roles").click()
    box = keeper.form.locator(f'{ROLES} input[type="checkbox"][data-unit="Auditor"]')
    box.check()
    keeper.save()
    said = keeper.page.locator(".modal.show .msgprint", has_text="HR Manager")
    said.wait_for()
    assert account in said.inner_text()
    keeper.page.keyboard.press("Escape")
    assert held(keeper, account) == {"Employee"}
    manager.open("/app/inbox")
    entry = manager.form.locator(".diwan-inbox-list a", has_text=account)
    entry.wait_for()
    entry.click()
    manager.page.wait_for_url("**/app/role-grant/**")
    manager.press("Confirm")
    manager.confirm()
    manager.page.locator(".indicator-pill:visible", has_text="In Force").first.wait_for()
    manager.page.locator(".diwan-history li", has_text="Confirm").last.wait_for()
    assert held(keeper, account) == {"Employee", "Auditor"}


def test_row_of_policy_is_sent_ended_and_told_about(visitors):
    keeper = visitors.get("entity_b", "Entity Administrator")
    keeper.open("/app/approval-limit/new")
    keeper.link("role", "Finance Officer")
    keeper.fill("amount_max", "10")
    keeper.page.evaluate("() => cur_frm.set_value('valid_from', frappe.datetime.get_today())")
    name = keeper.save()
    keeper.press("Send for Confirmation")
    keeper.page.locator(".indicator-pill:visible", has_text="For Confirmation").first.wait_for()
    manager = visitors.get("entity_b", "HR Manager")
    manager.open(f"/app/approval-limit/{name}")
    manager.press("Confirm")
    manager.confirm()
    manager.page.locator(".indicator-pill:visible", has_text="In Force").first.wait_for()
    keeper.open(f"/app/approval-limit/{name}")
    keeper.press("End")
    keeper.page.locator(".modal.show textarea").fill("Not needed")
    keeper.confirm()
    keeper.form.locator(".form-message:visible", has_text=re.compile("Ended by")).wait_for()
