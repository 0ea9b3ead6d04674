"""A budget and a change of it print in both languages, and run nothing a title holds."""

import frappe
import pytest

from tests.erp.budget.factories import (
    change_row,
    controller,
    group_of,
    line_fields,
    make_centre,
    sent_budget,
    sent_change,
)
from tests.erp.factories import as_user

# What is printed is committed by the framework.
pytestmark = pytest.mark.usefixtures("nothing_waits")


def printed(doc, statement: str, language: str) -> str:
    before = frappe.local.lang
    frappe.local.lang = language
    try:
        with as_user(controller()):
            return frappe.get_print(doc.doctype, doc.name, statement)
    finally:
        frappe.local.lang = before


@pytest.mark.parametrize(
    ("language", "direction", "field", "said"),
    [
        ("en", "ltr", "group_name", "Evenly by Month"),
        ("ar", "rtl", "group_name_ar", "بالتساوي على الأشهر"),
    ],
)
def test_budget_prints_its_lines_and_its_people(site, language, direction, field, said):
    doc = sent_budget(line_fields(make_centre(), 1234.5), title="<b>Budget</b> & more")
    page = printed(doc, "Budget Statement", language)
    assert f'dir="{direction}"' in page
    assert frappe.db.get_value("Budget Group", group_of(), field) in page
    for text in (doc.name, "1,234.50", said, "officer"):
        assert text in page
    assert "<b>Budget</b>" not in page


@pytest.mark.parametrize(("language", "kind"), [("en", "Supplementary"), ("ar", "اعتماد إضافي")])
def test_change_prints_its_kind_and_why(site, language, kind):
    doc = sent_change("Supplementary", change_row(make_centre(), 77.0))
    page = printed(doc, "Budget Change Statement", language)
    for text in (kind, "A new service begins", "77.00", "15-06-2026"):
        assert text in page
