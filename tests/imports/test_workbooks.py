"""Workbooks: errors, formulas, hidden rows and sheets; damaged and hostile ones are refused."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from erp_app.imports.errors import ImportFileError
from tests.imports.files import HEADER, read, read_with_reasons, workbook, written

ERRORS = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]


def workbook_with(path: Path, texts, kind: str) -> Path:
    """Return a workbook with a row per text, which stands in every column as a cell of a kind."""
    book = Workbook()
    book.active.append(HEADER)
    for number, text in enumerate(texts, 2):
        for column in range(1, len(HEADER) + 1):
            cell = book.active.cell(number, column, text)
            cell.data_type = kind
    book.save(path)
    return path


def every_cell(rows: int) -> list[tuple[int, str]]:
    return [(row, column) for row in range(2, rows + 2) for column in HEADER]


@pytest.mark.parametrize("write", ["errors", "texts", "csv"])
def test_error_of_a_spreadsheet_is_a_finding_in_every_column(tmp_path, write):
    if write == "csv":
        path = written(tmp_path / "e.csv", *[[text] * len(HEADER) for text in ERRORS])
    else:
        path = workbook_with(tmp_path / "e.xlsx", ERRORS, "e" if write == "errors" else "s")
    rows, found = read_with_reasons(path)
    assert [(row, column) for row, column, _reason in found] == every_cell(len(ERRORS))
    assert [reason for row, _column, reason in found if row == 4] == [
        "The cell holds an error (#DIV/0!)"
    ] * len(HEADER)
    assert all(row.texts == row.values == {} for row in rows)


def test_formula_that_was_never_calculated_is_a_finding_in_every_column(tmp_path):
    _rows, found = read_with_reasons(workbook_with(tmp_path / "f.xlsx", ["=1+1", '="a"'], "f"))
    assert [(row, column) for row, column, _reason in found] == every_cell(2)
    assert {reason.split(":")[0] for *_place, reason in found} == {
        "The formula has no calculated value"
    }


def rewritten(path: Path, *changes: tuple[str, str]) -> Path:
    """Change the XML of a workbook's first sheet."""
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    parts[part] = text.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("<c t='str'><f>A1</f><v>X</v></c>", "X"),
        ("<c t='str'><f>A1</f><v></v></c>", None),
        ("<c t='str'><f>A1</f></c>", "finding"),
        ("<c><f>A1</f><v>7</v></c>", "7"),
        ("<c><f t='shared' si='0'/></c>", "finding"),
        ("<c t='e'><f>1/0</f><v>#DIV/0!</v></c>", "finding"),
        ("<c><v></v></c>", None),
        ("<c/>", None),
    ],
)
def test_cell_of_any_writer_is_a_value_nothing_or_a_finding(tmp_path, cell, meant):
    """Some writers leave places out, and store the results of formulas in other ways."""
    path = workbook(tmp_path / "w.xlsx", Sheet=[["code", "note"], ["A", "PLACE"]])
    path = rewritten(path, ('<c r="B2" t="inlineStr"><is><t>PLACE</t></is></c>', cell))
    [row], found = read(path)
    assert found == ([(2, "note")] if meant == "finding" else [])
    assert row.text("note") == (meant if meant not in (None, "finding") else "")


def test_marks_are_found_where_values_end_and_in_sheets_of_any_place(tmp_path):
    book = Workbook()
    book.active.title = "Hidden"
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("Second & last")
    for column, name in enumerate(HEADER, 3):
        sheet.cell(4, column, name)
    sheet.cell(9, 4, "=TODAY()")
    sheet.cell(9, 11, "=1+1")
    book.active = 1
    book.save(tmp_path / "p.xlsx")
    _rows, found = read(tmp_path / "p.xlsx")
    assert found == [(9, ""), (9, "day")]


def test_workbook_that_declares_entities_or_cells_outside_is_refused(tmp_path):
    for number, change in enumerate(
        [
            ("<worksheet", '<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet'),
            ('r="B2"><f>', 'r="ZZZ2"><f>'),
        ]
    ):
        path = workbook(tmp_path / f"{number}.xlsx", Sheet=[["code", "note"], ["A", "=1"]])
        with pytest.raises(ImportFileError, match="not a readable XLSX"):
            read(rewritten(path, change))


def test_hidden_rows_are_one_finding_whatever_hides_them(tmp_path):
    book = Workbook()
    for row in [HEADER, ["A"], ["B"], [], ["C"], ["D"]]:
        book.active.append(row)
    for number in (3, 4, 6):
        book.active.row_dimensions[number].hidden = True
    book.save(tmp_path / "h.xlsx")
    rows, found = read_with_reasons(tmp_path / "h.xlsx")
    assert [row.text("code") for row in rows] == ["A", "B", "C", "D"]
    hint = "Hidden rows or columns, from here on: 2 rows. Show them or delete them"
    assert found == [(3, "", hint)]


@pytest.mark.parametrize("letter", ["A", "C", "F"])
def test_hidden_column_with_content_is_a_finding(tmp_path, letter):
    book = Workbook()
    for row in [HEADER, ["A", "2026-03-01", 1, "yes", 2, "x"], ["B"]]:
        book.active.append(row)
    book.active.column_dimensions[letter].hidden = True
    book.active.column_dimensions["H"].hidden = True  # nothing is in it
    book.save(tmp_path / "h.xlsx")
    rows, found = read_with_reasons(tmp_path / "h.xlsx")
    assert len(rows) == 2
    assert [(row, "Hidden rows or columns" in reason) for row, _column, reason in found] == [
        (2, True)
    ]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_column_without_heading_is_a_finding_when_something_is_in_it(tmp_path, suffix):
    header = ["code", "", "note", ""]
    rows = [["A", "", "x", ""], ["B", "lost", "", ""], ["C", "lost", "", ""]]
    if suffix == ".csv":
        path = written(tmp_path / "n.csv", *rows, header=header)
    else:
        path = workbook(tmp_path / "n.xlsx", Sheet=[header, *rows])
    _rows, found = read_with_reasons(path)
    assert found == [(3, "", "Column 2 holds something and has no heading")]


def test_sheet_that_reaches_far_down_is_refused_at_once(tmp_path):
    path = workbook(tmp_path / "far.xlsx", Sheet=[HEADER, ["A"]])
    book = load_workbook(path)
    book.active["F900000"] = "x"
    book.save(path)
    with pytest.raises(ImportFileError, match="reaches down to row 900000"):
        read(path)


def test_hidden_rows_without_content_harm_nobody(tmp_path):
    book = Workbook()
    for row in [HEADER, ["A"]]:
        book.active.append(row)
    book.active.row_dimensions[5].hidden = True
    book.save(tmp_path / "h.xlsx")
    assert read(tmp_path / "h.xlsx")[1] == []


def test_hidden_sheet_with_the_same_headings_is_not_left_out_without_a_word(tmp_path):
    path = workbook(tmp_path / "h.xlsx", Sheet=[HEADER, ["A"]], hidden_more=[HEADER, ["B"]])
    with pytest.raises(ImportFileError, match=r"Hidden sheets hold rows as well \(hidden_more\)"):
        read(path)


def test_hidden_list_to_choose_from_harms_nobody(tmp_path):
    path = workbook(tmp_path / "l.xlsx", Sheet=[HEADER, ["A"]], hidden_list=[["code"], ["A"]])
    rows, found = read(path)
    assert (len(rows), found) == (1, [])
