"""Journals from a spreadsheet: one bad row refuses the whole file, the corrected one enters."""

import csv
from io import StringIO
from time import time_ns

import pytest

from tests.e2e.test_books import EXPENSE, PAYABLE, find_cost_centre

pytestmark = [pytest.mark.platform, pytest.mark.browser]

COLUMNS = ("journal", "posting_date", "title", "account", "debit", "credit", "cost_centre")
CHECKED_WITHIN_MS = 60_000


def write_rows(cost_centre: str, account: str) -> bytes:
    title = f"Imported {time_ns()}"
    rows = [
        ("1", "2026-11-20", title, account, "150.25", "", cost_centre),
        ("1", "2026-11-20", title, PAYABLE, "", "150.25", ""),
    ]
    file = StringIO()
    csv.writer(file).writerows([COLUMNS, *rows])
    return file.getvalue().encode()


def run_import(person, content: bytes) -> str:
    """Upload the file in a new import, start it and return the status it ends with."""
    person.open("/app/import-batch/new")
    person.choose("kind", "Journal")
    person.form.locator('[data-fieldname="file"] .btn-attach').click()
    with person.page.expect_file_chooser() as chooser:
        person.page.locator(".modal.show .btn-file-upload").first.click()
    file = {"name": "journals.csv", "mimeType": "text/csv", "buffer": content}
    chooser.value.set_files(file)
    person.page.locator(".modal.show .btn-modal-primary:visible").click()
    person.page.locator(".modal.show").wait_for(state="detached")
    person.page.wait_for_function("() => !cur_frm.is_new()")  # the upload saves the form
    person.settle()
    person.press("Check and Import")
    person.page.wait_for_function(
        "() => ['Imported', 'Invalid', 'Failed'].includes(cur_frm.doc.status)",
        timeout=CHECKED_WITHIN_MS,
    )
    return person.page.evaluate("() => cur_frm.doc.status")


def test_file_with_a_bad_row_is_marked_and_the_corrected_one_imported(visitors):
    officer = visitors.get("entity_b", "Finance Officer")
    cost_centre = find_cost_centre(officer)
    assert run_import(officer, write_rows(cost_centre, "99999")) == "Invalid"
    findings = officer.form.locator("[data-fieldname=findings_table] table")
    assert "account" in findings.inner_text()
    link = officer.form.locator('[data-fieldname="marked_file"] a:visible').first
    marked = officer.read_file(link.get_attribute("href"))
    assert "99999" in marked
    assert findings.locator("tbody td").last.inner_text() in marked
    assert run_import(officer, write_rows(cost_centre, EXPENSE)) == "Imported"
    assert officer.page.evaluate("() => cur_frm.doc.document_count") == 1
