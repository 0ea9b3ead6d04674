"""A list as a file: the reader's rows and columns, nothing that a spreadsheet would run."""

import csv
from io import BytesIO, StringIO

import frappe
import pytest
from openpyxl import load_workbook

from erp_app.reading.exports import export_query
from tests.erp.factories import as_user, fresh_iban
from tests.erp.people.factories import make_employee, make_login

FORMULAS = ("=1+1", "+SUM(A1)", "-2+3|cmd", "@SUM(1)", "\t=1", '=HYPERLINK("http://x")')


@pytest.fixture
def asked():
    """Return an asker: export(arguments) gives the file's name and content."""
    before = frappe.local.form_dict, frappe.local.response

    def export(**form) -> tuple[str, bytes]:
        frappe.local.form_dict = frappe._dict(form)
        frappe.local.response = frappe._dict()
        export_query()
        return frappe.response["filename"], frappe.response["filecontent"]

    yield export
    frappe.local.form_dict, frappe.local.response = before


@pytest.fixture
def rows_with_formulas(site) -> list[str]:
    """Return account names that a spreadsheet would run, written past the cleaning."""
    names = frappe.get_all("Account", pluck="name", limit=len(FORMULAS), order_by="name")
    for name, formula in zip(names, FORMULAS, strict=True):
        frappe.db.set_value("Account", name, "account_name", formula, update_modified=False)
    return names


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def as_accounts(file_type: str, names: list[str], **more) -> dict:
    return {
        "doctype": "Account",
        "file_format_type": file_type,
        "fields": '["name", "account_name"]',
        "filters": frappe.as_json([["name", "in", names]]),
        "order_by": "name",
        **more,
    }


def test_text_that_a_spreadsheet_runs_is_text_in_csv(rows_with_formulas, asked):
    name, content = asked(**as_accounts("CSV", rows_with_formulas))
    assert name.endswith(".csv")
    head, *rows = rows_of_csv(content)
    assert len(head) == 3
    assert [row[1] for row in rows] == rows_with_formulas
    assert [row[2] for row in rows] == [f"'{formula}" for formula in FORMULAS]


def test_text_that_a_spreadsheet_runs_is_text_in_a_workbook(rows_with_formulas, asked):
    name, content = asked(**as_accounts("Excel", rows_with_formulas))
    assert name.endswith(".xlsx")
    _head, *rows = load_workbook(BytesIO(content)).active.iter_rows()
    cells = [row[2] for row in rows]
    assert [cell.data_type for cell in cells] == ["s"] * len(FORMULAS)
    assert [str(cell.value).strip() for cell in cells] == [text.strip() for text in FORMULAS]


def test_negative_numbers_stay_numbers(site, asked):
    """An apostrophe before -5 would make a sum of texts."""
    name = frappe.get_all("Account", pluck="name", limit=1)[0]
    frappe.db.set_value("Account", name, "account_name", "-5.25", update_modified=False)
    _head, row = rows_of_csv(asked(**as_accounts("CSV", [name]))[1])
    assert row[2] == "-5.25"


def test_totals_are_of_numbers(site, asked):
    names = frappe.get_all("Account", pluck="name", limit=3, order_by="name")
    form = as_accounts("CSV", names, fields='["name", "lft"]', add_totals_row=1)
    *rows, total = rows_of_csv(asked(**form)[1])[1:]
    assert float(total[2]) == sum(float(row[2]) for row in rows)
    assert total[1] == ""


def test_only_chosen_documents_are_taken_along(site, asked):
    names = frappe.get_all("Account", pluck="name", limit=5, order_by="name")
    form = as_accounts("CSV", names, selected_items=frappe.as_json(names[1:3]))
    assert [row[1] for row in rows_of_csv(asked(**form)[1])[1:]] == names[1:3]


@pytest.mark.parametrize("file_type", ["CSV", "Excel"])
def test_export_is_for_who_may_export_and_holds_what_they_may_see(site, asked, file_type):
    iban = fresh_iban()
    make_employee(iban=iban)
    form = {"doctype": "Employee", "file_format_type": file_type, "fields": '["name", "iban"]'}
    for role in ("Finance Manager", "HR Officer", "Employee"):
        reader = make_login(f"exports.{frappe.scrub(role)}", role)
        with as_user(reader), pytest.raises(frappe.PermissionError):
            asked(**form)
    with as_user(make_login("exports.hr.manager", "HR Manager")):
        _name, content = asked(**form)
    text = content.decode("utf-8-sig") if file_type == "CSV" else _text_of(content)
    assert iban in text


def test_export_is_noted(site, asked):
    names = frappe.get_all("Account", pluck="name", limit=1)
    before = frappe.db.count("Access Log", {"export_from": "Account"})
    asked(**as_accounts("CSV", names))
    assert frappe.db.count("Access Log", {"export_from": "Account"}) == before + 1


def _text_of(content: bytes) -> str:
    rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    return "\n".join(str(row) for row in rows)
