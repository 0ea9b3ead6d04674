"""A document that is read as a draft and sent or posted meanwhile is not deleted."""

import frappe
import pytest

from tests.erp.factories import make_journal


@pytest.mark.parametrize(
    "meanwhile",
    [{"workflow_state": "For Approval"}, {"docstatus": 1, "workflow_state": "Approved"}],
)
def test_draft_that_was_sent_or_posted_meanwhile_stays(site, meanwhile):
    read = make_journal()
    frappe.db.set_value("Journal", read.name, meanwhile)
    with pytest.raises(frappe.ValidationError, match="Only a draft is deleted"):
        read.run_method("on_trash")
