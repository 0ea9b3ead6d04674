"""The people of the budget tests, made and committed before the first test."""

import pytest

from tests.erp.budget.factories import controller
from tests.erp.factories import auditor, make_user, manager, officer


@pytest.fixture(scope="session", autouse=True)
def people(frappe_site):
    """All users at once: making one later would commit what a test has written so far."""
    frappe_site.set_user("Administrator")
    officer(), manager(), auditor(), controller()
    make_user("second", "Finance Officer")
    make_user("both.budget", "Finance Manager", "Budget Controller")
    make_user("clerk", "HR Officer")
