"""Employees from a file: every bad row named, all or nothing, nobody twice."""

import csv
from pathlib import Path

import frappe
import pytest

from erp_app.domain.people.identity import build_identity_number, build_person_number
from erp_app.imports.run import import_file
from tests.erp.factories import fresh_iban
from tests.erp.people.factories import make_login, make_position, make_unit

pytestmark = pytest.mark.usefixtures("site")
GOOD = {
    "full_name_en": "Imported Person",
    "full_name_ar": "شخص مستورد",
    "person_id": "",
    "identity_number": "",
    "gender": "Female",
    "birth_date": "1985-03-01",
    "nationality": "AE",
    "joined_on": "2024-01-01",
    "left_on": "",
    "iban": "",
    "position": "",
    "step": "",
}


def _write(folder: Path, *rows: dict) -> Path:
    path = folder / "employees.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(GOOD))
        writer.writeheader()
        writer.writerows({**GOOD, **row} for row in rows)
    return path


def _import(path: Path, user: str | None = None) -> dict:
    return import_file("employees", path, user=user, commit=False)


def test_people_are_imported_with_their_appointments_and_not_twice(tmp_path):
    position = make_position(make_unit(), "G07")
    first, second = build_identity_number(1985, 42), build_person_number(999, 42)
    path = _write(
        tmp_path,
        {"identity_number": first.replace("-", ""), "position": position, "step": "3"},
        {"person_id": second, "full_name_en": "Second Person", "iban": fresh_iban()},
    )
    made = _import(path)
    assert (made["made_count"], made["error_count"]) == (2, 0)
    employee = frappe.get_doc("Employee", {"identity_number": first})
    assert (employee.status, employee.position, employee.grade) == ("Active", position, "G07")
    assert (employee.step, employee.nationality_group) == (3, "National")
    assert frappe.db.get_value("Employee", {"person_id": second}, "bank_name")
    again = _import(path)
    assert (again["made_count"], again["skipped_count"], again["error_count"]) == (0, 2, 0)


def test_every_bad_cell_is_named_and_nobody_is_written(tmp_path):
    position = make_position(make_unit())
    before = frappe.db.count("Employee")
    path = _write(
        tmp_path,
        {"person_id": build_person_number(999, 1)},
        {"person_id": "P001-00042-4", "gender": "X", "nationality": "ZZ"},
        {"birth_date": "01/02/1985", "identity_number": build_identity_number(1985, 1)},
        {},
        {"person_id": build_person_number(999, 1), "left_on": "2023-01-01"},
        {"person_id": build_person_number(999, 2), "position": position, "step": "99"},
        {"person_id": build_person_number(999, 3), "position": "POS-NONE"},
        {"person_id": build_person_number(999, 4), "iban": "AE00"},
    )
    result = _import(path)
    found = {(error["row"], error["column"]) for error in result["errors"]}
    assert found >= {
        (3, "person_id"), (3, "gender"), (3, "nationality"), (4, "birth_date"), (5, "person_id"),
        (6, "person_id"), (6, "left_on"), (7, "step"), (8, "position"), (9, "iban"),
    }  # fmt: skip
    assert not any(row == 2 for row, _column in found)
    assert frappe.db.count("Employee") == before
    assert Path(result["marked_copy"]).exists()


def test_known_number_with_another_name_is_a_finding(tmp_path):
    number = build_person_number(999, 77)
    _import(_write(tmp_path, {"person_id": number}))
    result = _import(_write(tmp_path, {"person_id": number, "full_name_en": "Somebody Else"}))
    assert "exists with another name: Imported Person" in result["errors"][0]["reason"]


def test_finance_officer_may_not_import_employees(tmp_path):
    user = make_login("importer", "Finance Officer")
    with pytest.raises(frappe.PermissionError):
        _import(_write(tmp_path, {"person_id": build_person_number(999, 5)}), user=user)
