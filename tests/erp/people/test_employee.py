"""Employees: the numbers they carry, what is refused, who sees what."""

import re

import frappe
import pytest

from erp_app.domain.people.identity import build_identity_number, parse_person_number
from tests.erp.factories import fresh_iban
from tests.erp.people.factories import (
    appoint,
    build_employee,
    make_employee,
    make_login,
    make_position,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("site")
IBAN = fresh_iban()


def test_employee_without_person_number_is_issued_one_that_checks():
    first = frappe.get_doc("Employee", make_employee())
    second = frappe.get_doc("Employee", make_employee())
    assert parse_person_number(first.person_id) == first.person_id
    assert first.person_id != second.person_id
    assert first.status == "Awaiting Appointment"


def test_person_number_with_wrong_digit_is_refused_with_advice():
    with pytest.raises(frappe.ValidationError, match=r"check digit disagrees.*leave it empty"):
        make_employee(person_id="P001-00042-4")


def test_person_number_of_another_employee_is_refused_by_name():
    taken = frappe.get_doc("Employee", make_employee())
    with pytest.raises(frappe.DuplicateEntryError, match=f"already belongs to.*{taken.name}"):
        make_employee(person_id=taken.person_id)


def test_identity_number_is_printed_and_must_name_the_birth_year():
    number = build_identity_number(1985, 7654321)
    employee = build_employee(identity_number=number.replace("-", "")).insert()
    assert employee.identity_number == number
    with pytest.raises(frappe.ValidationError, match="born in 1984"):
        make_employee(identity_number=build_identity_number(1984, 7654321))


def test_identity_number_with_wrong_digit_is_refused():
    with pytest.raises(frappe.ValidationError, match="wrong digit"):
        make_employee(identity_number="784-1985-1234567-4")


def test_iban_is_compacted_and_names_its_bank():
    employee = build_employee(iban=" ".join(re.findall(".{1,4}", IBAN))).insert()
    assert employee.iban == IBAN
    assert employee.bank_name


@pytest.mark.parametrize("mobile", ["0501234567", " +971501234567 ", "٠٥٠١٢٣٤٥٦٧"])
def test_telephone_number_is_kept_as_it_is_printed(mobile):
    employee = build_employee(mobile=mobile, work_email=" ").insert()
    assert (employee.mobile, employee.work_email) == ("+971 50 123 4567", None)


@pytest.mark.parametrize("mobile", ["0", "-1", "12345", "call me", "999 999 999 999"])
def test_what_no_telephone_can_be_reached_by_is_refused(mobile):
    with pytest.raises(frappe.ValidationError, match=r"no telephone number|valid Phone Number"):
        build_employee(mobile=mobile).insert()


def test_iban_with_wrong_digits_is_refused():
    with pytest.raises(frappe.ValidationError, match="IBAN AE00"):
        make_employee(iban=f"AE00{IBAN[4:]}")


def test_child_is_refused_and_dates_that_run_backwards_too():
    with pytest.raises(frappe.ValidationError, match="younger than 15"):
        make_employee(birth_date="2015-01-01")
    with pytest.raises(frappe.ValidationError, match="before the first day"):
        make_employee(left_on="2021-12-31")


def test_form_cannot_write_the_current_post():
    employee = frappe.get_doc("Employee", make_employee())
    employee.update({"grade": "G16", "status": "Active"})
    employee.save()
    employee.reload()
    assert (employee.grade, employee.status) == (None, "Awaiting Appointment")


def test_leaving_before_the_appointment_ends_is_refused():
    name = make_employee()
    appointment = appoint(name, make_position(make_unit()), "2024-01-01")
    employee = frappe.get_doc("Employee", name)
    employee.left_on = "2025-06-30"
    with pytest.raises(frappe.ValidationError, match=appointment.name):
        employee.save()


def test_identity_and_iban_are_hidden_from_those_without_human_resources_roles():
    user = make_login("reader", "Employee")
    name = make_employee(user=user, iban=IBAN, identity_number=build_identity_number(1985, 1111111))
    frappe.set_user(user)
    seen = frappe.get_doc("Employee", name)
    seen.apply_fieldlevel_read_permissions()
    assert seen.full_name_en == "Test Person"
    assert (seen.get("iban"), seen.get("identity_number")) == (None, None)
    for field in ("iban", "identity_number"):
        assert frappe.get_list("Employee", fields=["name", field]) == [{"name": name}]


def test_entity_administrator_counts_heads_but_opens_no_employee():
    name = make_employee()
    frappe.set_user(make_login("chief", "Entity Administrator", "Employee"))
    assert not frappe.has_permission("Employee", "read", name)
    assert frappe.get_list("Employee") == []
    assert frappe.has_permission("Position", "report")


def test_identity_and_iban_are_shown_to_human_resources():
    name = make_employee(iban=IBAN)
    frappe.set_user(make_login("hr", "HR Officer"))
    seen = frappe.get_doc("Employee", name)
    seen.apply_fieldlevel_read_permissions()
    assert seen.iban == IBAN


def test_employee_sees_the_own_record_and_nobody_elses():
    user = make_login("someone", "Employee")
    own, other = make_employee(user=user), make_employee()
    frappe.set_user(user)
    assert frappe.get_list("Employee", pluck="name") == [own]
    assert frappe.has_permission("Employee", "read", own)
    assert not frappe.has_permission("Employee", "read", other)
    assert not frappe.has_permission("Employee", "write", own)


def test_employee_without_record_sees_nobody():
    make_employee()
    frappe.set_user(make_login("nobody", "Employee"))
    assert frappe.get_list("Employee") == []
    assert frappe.get_list("Appointment") == []


@pytest.mark.parametrize("doctype", ["Employee", "Position", "Appointment", "Org Unit", "Grade"])
def test_auditor_reads_people_and_changes_nothing(doctype):
    frappe.set_user(make_login("audit", "Auditor"))
    assert frappe.has_permission(doctype, "read")
    for right in ("write", "create", "delete", "share", "import"):
        assert not frappe.has_permission(doctype, right)


@pytest.mark.parametrize("doctype", ["Employee", "Position", "Appointment"])
def test_no_people_document_can_be_shared_or_is_open_to_all(doctype):
    for row in frappe.get_meta(doctype).permissions:
        assert not row.share
        assert row.role not in ("All", "Guest", "Desk User")
