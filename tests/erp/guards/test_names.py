"""A typed name is no markup: it stands in addresses and attributes of every screen."""

import frappe
import pytest

from erp_app.declarations.reading import load_declarations
from tests.erp.declared import build

NASTY = ('T" style="animation:x" onanimationstart="run()', "<img src=x>", "a`b", "line\nend")
TYPED = sorted(
    doctype
    for doctype, one in load_declarations().items()
    if (one.doctype.get("autoname") or "").startswith("field:") and not one.doctype.get("istable")
)


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("doctype", TYPED)
def test_typed_name_holds_no_markup(site, doctype, name):
    doc = build(doctype)
    doc.set(doc.meta.autoname.removeprefix("field:"), name)
    doc.flags.ignore_links = True
    try:
        doc.insert(ignore_permissions=True)
    except (frappe.ValidationError, frappe.NameError):
        return
    assert not set(doc.name) & set('<>"`\n'), doc.name


def test_there_are_typed_names():
    assert {"Account", "Journal Template", "Grade"} <= set(TYPED)


def test_file_is_of_a_field_that_there_is(site):
    for more in (
        {"attached_to_field": "diwan_print"},
        {"attached_to_doctype": "Fund", "attached_to_name": "GF", "attached_to_field": "nothing"},
    ):
        file = frappe.get_doc(
            {"doctype": "File", "file_name": "x.txt", "is_private": 1, "content": "x", **more}
        )
        with pytest.raises(frappe.ValidationError, match="is no field that takes a file"):
            file.insert()


@pytest.mark.parametrize("name", ["Bank's journals.csv", 'a"b.csv', "a<b>.csv", "a`b.csv"])
def test_file_gets_a_name_by_which_it_can_be_chosen(site, name):
    file = frappe.get_doc(
        {"doctype": "File", "file_name": name, "is_private": 1, "content": "x"}
    ).insert()
    assert not set(file.file_name + file.file_url) & set("<>\"'`")


@pytest.mark.parametrize(
    "doctype",
    sorted(
        doctype
        for doctype, one in load_declarations().items()
        if any(
            field["fieldtype"] == "Date" and not field.get("reqd")
            for field in one.doctype["fields"]
        )
        and not one.doctype.get("istable")
        and one.sheet.example
    ),
)
def test_empty_text_of_a_day_is_no_day(site, doctype):
    doc = build(doctype)
    for field in doc.meta.fields:
        if field.fieldtype == "Date" and not field.reqd and not doc.get(field.fieldname):
            doc.set(field.fieldname, "")
    doc.flags.ignore_links = True
    doc.insert(ignore_permissions=True)
