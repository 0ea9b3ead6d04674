"""What is true on either of the two bases."""

import frappe
import pytest

from erp_app import runtime
from erp_app.install.site_setup import after_migrate

pytestmark = pytest.mark.usefixtures("site")


def test_our_documents_are_granted_to_no_role_of_everybody():
    roles = ("in", runtime.ROLES_OF_EVERYBODY)
    modules = ("in", ("Finance", "People", "Hub", "Audit"))
    ours = frappe.get_all("DocType", {"module": modules}, pluck="name")
    assert ours
    assert frappe.get_all("DocPerm", {"role": roles, "parent": ("in", ours)}) == []


def test_migration_closes_grants_that_a_new_base_brings():
    frappe.get_doc(
        {"doctype": "Custom DocPerm", "parent": "Note", "role": "All", "read": 1, "write": 1}
    ).db_insert()
    after_migrate()
    frappe.db.commit()  # the triggers' statements have committed the open grant already
    open_grants = {"parent": "Note", "role": ("in", runtime.ROLES_OF_EVERYBODY)}
    assert frappe.get_all("Custom DocPerm", open_grants) == []
    assert frappe.get_all("Custom DocPerm", {"parent": "Note"})
