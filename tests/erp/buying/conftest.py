"""The people of the purchasing tests, made and committed before the first test."""

import pytest

from tests.erp.budget.factories import controller, withdraw_waiting
from tests.erp.buying.factories import buyer, purchasing_manager, second_buyer
from tests.erp.factories import as_user, auditor, manager, officer, step_taken


@pytest.fixture(scope="session", autouse=True)
def people(frappe_site):
    """All users at once: making one later would commit what a test has written so far."""
    frappe_site.set_user("Administrator")
    officer(), manager(), auditor(), controller()
    buyer(), second_buyer(), purchasing_manager()


@pytest.fixture
def nothing_waits(site):
    """Take away what a test has committed and left: what waits would stand in others' inboxes, what
    holds budget would be in the end of somebody's year."""
    yield
    site.db.rollback()
    withdraw_waiting(officer(), {"Journal": "Journal Line"})
    requisitions = {"Purchase Requisition": "Purchase Requisition Line"}
    withdraw_waiting(buyer(), {"Purchase Order": "Purchase Order Line", **requisitions})
    for doctype in ("Purchase Order", "Purchase Requisition"):
        for name in site.get_all(doctype, {"workflow_state": "Approved"}, pluck="name"):
            with as_user(purchasing_manager()):
                step_taken(doctype, name, "Close", "The race is over")
    site.db.commit()
