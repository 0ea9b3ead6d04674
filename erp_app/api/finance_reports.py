"""Statements to take away: Excel and PDF of trial balance and general ledger."""

from __future__ import annotations

import frappe
from frappe import _

from erp_app.domain.dimensions import DIMENSION_LABELS
from erp_app.finance.statement_files import file_name, statement_page, statement_workbook
from erp_app.guards.pdf import render_pdf
from erp_app.prints.jobs import LONG_LINES
from erp_app.store.fiscal_years import load_years


def add_statement_filters(bootinfo: dict) -> None:
    """Put into the boot what the filters of statements offer.

    diwan_dimensions: name -> DocType; diwan_fiscal_years: [name, first day, last day] of each.
    """
    bootinfo["diwan_dimensions"] = DIMENSION_LABELS
    bootinfo["diwan_fiscal_years"] = load_years()


@frappe.whitelist(methods=["POST"])
def export_statement(report: str, filters: str, file_type: str, language: str = "en") -> None:
    """Answer with a statement as a file, in English or Arabic.

    report: "Trial Balance" or "General Ledger"; file_type: "xlsx" or "pdf". A PDF of more than
    LONG_LINES is refused: `prints.print_statement` makes it in the background.
    """
    if file_type not in ("xlsx", "pdf"):
        frappe.throw(_("This statement cannot be exported that way"))
    if file_type == "xlsx":
        content = statement_workbook(report, filters, language)
    else:
        page = statement_page(report, filters, language)
        if page.line_count > LONG_LINES:
            text = _("{0} lines take too long to print at once: they are printed in the background")
            frappe.throw(text.format(page.line_count))
        content = render_pdf(page.html)
    frappe.local.response.filename = file_name(report, language, file_type)
    frappe.local.response.filecontent = content
    frappe.local.response.type = "binary"  # saved as a file: a PDF shown would replace the Desk
