"""Import Batches: run as their uploader, keep their result, approved by another person."""

import json

import frappe
import pytest

from erp_app.api import imports as api
from erp_app.imports.jobs import run_batch
from tests.erp.factories import approve_batch, as_user, manager, officer

CSV = """journal,posting_date,title,account,debit,credit,cost_centre
{0}-A,2026-03-05,Paper,52101,10,,1100
{0}-A,,,11102,,{1},
"""


def make_batch(credit="10"):
    with as_user(officer()):
        content = CSV.format(frappe.generate_hash(length=8), credit)
        file = frappe.get_doc(
            {"doctype": "File", "file_name": "j.csv", "content": content, "is_private": 1}
        ).insert()
        fields = {"doctype": "Import Batch", "kind": "Journal", "file": file.file_url}
        batch = frappe.get_doc(fields).insert()
        frappe.db.commit()
    return batch


def run(batch):
    run_batch(batch.name)
    frappe.set_user("Administrator")
    batch.reload()
    return batch


def test_batch_imports_as_its_uploader_and_is_approved_by_a_manager(site):
    batch = run(make_batch())
    assert (batch.status, batch.row_count, batch.document_count) == ("Imported", 2, 1)
    (name,) = frappe.get_all("Journal", {"import_batch": batch.name}, pluck="name")
    assert frappe.db.get_value("Journal", name, "owner") == officer()
    with as_user(officer()), pytest.raises(frappe.PermissionError):
        approve_batch(batch.name)
    with as_user(manager()):
        assert approve_batch(batch.name) == {"approved": 1}
    assert frappe.db.get_value("Journal", name, "docstatus") == 1
    frappe.db.commit()


def test_invalid_batch_keeps_findings_and_a_marked_copy(site):
    batch = run(make_batch(credit="9"))
    assert (batch.status, batch.document_count, batch.bad_row_count) == ("Invalid", 0, 1)
    assert "does not balance" in json.loads(batch.findings)[0]["reason"]
    marked = frappe.get_doc("File", {"file_url": batch.marked_file})
    assert marked.is_private
    assert "does not balance" in marked.get_content()
    assert frappe.db.count("Journal", {"import_batch": batch.name}) == 0


def test_results_sent_by_a_client_are_put_back_and_evidence_is_kept(site):
    batch = run(make_batch())
    with as_user(officer()):
        forged = frappe.get_doc("Import Batch", batch.name)
        forged.update({"status": "Draft", "document_count": 99})
        forged.save()
        assert (forged.status, forged.document_count) == ("Imported", 1)
        with pytest.raises(frappe.ValidationError, match="Imported"):
            api.start_import(batch.name)
    with pytest.raises(frappe.ValidationError, match="evidence"):
        frappe.delete_doc("Import Batch", batch.name)


def test_only_the_uploader_starts_an_import(site):
    batch = make_batch()
    with as_user(manager()), pytest.raises(frappe.PermissionError, match=officer()):
        api.start_import(batch.name)


def test_template_has_the_columns_of_the_kind(site):
    api.template_file("Account")
    assert frappe.local.response.filecontent.startswith("﻿account_code,account_name,")
    with pytest.raises(frappe.ValidationError, match="cannot be imported"):
        api.template_file("User")
