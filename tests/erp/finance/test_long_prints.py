"""Long prints are made in the background for who asked, and what a PDF shows is what it says."""

import json
import re
from io import BytesIO
from unittest.mock import patch

import frappe
import pytest
from pypdf import PdfReader

from erp_app.api import prints as api
from erp_app.api.finance_reports import export_statement
from erp_app.finance.statement_files import statement_page
from erp_app.guards.pdf import render_pdf
from erp_app.prints import jobs
from erp_app.store import prints as store
from tests.erp.factories import as_user, auditor, make_user, manager, officer, posted_journal

LIGATURE_MAX = 3  # letters that one shape may stand for
ASKED = ("General Ledger", json.dumps({"account": "50000", "fiscal_year": "2027"}))


def clerk() -> str:
    return make_user("clerk", "HR Officer")


@pytest.fixture
def asked(site):
    """Collect what is queued instead of letting a worker make it; three lines are long."""
    for person in (auditor, manager, officer, clerk):
        person()  # made first: a new one is committed with all that stands
    posted_journal(amount=100, lines=6, posting_date="2027-02-10")
    queued = []

    def note(method, **options):
        names = ("queue", "timeout")
        queued.append((method, {k: v for k, v in options.items() if k not in names}))

    with (
        patch.object(frappe, "enqueue", note),
        patch.object(jobs, "LONG_LINES", 2),
        patch.object(api, "LONG_LINES", 2),
        patch("erp_app.api.finance_reports.LONG_LINES", 2),
    ):
        yield queued


def run(queued) -> str:
    """Make what was queued as a worker does; return the name of the file."""
    [(method, options)] = queued
    news = []
    with patch.object(jobs, "tell", lambda *told: news.append(told)):
        frappe.get_attr(method)(**options)
    assert news[-1][0] == 100
    return news[-1][2]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_long_statement_is_made_for_who_asked_and_for_nobody_else(asked, language):
    with as_user(auditor()):
        assert api.print_statement(*ASKED, language) == {"is_queued": True}
        name = run(asked)
        api.get_print(name)
        assert frappe.local.response.filecontent.startswith(b"%PDF-")
        assert frappe.local.response.filename == f"General-Ledger-{language}.pdf"
        assert frappe.db.get_value("File", name, "is_private") == 1
        noticed = {"for_user": auditor(), "document_type": "File", "document_name": name}
        assert frappe.db.exists("Notification Log", noticed)
    for other in (manager(), officer()):
        with as_user(other), pytest.raises(frappe.DoesNotExistError):
            api.get_print(name)
    frappe.db.set_value("File", name, "creation", "2026-01-01", update_modified=False)
    jobs.remove_old()
    assert not frappe.db.exists("File", name)


def test_long_statement_is_not_made_within_a_request_nor_without_the_right(asked):
    with as_user(auditor()), pytest.raises(frappe.ValidationError, match="in the background"):
        export_statement(*ASKED, "pdf", "en")
    with as_user(clerk()):
        for ask in (api.print_statement, jobs.print_statement):
            with pytest.raises(frappe.PermissionError):
                ask(*ASKED, "en")
    assert asked == []


def test_long_document_is_made_in_the_background(asked):
    name = frappe.get_all("Journal", order_by="creation desc", limit=1, pluck="name")[0]
    with as_user(manager()):
        api.download_pdf("Journal", name, "Journal Voucher")
        assert frappe.local.response.http_status_code == 202
        with patch.object(frappe.db, "commit"):  # the base notes who printed, and commits
            file = run(asked)
        assert store.find(file, manager())
    with as_user(clerk()), pytest.raises(frappe.PermissionError):
        jobs.print_document("Journal", name, "Journal Voucher", None, None)


def test_any_other_private_file_is_no_print(site):
    with as_user(officer()):
        fields = {"doctype": "File", "file_name": "x.txt", "is_private": 1, "content": "x"}
        file = frappe.get_doc(fields).insert()
        with pytest.raises(frappe.DoesNotExistError):
            api.get_print(file.name)


def test_pages_are_told_while_they_are_laid_out():
    seen = []
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(200))
    render_pdf(f"<table>{rows}</table>", seen.append)
    assert seen == sorted(seen)
    assert len(seen) > 2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_text_of_a_pdf_is_what_it_shows(site, language):
    """What is copied or searched: in Arabic it was another text, once for each letter's shape."""
    title = "فاتورة INV-2685956 - طريق العنبر للاستشارات ذ.م.م"
    posted_journal(amount=1234.5, posting_date="2027-02-10", title=title)
    page = statement_page(*ASKED, language)
    meant = letters_of_shapes(render_pdf(page.html))
    assert max(map(len, meant)) <= LIGATURE_MAX, sorted(meant, key=len)[-5:]
    assert set(title) - {" "} <= set("".join(meant))


def letters_of_shapes(pdf: bytes) -> set[str]:
    """Return what the fonts of a PDF say that each letter's shape means."""
    found = set()
    for sheet in PdfReader(BytesIO(pdf)).pages:
        for font in sheet["/Resources"]["/Font"].values():
            table = font.get_object()["/ToUnicode"].get_data().decode("ascii")
            pairs = re.findall(r"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", table)
            found |= {bytes.fromhex(text).decode("utf-16-be") for text in pairs}
    return found - {""}
