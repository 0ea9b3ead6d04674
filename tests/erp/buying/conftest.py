"""The people of the purchasing tests, made and committed before the first test."""

import pytest

from tests.erp.budget.factories import controller, withdraw_waiting
from tests.erp.buying.factories import buyer, purchasing_manager, second_buyer
from tests.erp.factories import auditor, manager, officer


@pytest.fixture(scope="session", autouse=True)
def people(frappe_site):
    """All users at once: making one later would commit what a test has written so far."""
    frappe_site.set_user("Administrator")
    officer(), manager(), auditor(), controller()
    buyer(), second_buyer(), purchasing_manager()


@pytest.fixture
def nothing_waits(site):
    """Take away what a test has committed and left waiting: it would stand in others' inboxes."""
    yield
    site.db.rollback()
    withdraw_waiting(officer(), {"Journal": "Journal Line"})
    requisitions = {"Purchase Requisition": "Purchase Requisition Line"}
    withdraw_waiting(buyer(), {"Purchase Order": "Purchase Order Line", **requisitions})
    site.db.commit()
