"""A statement as the page of a PDF or as a workbook, in the language that is asked for.

Owns who may take statements away. Refuses reports that are no statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import frappe
from frappe import _

from erp_app.domain.languages import LANGUAGES
from erp_app.finance import export
from erp_app.finance.general_ledger import build_general_ledger
from erp_app.finance.statement import LINES_EXPORTED_MAX, Statement
from erp_app.finance.trial_balance import build_trial_balance
from erp_app.store.place import name_of_site

PDF_LINES_MAX = 5_000
_BUILDERS = {
    "Trial Balance": lambda filters, language, lines: build_trial_balance(filters, language),
    "General Ledger": build_general_ledger,
}


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A statement to be printed. name: of the file."""

    name: str
    html: str
    line_count: int


def require_export(report: str, language: str = "en") -> None:
    """Refuse who may not take a statement away. Raises: frappe.PermissionError."""
    if report not in _BUILDERS or language not in LANGUAGES:
        frappe.throw(_("This statement cannot be exported that way"))
    doctype = frappe.get_cached_doc("Report", report).ref_doctype
    for right in ("report", "export"):
        if not frappe.has_permission(doctype, right):
            raise frappe.PermissionError(_("You may not export {0}").format(_(report)))


def statement_page(report: str, filters: str, language: str) -> StatementPage:
    """Return a statement as a page for print. Raises: frappe.PermissionError."""
    require_export(report, language)
    with _language(language):
        table: Statement = _BUILDERS[report](filters, language, PDF_LINES_MAX)
        html = export.write_html(table, name_of_site(language), language, frappe.session.user)
    return StatementPage(file_name(report, language, "pdf"), html, len(table.rows))


def count_printed_lines(report: str, filters: str, language: str) -> int:
    """Return how many lines a statement's page has. Raises: frappe.PermissionError."""
    require_export(report, language)
    with _language(language):
        return len(_BUILDERS[report](filters, language, PDF_LINES_MAX).rows)


def statement_workbook(report: str, filters: str, language: str) -> bytes:
    """Return a statement as a workbook. Raises: frappe.PermissionError."""
    require_export(report, language)
    with _language(language):
        table: Statement = _BUILDERS[report](filters, language, LINES_EXPORTED_MAX)
        return export.write_xlsx(table, name_of_site(language), language)


def file_name(report: str, language: str, suffix: str) -> str:
    """Return the name under which a statement is saved."""
    return f"{report.replace(' ', '-')}-{language}.{suffix}"


@contextmanager
def _language(language: str) -> Iterator[None]:
    """Translate inside the block as for a reader of that language."""
    before = frappe.local.lang
    frappe.local.lang = language
    try:
        yield
    finally:
        frappe.local.lang = before
