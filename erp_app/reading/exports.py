"""A list as a file to take away: the rows and columns its reader may see, and no formula.

A text that a spreadsheet would run is written as text; the taking away is noted in the access log.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.access_log.access_log import make_access_log
from frappe.desk.utils import provide_binary_file
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from erp_app.domain.languages import is_right_to_left
from erp_app.domain.reading.values import as_json, is_yes
from erp_app.reading.lists import answer, ask, request_arguments

ENDINGS = {"CSV": "csv", "Excel": "xlsx"}
RUNS = ("=", "+", "-", "@", "\t", "\r")  # how a text begins that a spreadsheet runs
Table = list[list[Any]]


@frappe.whitelist(methods=["POST"])
def export_query() -> None:
    """Answer with the rows of a list as a file, as a list view asks for it."""
    form = request_arguments()
    doctype, file_type = form["doctype"], form["file_format_type"]
    frappe.permissions.can_export(doctype, raise_exception=True)
    if selected := as_json(form.get("selected_items")):
        form["filters"] = [[doctype, "name", "in", selected]]
    question = ask({**form, "start": 0, "limit_start": 0, "page_length": 0}, None)
    labels, rows = answer(question)
    make_access_log(doctype=doctype, file_type=file_type, filters=str(form.get("filters") or ""))
    table = _table(doctype, labels, rows, is_yes(form.get("add_totals_row")))
    made = _as_csv(table, form) if file_type == "CSV" else _as_workbook(table, doctype)
    provide_binary_file(str(form.get("title") or doctype), ENDINGS[file_type], made)


def _table(doctype: str, labels: list[str], rows: Iterable[tuple], with_totals: bool) -> Table:
    """Return the head and the numbered rows, with the sums of numbers at the end when wanted."""
    meta = frappe.get_meta(doctype)
    table: Table = [[_("Sr"), *(_(meta.get_label(label)) for label in labels)]]
    table += [[number, *row] for number, row in enumerate(rows, 1)]
    if with_totals and len(table) > 1:
        columns = list(zip(*table[1:], strict=True))[1:]
        table.append([_("Total"), *map(_total, columns)])
    return table


def _total(values: tuple) -> Any:
    are_numbers = all(
        isinstance(value, int | float) or hasattr(value, "as_tuple") for value in values
    )
    return sum(values) if are_numbers else ""


def _as_csv(table: Table, form: dict[str, Any]) -> bytes:
    """Return UTF-8 with a mark at its beginning, without which Excel reads Arabic wrongly."""
    file = StringIO()
    delimiter = str(form.get("csv_delimiter") or ",")
    quoting = int(form.get("csv_quoting") or csv.QUOTE_NONNUMERIC)
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting)
    writer.writerows([[_harmless(value) for value in row] for row in table])
    return file.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    """Return a text that is shown and not run: an apostrophe makes it one."""
    runs = isinstance(value, str) and value.startswith(RUNS) and not _is_number(value)
    return f"'{value}" if runs else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _as_workbook(table: Table, title: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_(title)[:31])
    sheet.sheet_view.rightToLeft = is_right_to_left(frappe.local.lang or "en")
    sheet.freeze_panes = "A2"
    for number, row in enumerate(table):
        sheet.append([_cell(sheet, value, is_bold=number == 0) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any, is_bold: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
    if is_bold:
        cell.font = Font(bold=True)
    return cell
