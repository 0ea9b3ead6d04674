"""The second factor at a browser: set up, sign in, decide with a fresh code, in Arabic too."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.attack.running_platform import Platform
from tests.attack.telephone import Telephone
from tests.e2e.person import Person

pytestmark = [pytest.mark.platform, pytest.mark.browser]

PAGE = ".diwan-second-factor"


@pytest.fixture(scope="module")
def platform(facts) -> Platform:
    known = Platform.__dataclass_fields__
    return Platform(**{name: value for name, value in facts.items() if name in known})


@pytest.fixture
def phone(platform) -> Telephone:
    """Return a finance manager of entity B with a limit, without a second factor so far."""
    login = f"phone-{uuid.uuid4().hex[:8]}@e2e.example"
    password = f"Quiet-{uuid.uuid4().hex[:12]}!"
    platform.run_inside(
        "from erp_app.install.users import create_user\n"
        "frappe.local.conf.throttle_user_limit = 10000\n"
        f"create_user({login!r}, 'Hessa', ['Finance Manager', 'Employee'], {password!r})\n"
        f"frappe.get_doc(dict(doctype='Approval Limit', user={login!r}, amount_max=10**6))"
        ".insert(ignore_permissions=True)",
        "entity_b",
    )
    return Telephone(login, password)


@pytest.fixture
def rule(platform) -> Iterator[None]:
    """Ask a fresh code for approvals from 500 on, as long as the test lasts."""
    name = platform.run_inside(
        "row = frappe.get_doc(dict(doctype='Second Factor Rule', document_type='Journal',"
        " action='Approve', amount_from=500, minutes=5)).insert(ignore_permissions=True)\n"
        "result = row.name",
        "entity_b",
    )
    yield
    platform.run_inside(
        f"frappe.db.delete('Second Factor Rule', {name!r})\n"
        "from erp_app.store.policy_cache import forget_policies\nforget_policies()",
        "entity_b",
    )


@pytest.fixture
def person(visitors, facts) -> Iterator[Person]:
    found = visitors.enter(facts["sites"]["entity_b"])
    yield found
    assert not found.watch.foreign
    assert not found.watch.take_problems()
    found.context.close()


def type_password(person: Person, phone: Telephone) -> None:
    person.page.goto(f"{person.base}/login")
    person.page.fill("#login_email", phone.login)
    person.page.fill("#login_password", phone.password)
    person.page.click(".for-login .btn-login")


def set_up(person: Person, phone: Telephone) -> None:
    """Set the second factor up on its page, with the secret that stands there."""
    person.page.goto(f"{person.base}/second-factor")
    person.page.locator(f"{PAGE} .picture svg").wait_for()
    person.page.locator(f"{PAGE} details").click()
    phone.secret = person.page.locator(f"{PAGE} .secret").inner_text().replace(" ", "")
    person.page.fill("#first-code", phone.next_code())
    person.page.click(f"{PAGE} .offer .btn-primary")
    codes = person.page.locator(f"{PAGE} .codes li")
    expect(codes).to_have_count(10)
    phone.recovery_codes = codes.all_inner_texts()


def sent_journal(visitors, amount: float) -> str:
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open("/app/inbox")
    return officer.page.evaluate(
        """async (amount) => (await frappe.xcall("frappe.client.insert", {doc: {
            doctype: "Journal", title: "Asks for a code", posting_date: "2026-03-05",
            workflow_state: "For Approval",
            lines: [
                {account: "52101", cost_centre: "1100", debit: amount},
                {account: "11102", credit: amount},
            ],
        }})).name""",
        amount,
    )


AGE = """
import ast
asked = "select sid, sessiondata from tabSessions where user = %s"
for sid, text in frappe.db.sql(asked, {user!r}):
    data = ast.literal_eval(text)
    data["second_factor_at"] -= {seconds}
    frappe.db.sql("update tabSessions set sessiondata = %s where sid = %s", (str(data), sid))
    frappe.cache.hdel("session", sid)
"""


def let_grow_old(platform: Platform, phone: Telephone, seconds: int = 600) -> None:
    """Let some time pass since the person's sessions were proved."""
    platform.run_inside(AGE.format(user=phone.login, seconds=seconds), "entity_b")


def test_set_up_sign_in_and_decide_with_a_fresh_code(visitors, person, phone, rule, platform):
    small, large = sent_journal(visitors, 499), sent_journal(visitors, 500)
    person.sign_in(phone.login, phone.password)
    set_up(person, phone)
    person.page.click(f"{PAGE} .recovery .next")
    person.page.wait_for_url("**/app/**")
    person.settle()
    person.page.evaluate("() => frappe.app.logout()")
    person.page.wait_for_url("**/login*")

    type_password(person, phone)
    person.page.wait_for_url("**/second-factor*")
    box = person.page.locator("#prove-code")
    assert box.get_attribute("autocomplete") == "one-time-code"
    with person.expects_refusal():
        box.fill("12345")
        box.press("Enter")
        person.page.locator(f"{PAGE} .message", has_text="not right").wait_for()
    box.fill(phone.next_code())
    box.press("Enter")
    person.page.wait_for_url("**/app/**")
    person.settle()

    let_grow_old(platform, phone)
    person.open(f"/app/journal/{small}")
    person.press("Approve")
    person.confirm()
    person.page.locator(".indicator-pill:visible", has_text="Approved").first.wait_for()
    person.settle()
    person.open(f"/app/journal/{large}")
    with person.expects_refusal():
        person.press("Approve")
        person.confirm()
        code = person.page.locator('.modal.show [data-fieldname="code"] input')
        code.wait_for()
        person.page.locator(".modal.show", has_text="at most 5 minutes old").wait_for()
        code.fill(phone.next_code())
        person.confirm()
        person.page.locator(".indicator-pill:visible", has_text="Approved").first.wait_for()
    person.settle()
    assert person.page.evaluate("() => cur_frm.doc.docstatus") == 1


def test_page_reads_from_the_right_in_arabic_and_fits_a_phone(visitors, facts, phone, platform):
    platform.run_inside(
        f"frappe.db.set_value('User', {phone.login!r}, 'language', 'ar')", "entity_b"
    )
    person = visitors.enter(facts["sites"]["entity_b"], is_phone=True)
    try:
        type_password(person, phone)
        person.page.wait_for_url("**/app/**")
        set_up(person, phone)
        for _turn in range(2):
            page = person.page.locator(PAGE)
            expect(page).to_contain_text(re.compile("عامل التحقق الثاني"))
            assert not re.search("[a-z]{4}", page.inner_text().replace(phone.login, ""))
            assert person.page.evaluate("() => getComputedStyle(document.body).direction") == "rtl"
            width = person.page.evaluate("() => document.documentElement.scrollWidth")
            assert width <= person.page.viewport_size["width"]
            person.context.clear_cookies()
            type_password(person, phone)
            person.page.wait_for_url("**/second-factor*")
        person.page.fill("#prove-code", phone.recovery_codes[0])
        person.page.press("#prove-code", "Enter")
        person.page.wait_for_url("**/app/**")
        assert not person.watch.foreign
    finally:
        person.context.close()


@pytest.fixture
def keeper(platform, person) -> Telephone:
    """Return an administrator of entity B who has set up a second factor and is at the Desk."""
    phone = Telephone(f"keeper-{uuid.uuid4().hex[:8]}@e2e.example", f"Quiet-{uuid.uuid4().hex}!")
    platform.run_inside(
        "from erp_app.install.users import create_user\n"
        "frappe.local.conf.throttle_user_limit = 10000\n"
        f"create_user({phone.login!r}, 'Keeper', ['Entity Administrator'], {phone.password!r})",
        "entity_b",
    )
    person.sign_in(phone.login, phone.password)
    set_up(person, phone)
    person.page.click(f"{PAGE} .recovery .next")
    person.page.wait_for_url("**/app/**")
    person.settle()
    return phone


def test_lost_telephone_is_taken_away_by_an_administrator(person, keeper, phone, platform):
    phone.enrol(phone.sign_in(platform, "entity_b"))
    person.open(f"/app/user/{phone.login}")
    person.form.locator(".inner-group-button", has_text="Password").locator("button").click()
    person.page.locator(".dropdown-menu.show a", has_text="Remove Second Factor").click()
    person.confirm()
    person.page.locator(".desk-alert", has_text="Removed").first.wait_for()
    assert phone.sign_in(platform, "entity_b").who() == phone.login


def test_form_that_asks_for_a_code_is_saved_after_it(person, keeper, platform):
    """Rules about second factors are written by whoever has just given a code."""
    let_grow_old(platform, keeper, seconds=3600)
    person.open("/app/second-factor-rule/new")
    person.page.evaluate(
        """() => cur_frm.set_value({
            document_type: "Journal", action: "Approve", amount_from: 1e9, minutes: 5,
            valid_from: frappe.datetime.get_today(), valid_to: frappe.datetime.get_today(),
        })"""
    )
    with person.expects_refusal():
        person.form.locator(".primary-action:visible", has_text="Save").click()
        code = person.page.locator('.modal.show [data-fieldname="code"] input')
        code.wait_for()
        code.fill(keeper.next_code())
        person.confirm()
        person.page.wait_for_function("() => cur_frm && !cur_frm.is_new()")
    name = person.page.evaluate("() => cur_frm.doc.name")
    assert name.startswith("SFR-")
    platform.run_inside(f"frappe.db.delete('Second Factor Rule', {name!r})", "entity_b")


def test_open_desk_is_led_to_the_page_once_a_rule_asks(person, phone, platform):
    role = f"Asked {uuid.uuid4().hex[:6]}"
    person.sign_in(phone.login, phone.password)
    name = platform.run_inside(
        f"made = frappe.get_doc(dict(doctype='Role', role_name={role!r}))\n"
        "made.insert(ignore_permissions=True)\n"
        f"frappe.get_doc('User', {phone.login!r}).add_roles({role!r})\n"
        f"row = frappe.get_doc(dict(doctype='Second Factor Rule', role={role!r}))\n"
        "result = row.insert(ignore_permissions=True).name",
        "entity_b",
    )
    try:
        with person.expects_refusal():
            person.page.evaluate("() => { frappe.call('frappe.client.get_time_zone'); }")
            person.page.wait_for_url("**/second-factor?redirect-to=%2Fapp*")
        expect(person.page.locator(PAGE)).to_contain_text("Your role needs a second factor")
        set_up(person, phone)
        person.page.click(f"{PAGE} .recovery .next")
        person.page.wait_for_url("**/app/**")
        person.settle()
    finally:
        platform.run_inside(f"frappe.db.delete('Second Factor Rule', {name!r})", "entity_b")
