"""Bulk import: all findings at once, all or nothing, repeats without duplicates."""

import csv
import re
from pathlib import Path

import frappe
import pytest
from openpyxl import Workbook, load_workbook

from erp_app.imports.errors import ImportFileError
from erp_app.imports.run import import_file
from tests.erp.factories import as_user, auditor, manager, officer, take_step

HEADER = ["journal", "posting_date", "title", "account", "debit", "credit", "cost_centre"]
GOOD = [
    ["A", "2026-03-05", "Paper", "52101", "1,000.50", "", "1100"],
    ["A", "", "", "11102", "", "1000.50", ""],
    ["B", "2026-03-06", "Water", "52202", "20", "", "1200"],
    ["B", "", "", "11102", "", "20", ""],
]


@pytest.fixture
def token():
    return frappe.generate_hash(length=8)


def with_token(rows, token):
    return [[f"{row[0]}-{token}", *row[1:]] for row in rows]


def write_csv(path: Path, rows, header=HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_xlsx(path: Path, rows, header=HEADER) -> Path:
    book = Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_journals_arrive_sent_for_approval_and_are_approved_by_another(
    site, tmp_path, token, write
):
    path = write(tmp_path / f"j.{write.__name__[6:]}", with_token(GOOD, token))
    result = import_file("journals", path, officer(), commit=False)
    assert (result["made_count"], result["skipped_count"], result["errors"]) == (2, 0, [])
    names = frappe.get_all("Journal", {"owner": officer()}, order_by="name desc", limit=2)
    doc = frappe.get_doc("Journal", names[1].name)
    assert (doc.workflow_state, doc.docstatus, doc.total_debit) == ("For Approval", 0, 1000.5)
    with as_user(officer()), pytest.raises(frappe.PermissionError):
        doc.submit()
    with as_user(manager()):
        doc = frappe.get_doc("Journal", doc.name)
        doc.submit()
    assert doc.posting_number > 0


def test_repeat_makes_nothing_and_a_longer_file_only_the_new(site, tmp_path, token):
    rows = with_token(GOOD, token)
    path = write_csv(tmp_path / "j.csv", rows)
    import_file("journals", path, officer(), commit=False)
    again = import_file("journals", path, officer(), commit=False)
    assert (again["made_count"], again["skipped_count"]) == (0, 2)
    extra = with_token([["C", *row[1:]] for row in GOOD[:2]], token)
    longer = write_csv(tmp_path / "longer.csv", rows + extra)
    result = import_file("journals", longer, officer(), commit=False)
    assert (result["made_count"], result["skipped_count"]) == (1, 2)


def test_corrected_journal_does_not_stand_beside_the_one_it_corrects(site, tmp_path, token):
    """The same key and day with another content is told of the journal that is here."""
    rows = with_token(GOOD, token)
    import_file("journals", write_csv(tmp_path / "j.csv", rows), officer(), commit=False)
    [first] = frappe.get_all(
        "Journal", {"title": "Paper", "owner": officer()}, order_by="name desc", limit=1
    )
    corrected = [[*row] for row in rows]
    corrected[0][4] = corrected[1][5] = "1,000.60"
    path = write_csv(tmp_path / "corrected.csv", corrected)
    result = import_file("journals", path, officer(), commit=False)
    [found] = result["errors"]
    assert (found["row"], found["column"], result["made_count"]) == (2, "journal", 0)
    assert first.name in found["reason"]
    with as_user(manager()):
        take_step("Journal", first.name, "Reject", "Wrong amount")
    result = import_file("journals", path, officer(), commit=False)
    assert (result["made_count"], result["skipped_count"]) == (1, 1)


def test_same_key_on_another_day_is_another_journal(site, tmp_path, token):
    rows = with_token(GOOD[:2], token)
    import_file("journals", write_csv(tmp_path / "j.csv", rows), officer(), commit=False)
    rows[0][1] = "2026-04-05"
    result = import_file("journals", write_csv(tmp_path / "k.csv", rows), officer(), commit=False)
    assert (result["made_count"], result["errors"]) == (1, [])


def test_what_differs_within_a_journal_is_a_finding(site, tmp_path, token):
    rows = with_token(GOOD[:2], token)
    rows[1][1:3] = ["2026-03-06", "Pens"]
    result = import_file("journals", write_csv(tmp_path / "j.csv", rows), officer(), commit=False)
    assert [(e["row"], e["column"]) for e in result["errors"]] == [
        (3, "posting_date"),
        (3, "title"),
    ]


def test_every_bad_row_is_named_and_nothing_is_written(site, tmp_path, token):
    rows = [
        *with_token(GOOD, token),
        ["X", "2026-03-05", "Bad", "99999", "5", "", ""],
        ["X", "", "", "11102", "", "6", ""],
        ["Y", "yesterday", "Bad", "52101", "ten", "", "1100"],
        ["Y", "", "", "11102", "", "10.005", ""],
        ["", "2026-03-05", "Bad", "52101", "5", "", "1100"],
        ["Z", "2019-03-05", "Bad", "52101", "5", "", ""],
        ["Z", "", "", "11102", "", "5", ""],
    ]
    path = write_csv(tmp_path / "bad.csv", rows)
    before = frappe.db.count("Journal")
    result = import_file("journals", path, officer(), commit=False)
    found = {(error["row"], error["column"]) for error in result["errors"]}
    assert {
        (6, "account"),
        (6, ""),
        (8, "posting_date"),
        (8, "debit"),
        (9, "credit"),
        (10, "journal"),
        (11, "posting_date"),
        (11, "cost_centre"),
    } <= found
    assert not {row for row, _column in found} & {2, 3, 4, 5}
    assert frappe.db.count("Journal") == before
    marked = Path(result["marked_copy"]).read_text(encoding="utf-8-sig").splitlines()
    assert marked[0].endswith(",Findings")
    assert "account: Account 99999 does not exist" in marked[5]
    assert marked[1].endswith(",")


def test_marked_workbook_shows_bad_cells_and_never_a_formula(site, tmp_path):
    rows = [["X", "2026-03-05", "=1+1", "99999", "5", "", ""], ["X", "", "", "11102", "", "5", ""]]
    path = write_xlsx(tmp_path / "bad.xlsx", rows)
    result = import_file("journals", path, officer(), commit=False)
    sheet = load_workbook(result["marked_copy"]).active
    assert sheet["H1"].value == "Findings"
    assert sheet["D2"].fill.fgColor.rgb == "FFFFC7CE"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ([*HEADER, "colour"], "Column colour is unknown"),
        (HEADER[:-2], "Column credit is missing"),
        ([*HEADER, "title"], "Column title comes twice"),
    ],
)
def test_wrong_columns_refuse_the_file(site, tmp_path, header, text):
    path = write_csv(tmp_path / "h.csv", GOOD, header)
    with pytest.raises(ImportFileError, match=text):
        import_file("journals", path, officer(), commit=False)


def test_other_files_and_people_without_the_right_are_refused(site, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"\x7fELF\0\0")
    with pytest.raises(ImportFileError, match="neither"):
        import_file("journals", path, officer(), commit=False)
    with pytest.raises(frappe.PermissionError):
        import_file("journals", write_csv(tmp_path / "j.csv", GOOD), auditor(), commit=False)


def test_error_in_a_column_that_has_a_default_is_a_finding(site, tmp_path, token):
    header = [*HEADER, "fund", "description"]
    rows = [[*row, "#N/A", "#REF!"] for row in with_token(GOOD, token)]
    path = write_xlsx(tmp_path / "j.xlsx", rows, header)
    result = import_file("journals", path, officer(), commit=False)
    found = {(error["row"], error["column"]) for error in result["errors"]}
    assert found == {(row, column) for row in (2, 3, 4, 5) for column in ("fund", "description")}


def test_marks_that_nobody_sees_neither_split_a_journal_nor_hide_a_code(site, tmp_path, token):
    rows = with_token(GOOD[:2], token)
    rows[1][0] += "\u200f"
    rows[1][3] = "\u202a١١١٠٢\u202c"
    path = write_csv(tmp_path / "j.csv", [[*row, "\u200eGF"] for row in rows], [*HEADER, "fund"])
    result = import_file("journals", path, officer(), commit=False)
    assert (result["made_count"], result["errors"]) == (1, [])


def test_marked_copy_is_of_the_type_that_the_content_is(site, tmp_path, token):
    rows = with_token([GOOD[0]], token)
    path = write_xlsx(tmp_path / "j.xlsx", rows).rename(tmp_path / "j.txt")
    result = import_file("journals", path, officer(), commit=False)
    assert load_workbook(result["marked_copy"]).active["H1"].value == "Findings"


ACCOUNT_HEADER = ["Account Code", "account_name", "account_name_ar", "parent_account", "is_group"]
ACCOUNT_HEADER = [*ACCOUNT_HEADER, "root_type"]


def test_accounts_are_added_to_the_tree(site, tmp_path):
    rows = [
        ["521920", "Ink", "حبر", "521900", "", "Expense"],
        ["521900", "Printing", "طباعة", "52100", "yes", "Expense"],
    ]
    path = write_csv(tmp_path / "a.csv", rows, ACCOUNT_HEADER)
    result = import_file("accounts", path, None, commit=False)
    assert result["made_count"] == 2
    parent, child = frappe.get_doc("Account", "521900"), frappe.get_doc("Account", "521920")
    assert parent.lft < child.lft < child.rgt < parent.rgt
    assert import_file("accounts", path, None, commit=False)["skipped_count"] == 2


def test_wrong_accounts_are_named(site, tmp_path):
    rows = [
        ["5219", "Short", "قصير", "52100", "", "Expense"],
        ["521931", "Lost", "ضائع", "77777", "", "Expense"],
        ["521932", "", "بلا", "52101", "maybe", "Cost"],
        ["52101", "Renamed", "قرطاسية ومطبوعات", "52100", "", "Expense"],
        ["521941", "Circle", "دائرة", "521942", "1", "Expense"],
        ["521942", "Circle", "دائرة", "521941", "1", "Expense"],
    ]
    path = write_csv(tmp_path / "a.csv", rows, ACCOUNT_HEADER)
    result = import_file("accounts", path, None, commit=False)
    found = {(error["row"], error["column"]) for error in result["errors"]}
    assert found == {
        (2, "account_code"),
        (3, "parent_account"),
        (4, "account_name"),
        (4, "is_group"),
        (4, "root_type"),
        (4, "parent_account"),
        (5, "account_name"),
        (6, "parent_account"),
        (7, "parent_account"),
    }


def memory_bytes(field: str) -> int:
    """Return a field of this process's memory as the kernel counts it."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)[1]) * 1024


def begin_peak() -> int:
    """Let the kernel count the peak of resident memory from now on; return what is resident."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory_bytes("VmRSS")


def test_a_hundred_thousand_lines_stay_within_bounded_memory(site, tmp_path, token):
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(10_000):
            for line in range(5):
                key, centre = f"{token}-{number}", f"1{line + 1}00"
                writer.writerow([key, "2026-03-05", "Large", f"5210{line + 1}", "7", "", centre])
                writer.writerow([key, "", "", "11102", "", "7", ""])
    shares = []
    before = begin_peak()
    result = import_file(
        "journals", path, officer(), lambda share, _text: shares.append(share), commit=False
    )
    assert (result["row_count"], result["made_count"]) == (100_000, 10_000)
    assert memory_bytes("VmHWM") - before < 120_000_000
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] <= 1.0
