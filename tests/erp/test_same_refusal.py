"""One set of rules: what is wrong is refused by the form, by a program and by a file alike."""

import csv
import json
import re
from pathlib import Path

import frappe
import pytest
from frappe import client
from frappe.desk.form import save

from erp_app.declarations.reading import load_declarations
from erp_app.domain.people.identity import build_identity_number, build_person_number
from erp_app.imports.run import import_file
from tests.erp.factories import fresh_iban
from tests.erp.people.factories import appoint, make_employee, make_position, make_unit

pytestmark = pytest.mark.usefixtures("site")
IBAN = fresh_iban()
TABLES = {"Journal": "lines", "Opening Balances": "lines"}


def by_form(doctype: str, values: dict, _folder: Path) -> str:
    """Save as a form does; return what is said."""
    frappe.local.form_dict = frappe._dict(doc="", action="Save")
    document = json.dumps({"doctype": doctype, "__islocal": 1, **values}, default=str)
    return said_by(lambda: save.savedocs(document, "Save"))


def by_program(doctype: str, values: dict, _folder: Path) -> str:
    """Insert as a program does; return what is said."""
    return said_by(lambda: client.insert(json.dumps({"doctype": doctype, **values}, default=str)))


def by_file(doctype: str, values: dict, folder: Path) -> str:
    """Import a file with this document alone; return what is found."""
    declared = load_declarations()[doctype].sheet.import_
    head = {name: value for name, value in values.items() if name in declared.columns}
    rows = [{**head, **row} for row in values.get(TABLES.get(doctype, ""), [{}])]
    if doctype == "Journal":
        rows = [{"journal": "X-1", **row} for row in rows]
    if doctype == "Employee" and not head.get("person_id"):
        rows[0].setdefault("person_id", build_person_number(999, 77))
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(declared.columns))
        writer.writeheader()
        writer.writerows(rows)
    result = import_file(declared.kind, path, commit=False)
    assert result["made_count"] == 0 or not result["errors"]
    return " ".join(error["reason"] for error in result["errors"])


def said_by(act) -> str:
    frappe.clear_messages()
    try:
        act()
    except (frappe.ValidationError, frappe.DuplicateEntryError) as error:
        return f"{error} {frappe.local.message_log}"
    return ""


WAYS = pytest.mark.parametrize("way", [by_form, by_program, by_file], ids=lambda way: way.__name__)
PERSON = {
    "full_name_en": "Test Person", "full_name_ar": "شخص", "gender": "Female",
    "birth_date": "1985-03-01", "nationality": "AE", "joined_on": "2024-01-01",
}  # fmt: skip
ACCOUNT = {"account_code": "52998", "account_name": "Paper", "account_name_ar": "ورق",
           "parent_account": "52100", "root_type": "Expense", "is_group": 0}  # fmt: skip
CENTRE = {"cost_centre_code": "X998", "cost_centre_name": "Archive", "is_group": 0,
          "cost_centre_name_ar": "الأرشيف", "parent_cost_centre": "1000"}  # fmt: skip
DEBIT, CREDIT = (
    {"account": "52101", "cost_centre": "1100", "debit": 5},
    {"account": "11102", "credit": 5},
)


def journal(*lines: dict) -> dict:
    return {"title": "Paper", "posting_date": "2026-03-05", "lines": list(lines)}


WRONG = {
    "account below another root": ("Account", {**ACCOUNT, "parent_account": "11100"}, "root type"),
    "account below a leaf": ("Account", {**ACCOUNT, "parent_account": "52101"}, "not a group"),
    "account code of four digits": ("Account", {**ACCOUNT, "account_code": "5299"}, "digits"),
    "account of no root type": ("Account", {**ACCOUNT, "root_type": "Costs"}, "(one of|Expense)"),
    "cost centre below a leaf": (
        "Cost Centre", {**CENTRE, "parent_cost_centre": "1100"}, "not a group",
    ),
    "cost centre code with a slash": (
        "Cost Centre", {**CENTRE, "cost_centre_code": "X/1"}, "digits, dots and dashes",
    ),
    "wrong e-mail": ("Employee", {**PERSON, "work_email": "nobody at home"}, "mail"),
    "born in 1700": ("Employee", {**PERSON, "birth_date": "1700-01-01"}, "from 1900 to 2199"),
    "joined in 1824": ("Employee", {**PERSON, "joined_on": "1824-01-01"}, "from 1900 to 2199"),
    "joined before birth": ("Employee", {**PERSON, "birth_date": "2024-06-01"}, "younger than"),
    "joined as a child by days": (
        "Employee", {**PERSON, "birth_date": "2009-01-02"}, "younger than",
    ),
    "left before joining": ("Employee", {**PERSON, "left_on": "2023-01-01"}, "before the first"),
    "wrong IBAN": ("Employee", {**PERSON, "iban": "AE000331234567890123456"}, "IBAN"),
    "wrong person number": ("Employee", {**PERSON, "person_id": "P001-00042-4"}, "check digit"),
    "identity of another year": (
        "Employee", {**PERSON, "identity_number": build_identity_number(1984, 7)}, "birth",
    ),
    "no such nationality": ("Employee", {**PERSON, "nationality": "ZZ"}, "(ZZ|Nationality)"),
    "no such account": ("Journal", journal({**DEBIT, "account": "99999"}, CREDIT), "99999"),
    "posted to a group": ("Journal", journal({**DEBIT, "account": "52100"}, CREDIT), "52100"),
    "no cost centre": ("Journal", journal({"account": "52101", "debit": 5}, CREDIT), "Cost Centre"),
    "no such function": (
        "Journal", journal({**DEBIT, "function": "99.9"}, CREDIT), "99.9",
    ),
    "no such fund": ("Journal", journal({**DEBIT, "fund": "NONE"}, CREDIT), "NONE"),
    "not balanced": ("Journal", journal({**DEBIT, "debit": 6}, CREDIT), "balance"),
    "line without an account": (
        "Journal", journal({**DEBIT, "account": ""}, CREDIT), "([Aa]ccount)",
    ),
    "negative amount": ("Journal", journal({**DEBIT, "debit": -5}, CREDIT), "negative|amount"),
}  # fmt: skip


@WAYS
@pytest.mark.parametrize("case", WRONG)
def test_wrong_record_is_refused_whichever_way_it_comes(way, case, tmp_path):
    doctype, values, words = WRONG[case]
    if doctype == "Journal" and way is not by_file:  # a draft may be incomplete: it is sent
        values = {**values, "workflow_state": "For Approval"}
    said = way(doctype, values, tmp_path)
    assert re.search(words, said), said or "nothing was refused"


@WAYS
def test_account_of_somebody_else_is_refused_whichever_way(way, tmp_path):
    make_employee(iban=IBAN)
    assert "already belongs to" in way("Employee", {**PERSON, "iban": IBAN}, tmp_path)


HELD = {
    "in the past": ("2024-01-01", "2024-06-30"),
    "in the future": ("2090-01-01", None),
}


@pytest.mark.parametrize("when", HELD)
@pytest.mark.parametrize("way", [by_form, by_program])
def test_post_that_somebody_holds_at_any_time_is_taken(way, when, tmp_path):
    position = make_position(make_unit())
    held = appoint(make_employee(), position, *HELD[when])
    values = {"employee": make_employee(), "position": position, "from_date": "2024-03-01"}
    assert held.name in way("Appointment", values, tmp_path)


@pytest.mark.parametrize("when", HELD)
def test_post_that_somebody_holds_at_any_time_is_taken_for_a_file_too(when, tmp_path):
    position = make_position(make_unit())
    held = appoint(make_employee(), position, *HELD[when])
    row = {"full_name_en": "A", "full_name_ar": "أ", "person_id": build_person_number(999, 5),
           "gender": "Female", "birth_date": "1985-03-01", "nationality": "AE",
           "joined_on": "2024-03-01", "position": position}  # fmt: skip
    assert held.name in by_file("Employee", row, tmp_path)


@pytest.mark.parametrize(
    "change", [{"parent_account": "52200"}, {"root_type": "Asset"}, {"account_name": "Other"}]
)
def test_file_that_says_otherwise_of_what_is_there_is_a_finding(change, tmp_path):
    """It was passed over in silence: the file's author believed the chart had changed."""
    stored = frappe.get_doc("Account", "52101")
    row = {name: stored.get(name) for name in ACCOUNT}
    assert by_file("Account", row, tmp_path) == ""
    assert "exists" in by_file("Account", {**row, **change}, tmp_path)
