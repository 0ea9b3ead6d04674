"""The people of the documents' tests, made and committed before the first test."""

import frappe
import pytest

from tests.erp.factories import auditor, confirmer, keeper, make_user, manager, officer


@pytest.fixture(scope="session", autouse=True)
def people(frappe_site):
    """All users at once: making one later would commit what a test has written so far."""
    frappe_site.set_user("Administrator")
    officer(), manager(), auditor()
    make_user("both", "Finance Officer", "Finance Manager")
    make_user("second", "Finance Officer")
    make_user("small", "Finance Manager")
    make_user("clerk", "HR Officer")
    keeper(), confirmer()
    make_user("other.keeper", "Entity Administrator")
    make_user("double", "Entity Administrator", "Finance Manager")


@pytest.fixture(autouse=True)
def fresh_policies(site):
    """Rows of policy that a test wrote are gone for the next one."""
    from erp_app.store.policy_cache import forget_policies

    forget_policies()
    yield
    frappe.db.rollback()
    forget_policies()
