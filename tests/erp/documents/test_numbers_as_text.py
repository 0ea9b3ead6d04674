"""Numbers that reach a document as text, as REST sends them: read in one way, or refused."""

from datetime import date, datetime

import frappe
import pytest

from erp_app.store.written_values import read_values
from tests.erp.declared import build
from tests.erp.factories import as_user, journal_fields, officer

UNREADABLE = ["1e3", "1_000", " 0x10", "(5)", "1,2,3.00", "ten", "2026-03-31", " ", True, False]


def limit_of(amount):
    return frappe.new_doc("Approval Limit").update({"role": "Auditor", "amount_max": amount})


@pytest.mark.parametrize("amount", UNREADABLE)
def test_what_writes_no_number_is_refused_with_its_field(site, amount):
    with pytest.raises(frappe.ValidationError, match="Largest Amount cannot be read: "):
        limit_of(amount).insert()


@pytest.mark.parametrize(
    ("text", "number"), [("1,234.50", 1234.5), ("\u200f٥٠", 50), ("12,34,567", 1234567)]
)
def test_what_a_person_writes_is_kept_as_that_number(site, text, number):
    limit = limit_of(text).insert()
    assert frappe.db.get_value("Approval Limit", limit.name, "amount_max") == number


@pytest.mark.parametrize("amount", UNREADABLE)
def test_line_of_a_document_names_its_row(site, amount):
    fields = journal_fields()
    fields["lines"][1]["credit"] = amount
    with (
        as_user(officer()),
        pytest.raises(frappe.ValidationError, match="Row 2: Credit cannot be read: "),
    ):
        frappe.get_doc(fields).insert()


@pytest.mark.parametrize("number", ["1.5", "1e3", "ten", 1.5, [1], 2**31, "99999999999"])
def test_whole_number_that_cannot_be_stored_is_refused(site, number):
    with pytest.raises(frappe.ValidationError, match="Year-end Adjustment"):
        frappe.get_doc({**journal_fields(), "is_adjustment": number}).insert()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e12, "1000000000000", -1e12])
def test_amount_beyond_its_column_is_refused(site, number):
    with pytest.raises(frappe.ValidationError, match="the largest that can be stored"):
        limit_of(number).insert()


def test_day_is_a_day_whichever_way_it_was_written(site):
    """As text, as REST and forms send it, and as programs write it."""
    for written in ("2026-03-31", date(2026, 3, 31), datetime(2026, 3, 31, 23, 59)):
        doc = frappe.get_doc({**journal_fields(), "posting_date": written}).insert()
        assert doc.posting_date == date(2026, 3, 31)
        assert type(doc.posting_date) is date


@pytest.mark.parametrize("doctype", ["Cost Centre", "Fund", "Employee", "Appointment"])
def test_every_document_of_ours_refuses_what_is_not_of_its_type(site, doctype):
    """Also those that no base of documents guards: a list in a text, a text in a flag."""
    doc = build(doctype)
    kinds = {"Data", "Small Text", "Check", "Date", "Int"}
    fields = [f for f in doc.meta.fields if f.fieldtype in kinds and not f.fetch_from]
    assert fields
    assert [field.fieldname for field in fields if _takes_list(doctype, field.fieldname)] == []


def _takes_list(doctype: str, field: str) -> bool:
    wrong = build(doctype).update({field: ["a"]})
    try:
        wrong.insert(ignore_permissions=True)
    except frappe.ValidationError as error:
        return "cannot be read" not in str(error)
    return True


def test_code_that_a_program_wrote_as_a_number_is_that_code(site):
    """Account 52101 "does not exist" was the answer to 52101."""
    fields = journal_fields()
    for row in fields["lines"]:
        row["account"] = int(row["account"])
    with as_user(officer()):
        doc = frappe.get_doc({**fields, "title": 2026}).insert()
    assert [row.account for row in doc.lines] == ["52101", "11102"]
    assert doc.title == "2026"


@pytest.mark.parametrize("day", ["2026-W10-4", "20260305", "2026-03-05T10:00:00+04:00", "5/3/2026"])
def test_day_is_written_in_one_way(site, day):
    with pytest.raises(frappe.ValidationError, match="Posting Date cannot be read: "):
        frappe.get_doc({**journal_fields(), "posting_date": day}).insert()


@pytest.mark.parametrize("doctype", ["Fund", "Cost Centre", "Project", "Programme", "Function"])
def test_document_is_named_by_the_text_that_is_stored(site, doctype):
    """The mark that turns letters round was taken out of the code, and stayed in the name."""
    doc = build(doctype)
    field = doc.meta.autoname.removeprefix("field:")
    doc.set(field, "Q\u202e77")
    doc.insert()
    assert (doc.name, doc.get(field)) == ("Q77", "Q77")


@pytest.mark.parametrize("doctype", ["Employee", "Fund", "Org Unit", "Journal Template"])
def test_control_characters_are_in_no_text_of_any_document(site, doctype):
    """They break files that are made of it, and hide what a text says."""
    doc = build(doctype)
    kinds = {"Data": "A\x00B\x0bC\u202eD", "Small Text": "A\x00B\nC", "Text": "A\x00B\nC"}
    fields = [
        field
        for field in doc.meta.fields
        if field.fieldtype in kinds and not field.options and not field.read_only
        and "name" in field.fieldname
    ]  # fmt: skip
    for field in fields:
        doc.set(field.fieldname, kinds[field.fieldtype])
    read_values(doc)
    assert fields
    for field in fields:
        said = doc.get(field.fieldname)
        assert said == ("A B CD" if field.fieldtype == "Data" else "A B\nC"), field.fieldname
