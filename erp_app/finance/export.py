"""Statements as files: a spreadsheet to work with, a PDF to sign.

Owns the look of both, right to left for Arabic. Refuses formulas: a text that a
spreadsheet would run is written as text.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import escape
from io import BytesIO

from frappe import _
from frappe.utils import format_datetime, formatdate, now_datetime
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from erp_app.domain.languages import direction_of, is_right_to_left
from erp_app.domain.money import shown
from erp_app.finance.statement import Column, Statement
from erp_app.store.place import draw_own_crest

PIXELS_PER_CHARACTER = 7
_NUMBERS = re.compile(r"(?<![\w#])\d[\d:./-]*\d")
_HEAD = PatternFill("solid", fgColor="FF1F3A5F")


def write_xlsx(statement: Statement, entity: str, language: str) -> bytes:
    """Return the statement as a workbook; amounts are numbers, rows stream out."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(statement.title[:31])
    sheet.sheet_view.rightToLeft = is_right_to_left(language)
    for position, column in enumerate(statement.columns, 1):
        sheet.column_dimensions[get_column_letter(position)].width = (
            column.width / PIXELS_PER_CHARACTER
        )
    heading = [entity, statement.title, *statement.subtitle, *statement.notes]
    sheet.freeze_panes = f"A{len(heading) + 3}"
    for text in heading:
        sheet.append([_cell(sheet, text, bold=True)])
    amounts = amount_format(statement.decimals)
    sheet.append([])
    sheet.append([_head_cell(sheet, column.label) for column in statement.columns])
    for row in statement.rows:
        bold = bool(row.get("is_total"))
        cells = [_value_cell(sheet, row, column, bold) for column in statement.columns]
        for column, cell in zip(statement.columns, cells, strict=True):
            if column.kind == "amount":
                cell.number_format = amounts
        sheet.append(cells)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def amount_format(decimals: int) -> str:
    """Return how a spreadsheet shows amounts: red brackets for negative ones, a dash for none."""
    number = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f"{number};[Red]({number});-"


def _head_cell(sheet, label: str) -> WriteOnlyCell:
    cell = _cell(sheet, label, bold=True)
    cell.font = Font(bold=True, color="FFFFFFFF")
    cell.fill = _HEAD
    return cell


def _value_cell(sheet, row: dict, column: Column, bold: bool) -> WriteOnlyCell:
    value = row.get(column.key)
    cell = _cell(sheet, value, bold)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif row.get("indent") and column.kind == "text":
        cell.alignment = Alignment(indent=int(row["indent"]))
    return cell


def _cell(sheet, value, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        # What no XML holds may have been stored before texts were cleaned, or by another program.
        value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font = Font(bold=bold)
    return cell


_STYLE = """
@page { size: A4 landscape; margin: 14mm 12mm 18mm;
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt; color: #555 } }
body { font-family: "Noto Naskh Arabic", "Noto Sans Arabic", "DejaVu Sans", sans-serif;
  font-size: 8.5pt; color: #1b1b1b }
.crest { float: right } [dir=rtl] .crest { float: left } .crest svg { width: 14mm; height: 14mm }
h1 { font-size: 15pt; margin: 0 } h2 { font-size: 11pt; margin: 0 0 2mm; color: #1f3a5f }
p { margin: 0 0 1mm; color: #444 }
table { width: 100%; border-collapse: collapse; margin-top: 4mm }
thead { display: table-header-group } tr { break-inside: avoid }
th { background: #1f3a5f; color: #fff; font-weight: 600; padding: 1.6mm; text-align: start }
td { padding: 1.1mm 1.6mm; border-bottom: 0.2mm solid #d9dee5 }
.n { text-align: right; direction: ltr; unicode-bidi: isolate; white-space: nowrap }
th.n { direction: inherit } .c { direction: ltr; unicode-bidi: isolate }
tr.t td { font-weight: 700; background: #f1f4f8 }
tr.g td { border-top: 0.5mm solid #1f3a5f; border-bottom: 0.8mm double #1f3a5f }
.signs { display: flex; gap: 20mm; margin-top: 16mm }
.signs div { flex: 1; border-top: 0.3mm solid #444; padding-top: 1.5mm }
"""


def write_html(statement: Statement, entity: str, language: str, printed_by: str) -> str:
    """Return the statement as a whole HTML page for print, with places to sign."""
    direction = direction_of(language)
    heads = "".join(
        f'<th class="{_css(column)}">{escape(column.label)}</th>' for column in statement.columns
    )
    body = "".join(_html_row(row, statement) for row in statement.rows)
    printed = _("Printed by {0} on {1}").format(printed_by, format_datetime(now_datetime()))
    lines = "".join(
        f"<p>{_keep_numbers(text)}</p>" for text in (*statement.subtitle, *statement.notes, printed)
    )
    signs = "".join(
        f"<div>{escape(text)}</div>"
        for text in (_("Prepared by"), _("Reviewed by"), _("Approved by"))
    )
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<style>{_STYLE}</style></head><body><div class="crest">{draw_own_crest()}</div>'
        f"<h1>{escape(entity)}</h1><h2>{escape(statement.title)}</h2>{lines}"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        f'<div class="signs">{signs}</div></body></html>'
    )


def _css(column: Column) -> str:
    return {"amount": "n", "number": "n", "code": "c", "date": "c", "voucher": "c"}.get(
        column.kind, ""
    )


def _html_row(row: dict, statement: Statement) -> str:
    kind = "t g" if row.get("is_grand_total") else "t" if row.get("is_total") else ""
    cells = []
    for column in statement.columns:
        value = row.get(column.key)
        indent = int(row.get("indent") or 0) if column.kind == "text" else 0
        style = f' style="padding-inline-start:{indent * 3 + 1.6}mm"' if indent else ""
        cells.append(
            f'<td class="{_css(column)}"{style}>{escape(_text(value, statement.decimals))}</td>'
        )
    return f'<tr class="{kind}">{"".join(cells)}</tr>'


def _text(value, decimals: int) -> str:
    """Write a value for print: amounts grouped, negatives in brackets, zero as a dash."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        if not value:
            return "-"
        return f"({shown(-value, decimals)})" if value < 0 else shown(value, decimals)
    return formatdate(value) if isinstance(value, date) else str(value)


def _keep_numbers(text: str) -> str:
    """Write a text for print; days and periods keep their order among Arabic words."""
    return _NUMBERS.sub(r'<bdi dir="ltr">\g<0></bdi>', escape(text))
