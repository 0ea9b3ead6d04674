"""The people of the budget tests, made and committed before the first test."""

import pytest

from tests.erp.budget.factories import controller
from tests.erp.factories import as_user, auditor, make_user, manager, officer, step_taken


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
    centres = site.get_all("Cost Centre", {"name": ("like", "Z%")}, pluck="name")
    for doctype, rows in (
        ("Journal", "Journal Line"),
        ("Budget", "Budget Amount"),
        ("Budget Change", "Budget Change Line"),
        ("Budget Plan", "Budget Plan Line"),
    ):
        lines = {"parenttype": doctype, "cost_centre": ("in", centres), "docstatus": 0}
        for name in set(site.get_all(rows, lines, pluck="parent")):
            with as_user(officer()):
                step_taken(doctype, name, "Withdraw")
                site.delete_doc(doctype, name, ignore_permissions=True)
    site.db.commit()
