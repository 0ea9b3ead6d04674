"""Whoever may fill in a field can look up what belongs into it; who may not read a type cannot."""

import frappe
import pytest

from erp_app.reading import links, search
from tests.erp.factories import as_user
from tests.erp.people.factories import make_employee, make_login

IBAN = "AE070331234567890123456"
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
