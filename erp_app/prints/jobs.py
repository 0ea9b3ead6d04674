"""Makes long prints in the background, as who asked for them, and hands them over.

Owns the step from a page to a file of its asker: a private one that nobody else reads, told on the
bell and to open screens, and removed after a week. Refuses what the asker may not print: rights are
asked again when the job runs. Killed on its way it left nothing; what is asked for again is made
again.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import frappe
from frappe import _
from frappe.utils import add_days, escape_html, now

from erp_app.finance.statement_files import statement_page
from erp_app.guards.pdf import render_pdf
from erp_app.store import notices, prints

EVENT = "diwan_print"
SYSTEM = "Administrator"
QUEUE, TIMEOUT_SECONDS = "long", 3_600
LONG_LINES = 500  # more take longer than a person waits at a screen: about ten seconds
LINES_PER_PAGE = 28
KEPT_DAYS = 7
ASKED_AGAIN_SECONDS = 120


def queue_print(kind: str, **asked: object) -> None:
    """Let a print be made. kind: "document" or "statement". Nothing waits for a commit: the
    request has written nothing, and one that reads is not committed. What was asked for a moment
    ago is not made again."""
    asked_before = sha256(repr((kind, frappe.session.user, sorted(asked.items()))).encode())
    cache = frappe.cache()
    key = cache.make_key(f"diwan_print:{asked_before.hexdigest()}")
    if not cache.set(key, 1, nx=True, ex=ASKED_AGAIN_SECONDS):
        tell(0, _("Waiting for its turn"))
        return
    frappe.enqueue(
        f"erp_app.prints.jobs.print_{kind}",
        queue=QUEUE,
        timeout=TIMEOUT_SECONDS,
        **asked,
    )
    tell(0, _("Waiting for its turn"))


def print_document(
    doctype: str, name: str, format: str | None, language: str | None, letterhead: str | None
) -> None:
    """Make the PDF of a document's print. Raises: frappe.PermissionError."""
    from frappe.translate import print_language

    doc = frappe.get_doc(doctype, name)
    doc.check_permission("print")
    with print_language(language):
        page = frappe.get_print(doctype, name, format, letterhead=letterhead)
    deliver(f"{name}.pdf", render_pdf(page, _reporter(count_lines(doc))))


def print_statement(report: str, filters: str, language: str) -> None:
    """Make the PDF of a statement of finance. Raises: frappe.PermissionError."""
    page = statement_page(report, filters, language)
    content = render_pdf(page.html, _reporter(page.line_count))
    deliver(page.name, content)


def count_lines(doc) -> int:
    """Return how many rows a document's tables have together."""
    return sum(len(doc.get(table.fieldname) or ()) for table in doc.meta.get_table_fields())


def deliver(name: str, content: bytes) -> None:
    """Keep a print for who asked for it, and tell them."""
    user = frappe.session.user
    file = prints.keep(name, content)
    text = _("Your print is ready: {0}").format(escape_html(name))
    notices.write_notices(
        [(user, text, "", "File", file)], SYSTEM, notices.new_names(1, told=False)
    )
    tell(100, text, file)


def tell(percent: int, message: str, file: str = "") -> None:
    """Tell the asker's open screens how far the print is. file: its name, once it is ready."""
    news = {"percent": percent, "message": message, "file": file}
    frappe.publish_realtime(EVENT, news, user=frappe.session.user, after_commit=bool(file))


def remove_old() -> None:
    """Remove prints that were made more than a week ago. Runs daily."""
    for name in prints.made_before(add_days(now(), -KEPT_DAYS)):
        frappe.delete_doc("File", name, ignore_permissions=True)


def _reporter(lines: int) -> Callable[[int], None]:
    """Return what is told the number of pages that are laid out."""
    pages = max(1, lines // LINES_PER_PAGE)

    def report(page: int) -> None:
        if page % 10 == 0:
            tell(min(95, max(1, 95 * page // pages)), _("Page {0}").format(page))

    return report
