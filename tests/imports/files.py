"""Files of rows as the tests of imports write them, and what reading them gives."""

import csv
from pathlib import Path

from openpyxl import Workbook

from erp_app.declarations.grammar import ImportColumn
from erp_app.imports.findings import ImportFindings
from erp_app.imports.table import read_table

COLUMNS = {
    "code": ImportColumn(kind="code", required=True, arabic="الرمز"),
    "day": ImportColumn(kind="date", arabic="التاريخ"),
    "amount": ImportColumn(kind="money", arabic="المبلغ"),
    "is_group": ImportColumn(kind="flag", arabic="رئيسي"),
    "step": ImportColumn(kind="integer", arabic="الدرجة"),
    "note": ImportColumn(kind="text", arabic="ملاحظة"),
}
HEADER = list(COLUMNS)


def written(path: Path, *rows, header=HEADER, delimiter=",", encoding="utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return path


def workbook(path: Path, **sheets) -> Path:
    """Return a workbook with sheets of rows; a name that begins with hidden is hidden."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name.startswith("hidden") else "visible"
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def read(path: Path):
    """Return the rows of a file and where something was found."""
    rows, found = read_with_reasons(path)
    return rows, [(row, column) for row, column, _reason in found]


def read_with_reasons(path: Path):
    """Return the rows of a file and what was found."""
    findings = ImportFindings()
    table = read_table(path, COLUMNS, lambda _share, _rows: None)
    rows = list(table.rows(findings))
    again = list(table.rows(ImportFindings()))
    table.kept.close()
    assert [row.texts for row in rows] == [row.texts for row in again]
    assert len(rows) == table.row_count
    return rows, [(one.row, one.column, one.reason) for one in findings.kept]
