"""Who adds or takes away what is attached has prepared the document, and does not decide on it."""

import frappe
import pytest

from tests.erp.factories import as_user, make_journal, manager, officer, take_step, upload


def attach(name: str, content: str):
    fields = {"doctype": "File", "file_name": f"{content}.txt", "content": content, "is_private": 1}
    return frappe.get_doc(
        {**fields, "attached_to_doctype": "Journal", "attached_to_name": name}
    ).insert(ignore_permissions=True)


@pytest.mark.parametrize("act", ["adds", "removes"])
def test_who_changes_the_evidence_of_a_draft_does_not_approve(site, act):
    for person in (officer, manager):
        person()
    doc = make_journal()
    with as_user(officer()):
        file = attach(doc.name, "honest")
    with as_user(manager()):
        if act == "adds":
            attach(doc.name, "other")
        else:
            frappe.delete_doc("File", file.name, ignore_permissions=True)
    with as_user(officer()):
        take_step("Journal", doc.name, "Send for Approval")
    assert manager() in frappe.get_doc("Journal", doc.name).preparers()
    with as_user(manager()), pytest.raises((frappe.PermissionError, frappe.ValidationError)):
        take_step("Journal", doc.name, "Approve")


def test_own_evidence_changes_nothing(site):
    doc = make_journal()
    with as_user(officer()):
        attach(doc.name, "honest")
    assert frappe.get_doc("Journal", doc.name).preparers() == {officer()}


def test_file_of_an_import_that_is_not_started_is_taken(site):
    """A batch is its uploader's alone: nobody prepares it beside them."""
    with as_user(officer()):
        batch = frappe.get_doc(
            {"doctype": "Import Batch", "kind": "Journal", "file": upload("a,b").file_url}
        ).insert()
        fields = {"file_name": "other.csv", "content": "c,d", "is_private": 1}
        where = {"attached_to_doctype": "Import Batch", "attached_to_name": batch.name}
        file = frappe.get_doc({"doctype": "File", **fields, **where}).insert()
        assert file.attached_to_name == batch.name
        frappe.delete_doc("File", file.name)
