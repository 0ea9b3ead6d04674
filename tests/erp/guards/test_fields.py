"""Hidden fields stay hidden in lists: read, filtered, sorted or grouped by, in every spelling."""

import frappe
import pytest

from erp_app.guards.fields import find_columns, install_field_guard
from tests.erp.factories import as_user, fresh_iban
from tests.erp.people.factories import make_employee, make_login

IBAN = fresh_iban()
IDENTITY = "784198512345671"


@pytest.fixture
def reader(site) -> str:
    """Return a user who reads the own employee record, its confidential fields not."""
    install_field_guard()
    user = make_login("field.reader", "Employee")
    employee = make_employee(user=user, iban=IBAN)
    frappe.db.set_value("Employee", employee, "identity_number", IDENTITY)
    with as_user(user):
        yield employee


@pytest.mark.parametrize(
    "fields",
    [
        ["identity_number", "iban", "name"],
        ["name", "iban", "identity_number", "bank_name"],
        ["`tabEmployee`.`iban`", "`tabEmployee`.iban as other", "name"],
        ["count(*) as many, iban", "name"],
        ["count(name) as many", "iban as other", "name"],
        ["name as label, iban", "name"],
        ["greatest(name, iban) as other", "name"],
        ["'a' || iban as other", "name"],
        ["name", "*"],
    ],
)
def test_hidden_fields_are_not_listed(reader, fields):
    rows = frappe.get_list("Employee", fields=fields)
    assert [row.name for row in rows] == [reader]
    assert IBAN not in str(rows)
    assert IDENTITY not in str(rows)


def test_hidden_fields_leave_empty_places_in_rows_of_values(reader):
    fields = ["identity_number", "iban", "name"]
    assert frappe.get_list("Employee", fields=fields, as_list=True) == ((None, None, reader),)


@pytest.mark.parametrize(
    "question",
    [
        {"filters": {"iban": ["like", "AE07%"]}},
        {"filters": [["Employee", "iban", "like", "AE07%"]]},
        {"filters": [["iban", "like", "AE07%"]]},
        {"or_filters": [["Employee", "iban", "=", IBAN], ["Employee", "name", "=", "-"]]},
        {"order_by": "iban asc"},
        {"order_by": "name asc, `tabEmployee`.`identity_number` desc"},
        {"group_by": "`iban`"},
    ],
)
def test_hidden_fields_answer_no_question(reader, question):
    with pytest.raises(frappe.PermissionError, match="Not permitted"):
        frappe.get_list("Employee", fields=["name"], **question)


def test_readable_fields_are_listed_filtered_and_sorted(reader):
    rows = frappe.get_list(
        "Employee",
        fields=[
            "name",
            "full_name_en as label",
            "count(*) as many",
            "nationality.name_en as place",
        ],
        filters=[["Employee", "gender", "=", "Female"], ["full_name_en", "like", "Test%"]],
        order_by="`tabEmployee`.`full_name_en` asc, name desc",
        group_by="name",
    )
    assert [(row.name, row.label, row.many) for row in rows] == [(reader, "Test Person", 1)]
    assert rows[0].place


def test_human_resources_read_what_an_employee_does_not(reader):
    with as_user(make_login("field.officer", "HR Officer")):
        rows = frappe.get_list(
            "Employee", fields=["iban", "identity_number"], filters={"iban": IBAN}
        )
    assert rows == [{"iban": IBAN, "identity_number": IDENTITY}]


def test_code_that_ignores_permissions_reads_everything(reader):
    assert frappe.get_all("Employee", filters={"iban": IBAN}, pluck="iban") == [IBAN]


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        ("name", [("", "name")]),
        ("`tabJournal`.`name` as `label`", [("tabJournal", "name")]),
        ("count(distinct name) as n", [("", "name")]),
        ("count(*)", []),
        ("locate('a, iban as b', `tabUser`.`name`) as `_relevance`", [("tabUser", "name")]),
        ("name, iban as x", [("", "name"), ("", "iban")]),
        ("'a', iban as 'x", [("", "iban"), ("", "as"), ("", "x"), ("", "?")]),
    ],
)
def test_every_column_of_an_expression_is_found(expression, columns):
    assert find_columns(expression) == columns
