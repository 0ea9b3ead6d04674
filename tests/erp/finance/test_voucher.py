"""The journal voucher prints in both languages, and runs nothing a title holds."""

import frappe
import pytest

from erp_app.store.place import draw_own_crest
from tests.erp.factories import as_user, manager, posted_journal


@pytest.mark.parametrize(
    ("language", "direction", "name"),
    [("en", "ltr", "Stationery and printing"), ("ar", "rtl", "قرطاسية ومطبوعات")],
)
def test_voucher_prints_names_and_people(site, language, direction, name):
    doc = posted_journal(amount=1234.5, title="<b>Paper</b> & ink")
    before = frappe.local.lang
    frappe.local.lang = language
    try:
        with as_user(manager()):
            page = frappe.get_print("Journal", doc.name, "Journal Voucher")
    finally:
        frappe.local.lang = before
    assert f'dir="{direction}"' in page
    assert name in page
    assert "1,234.50" in page
    assert str(doc.posting_number) in page
    assert "<b>Paper</b>" not in page
    assert "manager" in page
    assert '<bdi dir="ltr">05-03-2026</bdi>' in page
    assert draw_own_crest() in page
