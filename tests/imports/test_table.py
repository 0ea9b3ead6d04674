"""A file is read once, whatever its form, into rows of the columns' kinds; or refused in words."""

import csv
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from erp_app.declarations.grammar import ImportColumn
from erp_app.imports.errors import ImportFileError
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
    """Return the rows of a file and what was found."""
    findings = ImportFindings()
    table = read_table(path, COLUMNS, lambda _share, _rows: None)
    rows = list(table.rows(findings))
    again = list(table.rows(ImportFindings()))
    table.kept.close()
    assert [row.texts for row in rows] == [row.texts for row in again]
    assert len(rows) == table.row_count
    return rows, [(one.row, one.column) for one in findings.kept]


MEANT = {
    "code": "52101",
    "day": date(2026, 3, 5),
    "amount": Decimal("1234.5"),
    "is_group": True,
    "step": 3,
    "note": "Paper",
}


@pytest.mark.parametrize(
    "path",
    [
        lambda folder: written(
            folder / "a.csv", ["52101", "2026-03-05", "1,234.50", "yes", "3", " Paper "]
        ),
        lambda folder: written(
            folder / "b.csv",
            ["52101", "2026-03-05", "1234,50", "نعم", "3", "Paper"],
            delimiter=";",
        ),
        lambda folder: written(
            folder / "c.csv",
            ["52101", "٢٠٢٦-٠٣-٠٥", "١٬٢٣٤٫٥٠", "TRUE", "٣", "Paper"],
            delimiter="\t",
            encoding="utf-16",
        ),
        lambda folder: written(
            folder / "d.csv",
            ["52101", "2026-03-05", "1234.5", "1", "3", "Paper"],
            header=[column.arabic for column in COLUMNS.values()],
            encoding="utf-8-sig",
        ),
        lambda folder: workbook(
            folder / "e.xlsx",
            hidden_first=[["note"], ["not this"]],
            Entries=[HEADER, [52101, datetime(2026, 3, 5), 1234.5, True, 3, "Paper"]],
            Empty=[],
        ),
    ],
    ids=["points", "commas", "arabic", "arabic headings", "workbook"],
)
def test_every_form_means_the_same(tmp_path, path):
    rows, found = read(path(tmp_path))
    assert found == []
    assert [dict(row.values) for row in rows] == [MEANT]


def test_number_of_a_workbook_is_what_it_shows(tmp_path):
    path = workbook(tmp_path / "drift.xlsx", Sheet=[HEADER, ["A", None, 0.1 + 0.2]])
    [row], _found = read(path)
    assert row.value("amount") == Decimal("0.3")


def test_cells_that_are_not_of_their_kind_are_findings(tmp_path):
    path = written(
        tmp_path / "bad.csv",
        ["A", "5 March", "ten", "maybe", "1.5", "x" * 2_001],
        ["B", "", "", "", "", ""],
        [],
        ["C", "2026-02-30", "5", "no", "2", "fine", "beyond"],
    )
    rows, found = read(path)
    assert [row.number for row in rows] == [2, 3, 5]
    assert found == [
        (2, "day"),
        (2, "amount"),
        (2, "is_group"),
        (2, "step"),
        (2, "note"),
        (5, ""),
        (5, "day"),
    ]
    assert rows[1].values == {"code": "B"}


def test_column_that_writes_amounts_in_two_ways_is_a_finding(tmp_path):
    path = written(tmp_path / "mixed.csv", ["A", "", "1,234.50"], ["B", "", "1.234,50"])
    _rows, found = read(path)
    assert found == [(3, "amount")]


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path):
    path = workbook(tmp_path / "low.xlsx", Sheet=[[], [], HEADER, [], ["A"]])
    [row], _found = read(path)
    assert row.number == 5


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ([*HEADER, "colour"], "Column colour is unknown"),
        (["day"], "Column code is missing"),
        ([*HEADER, "Code"], "Column code comes twice"),
        ([], "Column code is missing"),
    ],
)
def test_wrong_columns_refuse_the_file(tmp_path, header, text):
    with pytest.raises(ImportFileError, match=text):
        read(written(tmp_path / "h.csv", header=header))


def test_files_that_cannot_be_read_are_refused_in_words(tmp_path):
    (tmp_path / "a.txt").write_text("code\nA\n")
    (tmp_path / "b.csv").write_bytes("code\nشيء\n".encode("cp1256"))
    (tmp_path / "c.xlsx").write_text("no archive")
    several = workbook(tmp_path / "d.xlsx", One=[HEADER, ["A"]], Two=[HEADER, ["B"]])
    for path, text in [
        (tmp_path / "a.txt", "neither a CSV nor an XLSX"),
        (tmp_path / "b.csv", "not UTF-8"),
        (tmp_path / "c.xlsx", "not a readable XLSX"),
        (several, "several sheets"),
    ]:
        with pytest.raises(ImportFileError, match=text):
            read(path)


def test_two_cells_that_claim_the_whole_sheet_are_refused_and_harm_nobody(tmp_path):
    """One cell in the last row and column makes the reader ask for half a terabyte."""
    book = Workbook()
    book.active["A1"] = "code"
    book.active["XFD1048576"] = "last"
    book.save(tmp_path / "bomb.xlsx")
    with pytest.raises(ImportFileError, match="not a readable XLSX"):
        read(tmp_path / "bomb.xlsx")


# The most memory since the program began, which a limit inherited from this process does not touch.
PEAK = """
import re, sys
from pathlib import Path
from erp_app.imports.findings import ImportFindings
from tests.imports.test_table import COLUMNS, read_table
table = read_table(Path(sys.argv[1]), COLUMNS, lambda share, rows: None)
count = sum(1 for row in table.rows(ImportFindings()))
print(count, *re.findall(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()))
"""


def peak_mib(path: Path) -> tuple[int, float]:
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True
    )
    count, peak = map(int, done.stdout.split())
    return count, peak / 1024


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_memory_does_not_grow_with_the_file(tmp_path, suffix):
    few, many = tmp_path / f"few{suffix}", tmp_path / f"many{suffix}"
    for path, count in ((few, 100), (many, 40_000)):
        rows = [[f"C{n}", "2026-03-05", "10.25", "no", "1", "Paper " * 5] for n in range(count)]
        if suffix == ".csv":
            written(path, *rows)
        else:
            book = Workbook(write_only=True)
            sheet = book.create_sheet()
            for row in [HEADER, *rows]:
                sheet.append(row)
            book.save(path)
        del rows
    (few_count, few_peak), (many_count, many_peak) = peak_mib(few), peak_mib(many)
    assert (few_count, many_count) == (100, 40_000)
    assert many_peak - few_peak < 12
