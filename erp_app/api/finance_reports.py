"""Statements to take away: Excel and PDF of trial balance and general ledger."""

from __future__ import annotations

from contextlib import contextmanager

import frappe
from frappe import _

from erp_app.domain.dimensions import DIMENSION_LABELS
from erp_app.domain.languages import LANGUAGES
from erp_app.finance import export, statement
from erp_app.guards.pdf import render_pdf
from erp_app.store.place import name_of_site

PDF_LINES_MAX = 5_000
_BUILDERS = {
    "Trial Balance": lambda filters, language, lines: statement.build_trial_balance(
        filters, language
    ),
    "General Ledger": statement.build_general_ledger,
}


def add_dimensions(bootinfo: dict) -> None:
    """Put the dimensions into the boot, name -> DocType: the filters of every statement."""
    bootinfo["diwan_dimensions"] = DIMENSION_LABELS


@frappe.whitelist(methods=["POST"])
def export_statement(report: str, filters: str, file_type: str, language: str = "en") -> None:
    """Answer with a statement as a file, in English or Arabic.

    report: "Trial Balance" or "General Ledger"; file_type: "xlsx" or "pdf".
    """
    if report not in _BUILDERS or file_type not in ("xlsx", "pdf") or language not in LANGUAGES:
        frappe.throw(_("This statement cannot be exported that way"))
    _require_export(report)
    entity = name_of_site(language)
    lines_max = statement.LINES_EXPORTED_MAX if file_type == "xlsx" else PDF_LINES_MAX
    with _language(language):
        table = _BUILDERS[report](filters, language, lines_max)
        if file_type == "xlsx":
            content = export.write_xlsx(table, entity, language)
        else:
            page = export.write_html(table, entity, language, frappe.session.user)
            content = render_pdf(page)
    frappe.local.response.filename = f"{report.replace(' ', '-')}-{language}.{file_type}"
    frappe.local.response.filecontent = content
    frappe.local.response.type = "binary"  # saved as a file: a PDF shown would replace the Desk


def _require_export(report: str) -> None:
    doctype = frappe.get_cached_doc("Report", report).ref_doctype
    for right in ("report", "export"):
        if not frappe.has_permission(doctype, right):
            raise frappe.PermissionError(_("You may not export {0}").format(_(report)))


@contextmanager
def _language(language: str):
    """Translate inside the block as for a reader of that language."""
    before = frappe.local.lang
    frappe.local.lang = language
    try:
        yield
    finally:
        frappe.local.lang = before
