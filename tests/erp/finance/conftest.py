"""The people of the finance tests, made and committed before the first test."""

import pytest

from tests.erp.factories import auditor, make_user, manager, officer


@pytest.fixture(scope="session", autouse=True)
def people(frappe_site):
    """All users at once: making one later would commit what a test has written so far."""
    frappe_site.set_user("Administrator")
    officer(), manager(), auditor()
    make_user("both", "Finance Officer", "Finance Manager")
    make_user("second", "Finance Officer")
    make_user("small", "Finance Manager")
    make_user("clerk", "HR Officer")
