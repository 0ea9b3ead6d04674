"""The search of the whole site: what people type finds the document, if they may read it."""

import frappe
import pytest

from erp_app.reading import search
from tests.erp.declared import make
from tests.erp.factories import as_user, make_journal
from tests.erp.people.factories import make_employee, make_login

ROLES = (
    "Finance Officer", "Finance Manager", "HR Officer", "HR Manager", "Entity Administrator",
    "Auditor", "Employee",
)  # fmt: skip


def names(text: str, doctype: str) -> list[str]:
    return [hit["name"] for hit in search.search_site(text) if hit["doctype"] == doctype]


@pytest.mark.parametrize(
    "typed", ["7,654,321.25", "7654321.25", "٧٬٦٥٤٬٣٢١٫٢٥", "٧٦٥٤٣٢١٫٢٥", " 7654321.25 "]
)
def test_amount_is_found_however_it_is_typed(site, typed):
    doc = make_journal(amount=7654321.25)
    hits = search.search_site(typed)
    assert [(hit["doctype"], hit["name"]) for hit in hits[:1]] == [("Journal", doc.name)]
    assert search.search_site("7,654,321.26") == []


def test_document_is_found_by_number_and_by_title_in_both_scripts(site):
    doc = make_journal(title="صيانة المبانى والأجهزة")
    for typed in ("صيانه المباني", "والاجهزه", doc.name, doc.name.lower()):
        assert doc.name in names(typed, "Journal"), typed
    frappe.db.set_value("Journal", doc.name, "posting_number", 912345)
    assert search.search_site("912345")[0]["name"] == doc.name
    assert search.search_site("٩١٢٣٤٥")[0]["name"] == doc.name


def test_what_is_just_that_comes_first(site):
    account = frappe.get_all("Account", {"is_group": 0}, pluck="name", limit=1)[0]
    for number in range(8):
        make_journal(title=f"Correction {number} of {account}")
    hits = search.search_site(account)
    assert (hits[0]["doctype"], hits[0]["name"]) == ("Account", account)
    assert len([hit for hit in hits if hit["doctype"] == "Journal"]) == search.OF_ONE_TYPE
    assert len(search.search_site(account, doctype="Journal")) >= 8


@pytest.mark.parametrize("role", ROLES)
def test_nobody_finds_what_may_not_be_read(site, role):
    """Of every kind of document one that is named by a word which nothing else has."""
    mark = "zebrawood"
    finder = make_login(f"finder.{frappe.scrub(role)}", role)  # first: it is committed
    make_journal(title=mark, amount=7654321.25)
    employee = make_employee(full_name_en=f"{mark} person")
    for doctype in ("Account", "Cost Centre", "Fund", "Org Unit", "Position", "Grade"):
        doc = make(doctype)
        frappe.db.set_value(doctype, doc.name, doc.meta.title_field, mark, update_modified=False)
    with as_user(finder):
        hits = search.search_site(mark) + search.search_site("7654321.25")
        hits += search.search_site(employee)
        found = {hit["doctype"] for hit in hits}
        for hit in hits:
            assert frappe.get_doc(hit["doctype"], hit["name"]).has_permission("read"), hit
        kinds = ("Journal", "Account", "Employee", "Org Unit")
        readable = {doctype for doctype in kinds if frappe.has_permission(doctype, "read")}
        # An employee reads the own record alone.
        assert found >= readable - ({"Employee"} if role == "Employee" else set()), role


def test_nothing_and_marks_of_patterns_find_nothing_by_chance(site):
    assert search.search_site("  ") == []
    assert search.search_site("zebrawood%_") == []
