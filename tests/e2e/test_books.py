"""A journal from the officer's keyboard to the trial balance, and the statement as files."""

import re
import zlib
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from time import time_ns

import pytest
from openpyxl import load_workbook

pytestmark = [pytest.mark.platform, pytest.mark.browser]

EXPENSE, PAYABLE = "52604", "21101"
LINKS = frozenset({"account", "cost_centre"})
ARABIC_IN_CMAP = re.compile(rb"<(06|FB|FE)[0-9A-F]{2}", re.IGNORECASE)


@pytest.fixture(scope="module")
def amount() -> Decimal:
    """Return an amount nobody else has posted."""
    return Decimal(time_ns() // 1_000_000 % 90_000_000 + 10_000_000) / 100


def find_cost_centre(person) -> str:
    rows = person.call(
        "frappe.client.get_list",
        doctype="Cost Centre",
        filters={"is_group": 0, "disabled": 0},
        limit_page_length=1,
    )
    return rows[0]["name"]


def write_journal(person, title: str, amount: Decimal, account: str = EXPENSE) -> str:
    """Type a two-line journal into the form and save it; return its name."""
    person.open("/app/journal/new")
    person.fill("title", title)
    cost_centre = find_cost_centre(person)
    debit = {"account": account, "cost_centre": cost_centre, "debit": str(amount)}
    person.type_in_grid(1, debit, LINKS)
    person.form.locator(".grid-add-row:visible").click()
    person.type_in_grid(2, {"account": PAYABLE, "credit": str(amount)}, LINKS)
    return person.save()


def read_debit(person, account: str) -> Decimal:
    """Return the debit movement of an account as the trial balance on the screen shows it."""
    person.open(f"/app/query-report/Trial Balance?account={account}")
    row = person.page.locator(".dt-scrollable .dt-row", has=person.page.get_by_text(account))
    row.first.wait_for()
    column = person.page.locator(".dt-header .dt-cell", has_text=re.compile(r"^\s*Debit")).first
    index = column.get_attribute("data-col-index")
    text = row.first.locator(f".dt-cell--col-{index}").inner_text().strip()
    return Decimal(text.replace(",", "") or "0")


@pytest.fixture(scope="module")
def posted(all_visitors, amount) -> dict:
    """Return the journey to a posted journal; {"journal", "before"} for the tests that read it."""
    officer = all_visitors.get("entity_b", "Finance Officer")
    manager = all_visitors.get("entity_b", "Finance Manager")
    before = read_debit(manager, EXPENSE)
    journal = write_journal(officer, f"Outsourced staff {amount}", amount)
    officer.press("Send for Approval")
    officer.page.locator(".indicator-pill:visible", has_text="For Approval").first.wait_for()
    with officer.expects_refusal():
        status, text = officer.request(
            "erp_app.api.documents.take_step", doctype="Journal", name=journal, action="Approve"
        )
        assert status in (403, 417), text
    assert officer.form.locator("button:visible", has_text="Approve").count() == 0
    manager.open(f"/app/journal/{journal}")
    manager.press("Approve")
    manager.confirm()
    manager.page.locator(".indicator-pill:visible", has_text="Approved").first.wait_for()
    return {"journal": journal, "before": before}


def test_journal_of_an_officer_is_posted_by_the_manager_only(visitors, posted):
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open(f"/app/journal/{posted['journal']}")
    found = officer.page.evaluate("() => [cur_frm.doc.docstatus, cur_frm.doc.posting_number]")
    assert found[0] == 1
    assert found[1] > 0


def test_trial_balance_shows_the_journal_and_leads_back_to_it(visitors, posted, amount):
    manager = visitors.get("entity_b", "Finance Manager")
    assert read_debit(manager, EXPENSE) - posted["before"] == amount
    page = manager.page
    page.locator(".dt-scrollable a", has_text=EXPENSE).first.click()
    page.wait_for_url("**/General%20Ledger**")
    manager.settle()
    head = page.locator(".dt-header .dt-cell:visible", has_text="Voucher").first
    index = head.get_attribute("data-col-index")
    page.locator(f".dt-row-filter .dt-cell--col-{index} input").fill(posted["journal"])
    page.locator(".dt-scrollable a:visible", has_text=posted["journal"]).first.click()
    page.wait_for_url(f"**/journal/{posted['journal']}")
    manager.open("/app/query-report/Trial Balance")
    page.locator(".dt-scrollable .dt-row").first.wait_for()


def download(person, label: str) -> bytes:
    """Choose an export of the statement on the screen and return the file."""
    person.form.locator(".inner-group-button:visible button", has_text="Export").first.click()
    with person.page.expect_download(timeout=60_000) as started:
        person.page.locator(".dropdown-menu.show .dropdown-item", has_text=label).click()
    return Path(started.value.path()).read_bytes()


def test_trial_balance_as_a_spreadsheet_holds_the_same_amount(visitors, posted, amount):
    manager = visitors.get("entity_b", "Finance Manager")
    manager.open(f"/app/query-report/Trial Balance?account={EXPENSE}")
    sheet = load_workbook(BytesIO(download(manager, "Excel, English"))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if "Debit" in row)
    line = next(row for row in rows if str(row[0]) == EXPENSE)
    debit = Decimal(str(line[head.index("Debit")])).quantize(Decimal("0.01"))
    assert debit == posted["before"] + amount


def test_trial_balance_as_pdf_is_written_in_both_languages(visitors, posted):
    manager = visitors.get("entity_b", "Finance Manager")
    manager.open(f"/app/query-report/Trial Balance?account={EXPENSE}")
    for label, is_arabic in (("PDF, English", False), ("PDF, Arabic", True)):
        pdf = download(manager, label)
        assert pdf.startswith(b"%PDF-")
        assert has_arabic_text(pdf) or not is_arabic


def has_arabic_text(pdf: bytes) -> bool:
    """Tell whether the fonts of a PDF map any glyph to an Arabic character."""
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            content = zlib.decompress(found.group(1))
        except zlib.error:
            continue
        if b"beginbf" in content and ARABIC_IN_CMAP.search(content):
            return True
    return False
