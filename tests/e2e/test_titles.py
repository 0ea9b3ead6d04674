"""What is linked is named: code and name side by side, in the reader's language."""

import re

import pytest

from tests.e2e.test_books import EXPENSE

pytestmark = [pytest.mark.platform, pytest.mark.browser]

LATIN = re.compile(r"[A-Za-z]{2}")
ENGLISH, ARABIC = "Outsourced staff", "عمالة تعاقدية"
ACCOUNT_CELL = '.grid-body .grid-row[data-idx="1"] .col[data-fieldname="account"]'


@pytest.fixture
def officer(visitors):
    """Yield a finance officer of entity A, who reads English again afterwards."""
    person = visitors.get("entity_a", "Finance Officer")
    person.open("/app/finance")
    yield person
    if person.page.evaluate("() => frappe.boot.lang") == "ar":
        person.switch_language()


def find_account(person, text: str) -> str:
    """Type into the first line's account of a new journal; take the first suggestion.

    Returns the text of the suggestion.
    """
    person.open("/app/journal/new")
    cell = person.form.locator(ACCOUNT_CELL)
    cell.click()
    cell.locator("input").fill(text)
    suggestion = person.page.locator(".awesomplete ul:not([hidden]) li", has_text=EXPENSE).first
    suggestion.wait_for()
    found = suggestion.inner_text()
    suggestion.click()
    person.page.wait_for_function("() => cur_frm.doc.lines[0].account")
    person.page.wait_for_load_state("networkidle")
    return found


@pytest.mark.parametrize(
    ("language", "title", "other"), [("en", ENGLISH, ARABIC), ("ar", ARABIC, ENGLISH)]
)
def test_account_is_found_by_code_and_by_either_name_and_stored_as_its_code(
    officer, language, title, other
):
    if language == "ar":
        officer.switch_language()
    for text in (EXPENSE, ENGLISH, ARABIC):
        found = find_account(officer, text)
        assert f"{EXPENSE} · {title}" in found
        assert other in found
        assert officer.page.evaluate("() => cur_frm.doc.lines[0].account") == EXPENSE
        box = officer.form.locator(f"{ACCOUNT_CELL} input")
        assert box.input_value() == f"{EXPENSE} · {title}"


def test_code_typed_in_full_gets_its_name(officer):
    officer.open("/app/journal/new")
    cell = officer.form.locator(ACCOUNT_CELL)
    cell.click()
    cell.locator("input").fill(EXPENSE)
    officer.page.keyboard.press("Tab")
    officer.page.wait_for_function(
        "([selector, text]) => document.querySelector(selector + ' input').value === text",
        arg=[f".page-container:not([style*=none]) {ACCOUNT_CELL}", f"{EXPENSE} · {ENGLISH}"],
    )
    assert officer.page.evaluate("() => cur_frm.doc.lines[0].account") == EXPENSE


def test_arabic_grid_tree_lists_and_headings_carry_arabic_names(officer):
    journal = officer.call(
        "frappe.client.get_list", doctype="Journal", filters={"docstatus": 1}, limit_page_length=1
    )[0]["name"]
    officer.switch_language()
    officer.open(f"/app/journal/{journal}")
    names = officer.page.evaluate("() => Object.values(frappe.boot.diwan_titles.Account)")
    shown = officer.form.locator(ACCOUNT_CELL).inner_text().strip()
    code, name = shown.split(" · ")
    assert code.isdigit()
    assert name in names
    officer.open("/app/account/view/tree")
    tree = officer.form.locator(".tree-label", has_text="50000")
    tree.first.wait_for()
    assert "المصروفات" in tree.first.inner_text()
    officer.open(f"/app/account/{EXPENSE}")
    assert officer.form.locator(".title-text").inner_text().strip() == ARABIC
    officer.open("/app/dimension-rule")
    officer.form.locator(".list-row", has_text="النقد لا يتبع برنامجًا").first.wait_for()
    assert officer.form.locator(".list-row", has_text="Cash belongs").count() == 0


@pytest.mark.parametrize("language", ["en", "ar"])
def test_printed_voucher_reads_in_the_readers_direction(officer, language):
    journal = officer.call(
        "frappe.client.get_list", doctype="Journal", filters={"docstatus": 1}, limit_page_length=1
    )[0]["name"]
    if language == "ar":
        officer.switch_language()
    officer.open(f"/app/print/Journal/{journal}")
    paper = officer.page.frame_locator("iframe.print-format-container, .print-preview iframe")
    voucher = paper.locator(".voucher")
    voucher.wait_for()
    assert voucher.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert ("سند قيد" if language == "ar" else "Journal Voucher") in voucher.inner_text()
    assert officer.page.locator("[href*=print-format-builder]:visible").count() == 0
    pdf = officer.page.evaluate(
        """async (address) => {
            const answer = await fetch(address);
            return [answer.status, (await answer.text()).slice(0, 5)];
        }""",
        "/api/method/frappe.utils.print_format.download_pdf?doctype=Journal"
        f"&name={journal}&format=Journal%20Voucher&_lang={language}",
    )
    assert pdf == [200, "%PDF-"]


def test_titles_of_a_list_run_as_their_letters_do_and_keep_their_beginning(officer):
    """In Arabic a long Latin title lost its first words instead of its last ones."""
    officer.switch_language()
    officer.open("/app/journal")
    officer.page.locator(".list-subject a").first.wait_for()
    shown = officer.page.evaluate(
        "() => [...document.querySelectorAll('.list-subject a.ellipsis')].map((link) =>"
        " [link.textContent.trim(), getComputedStyle(link).direction])"
    )
    ways = {title: way for title, way in shown if title[:1].isalpha()}
    assert ways
    assert {title: "rtl" if title[0] > "\u0600" else "ltr" for title in ways} == ways


def test_forms_name_people_and_positions_in_arabic(visitors):
    """English copies, and what is taken over from a list, are not what an Arabic form says."""
    manager = visitors.get("entity_b", "HR Manager")
    manager.open("/app/appointment")
    asked = {"limit_page_length": 1, "fields": ["name", "employee"]}
    [row] = manager.call("frappe.client.get_list", doctype="Appointment", **asked)
    manager.switch_language()
    try:
        manager.open(f"/app/appointment/{row['name']}")
        for field in ("employee", "position"):
            box = manager.field(field)
            manager.page.wait_for_function(
                "box => /[\\u0600-\\u06ff]/.test(box.value)", arg=box.element_handle()
            )
        head = manager.form.locator(".title-text").first.inner_text()
        assert not LATIN.search(head)
        for copy in ("employee_name", "position_title"):
            control = manager.form.locator(f'[data-fieldname="{copy}"]')
            assert not control.first.is_visible()
    finally:
        manager.open("/app/people")
        manager.switch_language()
