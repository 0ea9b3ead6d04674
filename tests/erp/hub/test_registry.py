"""The registry: who writes what, and which codes are refused."""

import frappe
import pytest

from erp_app.hub import registry
from erp_app.install.users import create_user

ALPHA = ("tstalpha", "Alpha Authority", "هيئة ألفا", "authority")


def test_registering_twice_keeps_one_row_and_its_number(hub):
    first = registry.register_entity(*ALPHA)
    again = registry.register_entity("tstalpha", "Alpha Renamed", "هيئة ألفا", "authority")
    assert first == again
    assert first["status"] == "Requested"
    assert frappe.db.get_value("Entity", "tstalpha", "name_en") == "Alpha Renamed"


def test_every_entity_has_its_own_block_of_person_numbers(hub):
    first = registry.register_entity(*ALPHA)
    second = registry.register_entity("tstbeta", "Beta", "بيتا", "department")
    assert first["entity_number"] != second["entity_number"]


@pytest.mark.parametrize("code", ["Hub", "template", "1abc", "with space", "averylongcode1"])
def test_code_that_cannot_name_a_site_is_refused(hub, code):
    with pytest.raises(frappe.ValidationError, match="2 to 12 small letters"):
        registry.register_entity(code, "Bad", "سيئ", "department")


def test_form_cannot_write_what_the_platform_measures(hub):
    registry.register_entity(*ALPHA)
    entity = frappe.get_doc("Entity", "tstalpha")
    entity.update({"status": "Active", "url": "http://evil.example", "users": 9})
    entity.save()
    assert (entity.status, entity.url, entity.users) == ("Requested", None, 0)


def test_platform_writes_measured_facts(hub):
    registry.register_entity(*ALPHA)
    registry.record_facts("tstalpha", {"users": 7, "health": "Healthy", "database_size_mb": 26.4})
    entity = frappe.get_doc("Entity", "tstalpha")
    assert (entity.users, entity.health, entity.database_size_mb) == (7, "Healthy", 26.4)
    assert entity.checked_at
    with pytest.raises(KeyError, match="status"):
        registry.record_facts("tstalpha", {"status": "Active"})


def test_only_centre_operators_reach_the_registry(hub):
    operator = create_user("op@people.example", "Op", ["Centre Operator"])
    officer = create_user("fo@people.example", "Fo", ["Finance Officer", "HR Manager"])
    frappe.set_user(operator)
    assert frappe.has_permission("Entity", "create")
    assert not frappe.has_permission("Entity", "delete")
    assert not frappe.has_permission("Entity Task", "write")
    frappe.set_user(officer)
    for doctype in ("Entity", "Entity Task", "Entity Category"):
        assert not frappe.has_permission(doctype, "read")
