"""The people of the budget tests, made and committed before the first test."""

import pytest

from tests.erp.budget.factories import controller, withdraw_waiting
from tests.erp.factories import auditor, make_user, manager, officer


@pytest.fixture(scope="session", autouse=True)
def people(frappe_site):
    """All users at once: making one later would commit what a test has written so far."""
    frappe_site.set_user("Administrator")
    officer(), manager(), auditor(), controller()
    make_user("second", "Finance Officer")
    make_user("both.budget", "Finance Manager", "Budget Controller")
    make_user("clerk", "HR Officer")


@pytest.fixture
def nothing_waits(site):
    """Take away what a test has committed and left waiting: it would stand in others' inboxes."""
    yield
    site.db.rollback()
    withdraw_waiting(
        officer(),
        {
            "Journal": "Journal Line",
            "Budget": "Budget Amount",
            "Budget Change": "Budget Change Line",
        },
    )
    site.db.commit()
