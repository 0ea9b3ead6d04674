"""Prints: of documents and of reports at once, long ones asked for and fetched when they are made.

The first two stand in for the base's own methods.
"""

from __future__ import annotations

from pathlib import Path

import frappe
from frappe import _

from erp_app.finance.statement_files import count_printed_lines
from erp_app.guards.pdf import render_pdf
from erp_app.prints.jobs import LONG_LINES, count_lines, queue_print
from erp_app.store import prints


@frappe.whitelist()
def download_pdf(
    doctype: str,
    name: str,
    format=None,
    doc=None,
    no_letterhead=0,
    language=None,
    letterhead=None,
    **_ignored,
) -> None:
    """Answers with a document's print as PDF, after the base's own print permission check.

    A long one is made in the background, and the answer is a page that says so.
    """
    from frappe.translate import print_language

    document = frappe.get_doc(doctype, name)
    document.check_permission("print")
    if count_lines(document) > LONG_LINES:
        asked = {"format": format, "language": language, "letterhead": letterhead}
        queue_print("document", doctype=doctype, name=name, **asked)
        frappe.respond_as_web_page(
            _("The print is being made"),
            _("It is long. It comes to your bell when it is ready; you can close this page."),
            indicator_color="blue",
            http_status_code=202,
        )
        return
    with print_language(language):
        html = frappe.get_print(
            doctype, name, format, no_letterhead=no_letterhead, letterhead=letterhead
        )
        content = render_pdf(html)
    _answer_with_pdf(f"{name}.pdf", content)


@frappe.whitelist(methods=["POST"])
def report_to_pdf(html: str, orientation: str = "Landscape", **_ignored) -> None:
    """Answers with a report page, sent by the browser, as PDF."""
    size = "A4 landscape" if orientation == "Landscape" else "A4"
    _answer_with_pdf("report.pdf", render_pdf(f"<style>@page{{size:{size}}}</style>{html}"))


@frappe.whitelist(methods=["POST"])
def print_statement(report: str, filters: str, language: str = "en") -> dict:
    """Let a statement that is long be printed in the background; {"is_queued": whether it is}.

    One that is not long is fetched at once with `finance_reports.export_statement`.
    """
    is_long = count_printed_lines(report, filters, language) > LONG_LINES
    if is_long:
        queue_print("statement", report=report, filters=filters, language=language)
    return {"is_queued": is_long}


@frappe.whitelist(methods=["GET"])
def get_print(name: str) -> None:
    """Answer with a print that was made for the caller. Raises: frappe.DoesNotExistError."""
    address = prints.find(name, frappe.session.user)
    path = Path(frappe.get_site_path(*str(address or "").strip("/").split("/")))
    if not address or not path.is_file():
        text = _("This print is no longer there: ask for it again")
        frappe.throw(text, frappe.DoesNotExistError)
    frappe.local.response.filename = frappe.db.get_value("File", name, "file_name")
    frappe.local.response.filecontent = path.read_bytes()
    frappe.local.response.type = "download"


def _answer_with_pdf(filename: str, content: bytes) -> None:
    frappe.local.response.filename = _(filename).replace(" ", "-").replace("/", "-")
    frappe.local.response.filecontent = content
    frappe.local.response.type = "pdf"
