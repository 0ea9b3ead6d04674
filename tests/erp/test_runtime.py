"""The differences between the two bases, and what is true on either."""

import re
from importlib import metadata

import frappe
import pytest

from erp_app import runtime
from erp_app.install.site import after_migrate
from tests.erp.factories import auditor, manager

pytestmark = pytest.mark.usefixtures("site")


def test_version_is_the_installed_packages():
    assert re.match(r"15\.\d+\.\d+", runtime.installed_version())
    assert runtime.installed_version() == metadata.version("frappe")


def test_only_the_platforms_own_base_counts_as_restored():
    assert runtime.is_restored_frappe() == ("+diwan" in metadata.version("frappe"))


def test_roles_of_everybody_are_those_that_exist_here():
    roles = runtime.roles_of_everybody()
    assert {"All", "Guest"} <= set(roles)
    assert ("Desk User" in roles) == bool(frappe.db.exists("Role", "Desk User"))


def test_our_documents_are_granted_to_no_role_of_everybody():
    roles = ("in", runtime.ROLES_OF_EVERYBODY)
    modules = ("in", ("Finance", "People", "Hub", "Audit"))
    ours = frappe.get_all("DocType", {"module": modules}, pluck="name")
    assert ours
    assert frappe.get_all("DocPerm", {"role": roles, "parent": ("in", ours)}) == []


def test_missing_permission_is_always_a_permission_error():
    with pytest.raises(frappe.PermissionError, match="You may not create Account"):
        runtime.require_permission("Account", "create", user=auditor())
    runtime.require_permission("Account", "read", user=auditor())


def test_acting_as_returns_to_the_caller_also_after_an_error():
    user = manager()

    def fail_as_user():
        with runtime.acting_as(user):
            assert frappe.session.user == user
            raise LookupError

    with pytest.raises(LookupError):
        fail_as_user()
    assert frappe.session.user == "Administrator"


def test_digest_is_of_the_text_in_utf8():
    assert runtime.sha256_text("ديوان") == (
        "799f1946c9a48b8b353474d2fdb6782b34e3e1ea38062300c9cd1cc206460b4e"
    )


def test_migration_closes_grants_that_a_new_base_brings():
    frappe.get_doc(
        {"doctype": "Custom DocPerm", "parent": "Note", "role": "All", "read": 1, "write": 1}
    ).db_insert()
    after_migrate()
    frappe.db.commit()  # the triggers' statements have committed the open grant already
    open_grants = {"parent": "Note", "role": ("in", runtime.ROLES_OF_EVERYBODY)}
    assert frappe.get_all("Custom DocPerm", open_grants) == []
    assert frappe.get_all("Custom DocPerm", {"parent": "Note"})
