"""Numbers that reach a document as text, as REST sends them: read in one way, or refused."""

import frappe
import pytest

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
