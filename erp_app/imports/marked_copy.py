"""The copy of a refused file that shows what is wrong with it, row by row."""

from __future__ import annotations

import csv
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill

from erp_app.imports.findings import ImportFindings, RowFinding
from erp_app.imports.table import Table

_RED = PatternFill("solid", fgColor="FFFFC7CE")


def write_marked_copy(table: Table, target: Path, findings: ImportFindings, title: str) -> None:
    """Write the table with a last column of findings; in XLSX bad cells are red.

    title: heading of the added column. The copy is of the type that target's suffix says.
    """
    marked = findings.by_row()
    if target.suffix.lower() == ".csv":
        _write_csv(table, target, marked, title)
    else:
        _write_xlsx(table, target, marked, title)


def _remarks(found: list[RowFinding]) -> str:
    return "; ".join(f"{one.column}: {one.reason}" if one.column else one.reason for one in found)


def _write_csv(table: Table, target: Path, marked: dict, title: str) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for number, row in table.texts():
            is_header = number == table.header_number
            writer.writerow([*row, title if is_header else _remarks(marked.get(number, []))])


def _write_xlsx(table: Table, target: Path, marked: dict, title: str) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number, row in table.texts():
        found = marked.get(number, [])
        bad = {one.column for one in found if one.column}
        cells = [
            _cell(sheet, text, index < len(table.header) and table.header[index] in bad)
            for index, text in enumerate(row)
        ]
        remark = title if number == table.header_number else _remarks(found)
        sheet.append([*cells, _cell(sheet, remark, bool(found))])
    book.save(target)


def _cell(sheet, text: str, is_bad: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # never a formula
    if is_bad:
        cell.fill = _RED
    return cell
