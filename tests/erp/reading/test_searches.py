"""Whoever may fill in a field can look up what belongs into it; who may not read a type cannot."""

import frappe
import pytest

from erp_app.reading import links, search
from erp_app.reading.lists import get_list
from tests.erp.factories import as_user, fresh_iban
from tests.erp.people.factories import make_employee, make_login

IBAN = fresh_iban()
WRITES = ("create", "write")


def own_types() -> list[str]:
    return frappe.get_all(
        "DocType", {"module": ["in", frappe.get_module_list("erp_app")], "istable": 0}, pluck="name"
    )


def filled_in_links(doctype: str) -> list[tuple[str, str]]:
    """Return (role, linked type) for every link that a role may fill in, rows included."""
    meta = frappe.get_meta(doctype)
    tables = [frappe.get_meta(field.options) for field in meta.get_table_fields()]
    linked = {
        field.options
        for one in (meta, *tables)
        for field in one.fields
        if field.fieldtype == "Link" and not (field.read_only or field.hidden)
    }
    roles = {row.role for row in meta.permissions if any(row.get(right) for right in WRITES)}
    return [(role, target) for role in sorted(roles) for target in sorted(linked)]


def test_every_link_that_may_be_filled_in_can_be_looked_up(site):
    asked = {
        (role, target, doctype)
        for doctype in own_types()
        for role, target in filled_in_links(doctype)
    }
    assert len(asked) > 50
    refused = []
    for role, target, doctype in sorted(asked):
        with as_user(make_login(f"links.{frappe.scrub(role)}", role)):
            asked = {"doctype": target, "txt": "", "reference_doctype": doctype}
            try:
                for found in search.find(asked)[1][:1]:
                    assert links.validate_link(target, found[0])["name"] == found[0]
            except frappe.PermissionError:
                refused.append((role, target, doctype))
    assert refused == []


def test_types_are_offered_to_who_reads_them(site):
    with as_user(make_login("links.administrator", "Entity Administrator")):
        _labels, rows = search.find({"doctype": "DocType", "txt": "", "page_length": 500})
        offered = {row[0] for row in rows}
        assert {"Journal", "Org Unit", "Step Role"} <= offered
        assert not {"Journal Line", "Fiscal Period", "DocType", "Entity"} & offered
    with as_user(make_login("links.employee", "Employee")):
        rows = search.find({"doctype": "DocType", "txt": "Journal"})[1]
        assert rows == []
    with as_user("Guest"), pytest.raises(frappe.PermissionError):
        search.find({"doctype": "DocType", "txt": ""})


def test_link_tells_of_its_target_what_the_reader_may_see(site):
    reader = make_login("links.reader", "Employee")
    own = make_employee(user=reader, iban=IBAN)
    other = make_employee()
    with as_user(reader):
        asked = '["iban", "org_unit"]'
        unit = frappe.db.get_value("Employee", own, "org_unit")
        assert links.validate_link("Employee", own, asked) == {
            "name": own, "iban": None, "org_unit": unit
        }  # fmt: skip
        assert links.validate_link("Employee", other, asked) == {"name": None}
        assert links.validate_link("Employee", "nobody", asked) == {"name": None}
        assert links.get_link_title("Employee", other) == other
        for doctype in ("Journal", "Journal Line", "Finance Settings"):
            with pytest.raises(frappe.PermissionError):
                links.validate_link(doctype, "x")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_link_is_named_in_the_readers_language(site, language):
    reader = make_login("links.named", "Employee")
    own = make_employee(user=reader, full_name_en="Sara", full_name_ar="سارة")
    before, frappe.local.lang = frappe.local.lang, language
    try:
        with as_user(reader):
            named = links.get_link_title("Employee", own)
    finally:
        frappe.local.lang = before
    assert named == {"en": "Sara", "ar": "سارة"}[language]


SPELT = [
    ("Account", "account_name_ar", "الأصول غير المتداولة"),
    ("Cost Centre", "cost_centre_name_ar", "إدارة المبانى والصيانه"),
    ("Fund", "fund_name_ar", "الضَّريبة  المضافة ٢٠٢٤"),
]
TYPED = {
    "الأصول غير المتداولة": ["الاصول", "الأصول  غير", "المتداوله", "ألأصول", "الاصــول غير"],
    "إدارة المبانى والصيانه": ["اداره", "المباني", "والصيانة", "إدارة المبانى"],
    "الضَّريبة  المضافة ٢٠٢٤": ["الضريبه المضافه", "2024", "الضريبة المضافة ٢٠٢٤"],
}


@pytest.mark.parametrize(("doctype", "field", "title"), SPELT)
def test_arabic_is_found_however_it_is_typed(site, doctype, field, title):
    name = frappe.get_all(doctype, pluck="name", order_by="name desc", limit=1)[0]
    frappe.db.set_value(doctype, name, field, title, update_modified=False)
    for typed in TYPED[title]:
        found = [
            row[0] for row in search.find({"doctype": doctype, "txt": typed, "page_length": 500})[1]
        ]
        assert name in found, typed
        listed = get_list(doctype=doctype, filters=f'[["{field}", "like", "%{typed}%"]]')
        assert name in [row["name"] for row in listed], typed
        rest = get_list(
            doctype=doctype, filters=f'[["{field}", "not like", "%{typed}%"]]', limit_page_length=0
        )
        assert name not in [row["name"] for row in rest], typed


def test_marks_of_a_pattern_are_letters_of_what_is_typed(site):
    names = frappe.get_all("Cost Centre", {"is_group": 0}, pluck="name", order_by="name", limit=2)
    for name, title in zip(
        names, ("Fees 50% net_of tax\\duty", "Fees 500 netXof tax"), strict=True
    ):
        frappe.db.set_value("Cost Centre", name, "cost_centre_name", title, update_modified=False)
    for typed in ("50%", "50% net", "net_of", "tax\\duty", "%", "_"):
        found = search.find({"doctype": "Cost Centre", "txt": typed, "page_length": 500})[1]
        assert [row[0] for row in found] == names[:1], typed
    listed = get_list(doctype="Cost Centre", filters='[["cost_centre_name", "like", "%net_of%"]]')
    assert [row["name"] for row in listed] == names[:1]
