"""A file is read once, whatever its form, into rows of the columns' kinds; or refused in words."""

import re
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from erp_app.domain.text import clean_code
from erp_app.imports.errors import ImportFileError
from erp_app.imports.findings import ImportFindings
from erp_app.imports.number_styles import COMMA, POINT
from erp_app.imports.table import read_table
from tests.imports.files import COLUMNS, HEADER, read, workbook, written

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


@pytest.mark.parametrize("amount", ["1.500", "1,500", "-12,345", "١.٥٠٠"])
def test_amount_with_two_meanings_is_asked_and_never_guessed(tmp_path, amount):
    path = written(tmp_path / "a.csv", ["A", "", "20"], ["B", "", amount])
    assert read(path)[1] == [(3, "amount")]
    for style in (POINT, COMMA):
        findings = ImportFindings()
        table = read_table(path, COLUMNS, lambda _share, _rows: None, style)
        values = [row.value("amount") for row in table.rows(findings)]
        text = clean_code(amount)
        has_decimals = style.decimal in text
        meant = (
            Decimal(text.replace(",", ".")) if has_decimals else Decimal(re.sub("[.,]", "", text))
        )
        assert (values[-1], findings.count) == (Decimal(meant), 0)
        table.kept.close()


@pytest.mark.parametrize("deciding", ["0.500", "1234.500", "1,234,567", "7.5"])
def test_one_amount_decides_for_all_others_of_its_column(tmp_path, deciding):
    path = written(tmp_path / "a.csv", ["A", "", "1,500"], ["B", "", deciding])
    rows, found = read(path)
    assert (rows[0].value("amount"), found) == (Decimal(1500), [])


def test_style_that_was_chosen_holds_for_every_amount(tmp_path):
    path = written(tmp_path / "a.csv", ["A", "", "1.500,00"], ["B", "", "1,500.00"])
    findings = ImportFindings()
    table = read_table(path, COLUMNS, lambda _share, _rows: None, COMMA)
    values = [row.value("amount") for row in table.rows(findings)]
    assert values == [Decimal(1500), None]
    assert [(one.row, one.column) for one in findings.kept] == [(3, "amount")]
    table.kept.close()


def test_line_that_names_the_delimiter_is_no_header(tmp_path):
    (tmp_path / "s.csv").write_text("sep=;\ncode;note\nA;b, c\n", "utf-8")
    rows, found = read(tmp_path / "s.csv")
    assert (rows[0].number, rows[0].values, found) == (3, {"code": "A", "note": "b, c"}, [])


@pytest.mark.parametrize(
    ("text", "line"), [('code,note\nA,x\nB,"y\nC,z\n', 3), ('code,note\nA,"x"y\n', 2)]
)
def test_quotation_mark_that_swallows_rows_refuses_the_file(tmp_path, text, line):
    (tmp_path / "q.csv").write_text(text, "utf-8")
    with pytest.raises(ImportFileError, match=f"Line {line} cannot be read"):
        read(tmp_path / "q.csv")


def test_cell_that_is_too_long_is_named_as_such(tmp_path):
    (tmp_path / "long.csv").write_text(f"code,note\nA,x\nB,{'y' * 200_000}\n", "utf-8")
    with pytest.raises(ImportFileError, match="From line 3 on, a cell has more than 131072"):
        read(tmp_path / "long.csv")


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
        ([*HEADER, "Code\u200f"], "Column code comes twice"),
        ([], "Column code is missing"),
    ],
)
def test_wrong_columns_refuse_the_file(tmp_path, header, text):
    with pytest.raises(ImportFileError, match=text):
        read(written(tmp_path / "h.csv", header=header))


def test_files_that_cannot_be_read_are_refused_in_words(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\xd0\xcf\x11\xe0 old workbook \0\0\0")
    (tmp_path / "b.csv").write_bytes("code\nشيء\n".encode("cp1256"))
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04 no archive")
    several = workbook(tmp_path / "d.xlsx", One=[HEADER, ["A"]], Two=[HEADER, ["B"]])
    for path, text in [
        (tmp_path / "a.csv", "neither a CSV nor an XLSX"),
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


@pytest.mark.parametrize("kind", ["code", "day", "amount", "is_group", "step"])
@pytest.mark.parametrize("mark", ["\u200b", "\u200f", "\ufeff", "\u202e", "\u2067"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_invisible_marks_change_no_code_number_or_date(tmp_path, kind, mark, suffix):
    texts = dict(zip(HEADER, ["52101", "2026-03-05", "1,234.50", "yes", "3", "Paper"], strict=True))
    texts[kind] = f"{mark}{texts[kind][:1]}{mark}{texts[kind][1:]}{mark}"
    path = tmp_path / f"m{suffix}"
    if suffix == ".csv":
        written(path, list(texts.values()))
    else:
        workbook(path, Sheet=[HEADER, list(texts.values())])
    [row], found = read(path)
    assert found == []
    assert dict(row.values) == MEANT
    assert row.text("code") == "52101"


def test_words_lose_only_the_marks_that_harm(tmp_path):
    path = written(tmp_path / "w.csv", ["A", "", "", "", "", "\u200fمي\u200cخواهم\u202e \u200e"])
    [row], _found = read(path)
    assert row.text("note") == row.value("note") == "مي\u200cخواهم"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_row_of_invisible_marks_is_an_empty_row(tmp_path, suffix):
    content = [HEADER, ["A"], ["\u200f", "\u200b \u202e"]]
    path = tmp_path / f"v{suffix}"
    written(path, *content[1:]) if suffix == ".csv" else workbook(path, Sheet=content)
    rows, found = read(path)
    assert (len(rows), found) == (1, [])


def test_codes_in_arabic_digits_are_codes(tmp_path):
    [row], _found = read(written(tmp_path / "d.csv", ["٥٢١٠١"]))
    assert row.text("code") == row.value("code") == "52101"


@pytest.mark.parametrize(
    "amount", ["1,2,3.00", "12,50.00", "1_000", "1e3", "0x10", "(5)", "TRUE", "2026-03-31", "5 5"]
)
def test_text_that_writes_no_amount_is_a_finding(tmp_path, amount):
    assert read(written(tmp_path / "a.csv", ["A", "", amount]))[1] == [(2, "amount")]


@pytest.mark.parametrize("value", [True, False, datetime(2026, 3, 31), time(12, 30), timedelta(1)])
def test_flags_and_dates_of_a_workbook_are_no_numbers(tmp_path, value):
    row = ["A", None, value, None, value]
    path = workbook(tmp_path / "n.xlsx", Sheet=[HEADER, row])
    assert read(path)[1] == [(2, "amount"), (2, "step")]


@pytest.mark.parametrize("name", ["may.txt", "may", "may.csv", "may.xlsx", "MAY.XLS"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_file_is_what_its_content_says_whatever_its_name(tmp_path, name, suffix):
    content = tmp_path / f"content{suffix}"
    if suffix == ".csv":
        written(content, ["A", "2026-03-05", "5"])
    else:
        workbook(content, Sheet=[HEADER, ["A", "2026-03-05", "5"]])
    (tmp_path / "sent").mkdir()
    path = content.rename(tmp_path / "sent" / name)
    [row], found = read(path)
    assert (row.text("code"), row.value("amount"), found) == ("A", Decimal(5), [])
    table = read_table(path, COLUMNS, lambda _share, _rows: None)
    table.kept.close()
    assert table.suffix == suffix


@pytest.mark.parametrize("rows", [[], [[]], [["", " "]], [["\u200f"]]])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_file_without_rows_is_refused(tmp_path, rows, suffix):
    path = tmp_path / f"none{suffix}"
    written(path, *rows) if suffix == ".csv" else workbook(path, Sheet=[HEADER, *rows])
    with pytest.raises(ImportFileError, match="no rows"):
        read(path)


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
