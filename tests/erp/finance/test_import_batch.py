"""Import Batches: their uploader's alone, fixed when started, never stuck, approved by another."""

import json
import os
from pathlib import Path

import frappe
import pytest

from erp_app.api import imports as api
from erp_app.imports import jobs
from erp_app.store.row_locks import own_lock
from tests.erp.factories import (
    approve_batch,
    as_user,
    make_user,
    manager,
    officer,
    run_import,
    start_import,
    upload,
)

CSV = """journal,posting_date,title,account,debit,credit,cost_centre
{0}-A,2026-03-05,Paper,52101,10,,1100
{0}-A,,,11102,,{1},
"""
STATES = ["Draft", "Queued", "Checking", "Invalid", "Imported", "Failed"]


def content(credit="10"):
    return CSV.format(frappe.generate_hash(length=8), credit)


def make_batch(credit="10", by=None, **fields):
    file = upload(content(credit), by)
    with as_user(by or officer()):
        values = {"doctype": "Import Batch", "kind": "Journal", "file": file.file_url, **fields}
        batch = frappe.get_doc(values).insert()
        frappe.db.commit()
    return batch


def run(batch):
    run_import(batch.name)
    batch.reload()
    return batch


def change(batch, by, **fields):
    with as_user(by):
        return frappe.get_doc("Import Batch", batch.name).update(fields).save()


def stored(batch, field="status"):
    return frappe.db.get_value("Import Batch", batch.name, field)


def path_of(batch):
    return Path(frappe.get_doc("File", {"file_url": batch.file}).get_full_path())


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
    forged = {"status": "Draft", "document_count": 99, "file_hash": "0", "marked_file": "/files/x"}
    batch = make_batch(**forged, message="All is well", findings="[]", finished_at="2026-01-01")
    assert (batch.status, batch.file_hash, batch.message) == ("Draft", None, None)
    batch = run(batch)
    saved = change(batch, officer(), **forged)
    assert (saved.status, saved.document_count) == ("Imported", 1)
    assert (saved.file_hash, saved.marked_file) == (batch.file_hash, batch.marked_file)
    with as_user(officer()), pytest.raises(frappe.ValidationError, match="Imported"):
        api.start_import(batch.name)
    with pytest.raises(frappe.ValidationError, match="evidence"):
        frappe.delete_doc("Import Batch", batch.name)


# --- whose it is --------------------------------------------------------------------------


def test_same_content_under_a_better_name_is_imported(site):
    """The base kept equal content once: the second upload had the address of the first."""
    rows = content()
    first, second = upload(rows, name="may.txt"), upload(rows, name="may.csv")
    assert first.file_url != second.file_url
    batch = run(make_batch(file=second.file_url))
    assert (batch.status, batch.document_count) == ("Imported", 1)


def test_only_the_uploader_starts_an_import(site):
    batch = make_batch()
    with as_user(manager()), pytest.raises(frappe.PermissionError, match=officer()):
        api.start_import(batch.name)


@pytest.mark.parametrize("status", STATES)
def test_nobody_but_the_uploader_changes_a_batch_in_any_state(site, status):
    """Whatever the other one claims to be: what it makes bears the uploader's name."""
    batch = make_batch()
    batch.record(status=status)
    file = upload(content(), manager())
    other = make_user("another", "Finance Officer")
    for by in (manager(), other):
        for fields in ({}, {"owner": by}, {"owner": by, "status": "Draft"}):
            with pytest.raises(frappe.PermissionError):
                change(batch, by, file=file.file_url, **fields)
    assert (stored(batch, "file"), stored(batch, "owner")) == (batch.file, officer())


@pytest.mark.parametrize("status", STATES)
def test_uploader_changes_the_file_until_it_is_started_and_when_it_came_to_nothing(site, status):
    batch = make_batch()
    batch.record(status=status)
    file = upload(content()).file_url
    if status in ("Draft", "Invalid", "Failed"):
        change(batch, officer(), file=file, kind="Account")
        assert (stored(batch, "file"), stored(batch, "kind")) == (file, "Journal")
    else:
        with pytest.raises(frappe.ValidationError, match="make a new batch"):
            change(batch, officer(), file=file)


def test_file_is_fixed_by_its_digest_when_it_is_started(site):
    batch = make_batch()
    start_import(batch.name)
    path_of(batch).write_text(content(), "utf-8")
    jobs.run_batch(batch.name)
    frappe.set_user("Administrator")
    assert stored(batch) == "Failed"
    assert "not the one that was started" in stored(batch, "message")
    assert frappe.db.count("Journal", {"import_batch": batch.name}) == 0
    assert stored(run(batch)) == "Imported"


# --- which files --------------------------------------------------------------------------


def addresses():
    own = upload(content(), name="Mine.csv").file_url
    return {
        "outside": "/etc/passwd",
        "configuration": "/private/files/../../site_config.json",
        "case": own.upper(),
        "case of the name": own.replace("Mine", "mINE"),
        "space at the end": f"{own} ",
        "nothing there": "/private/files/none.csv",
        "relative": own.lstrip("/"),
        "another site": f"http://localhost{own}",
        "somebody else's": upload(content(), manager()).file_url,
    }


@pytest.mark.parametrize("name", list(range(9)))
def test_every_file_but_ones_own_is_refused_when_saved_and_when_started(site, name):
    address = list(addresses().values())[name]
    good = make_batch()
    with as_user(officer()):
        fields = {"doctype": "Import Batch", "kind": "Journal", "file": address}
        with pytest.raises(frappe.PermissionError, match="not a file that you uploaded"):
            frappe.get_doc(fields).insert()
    with pytest.raises(frappe.PermissionError, match="not a file that you uploaded"):
        change(good, officer(), file=address)
    frappe.db.set_value("Import Batch", good.name, "file", address)
    with pytest.raises(frappe.PermissionError, match="not a file that you uploaded"):
        start_import(good.name)
    assert stored(good) == "Draft"


@pytest.mark.parametrize(
    "value", [["like", "%"], {"a": 1}, 0, True, 7], ids=["list", "dict", "nought", "flag", "number"]
)
@pytest.mark.parametrize("field", ["file", "kind"])
def test_values_of_another_kind_are_refused_in_words(site, field, value):
    with pytest.raises(frappe.ValidationError, match=r"cannot be read|choose one of these"):
        make_batch(**{field: value})


NOT_A_KIND = "cannot be imported|choose one of these"


@pytest.mark.parametrize("kind", ["Delegation", "User", "Nothing", "journal", "Import Batch"])
@pytest.mark.parametrize("role", ["Finance Manager", "HR Manager"])
def test_kinds_that_nobody_imports_are_refused_in_words(site, kind, role):
    user = make_user("kinds", role)
    with pytest.raises(frappe.ValidationError, match=NOT_A_KIND):
        make_batch(by=user, kind=kind)
    with pytest.raises(frappe.ValidationError, match=NOT_A_KIND):
        api.template_file(kind)


# --- never stuck --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place", ["fixed_upload", "kind_of", "run_import", "_record", "ImportContext", "_reporter"]
)
def test_whatever_breaks_ends_in_failed_with_words(site, monkeypatch, place):
    def breaks(*_values, **_named):
        raise OSError(5, "broken")

    batch = make_batch()
    start_import(batch.name)
    with monkeypatch.context() as broken:
        broken.setattr(jobs, place, breaks)
        with pytest.raises(OSError, match="broken"):
            jobs.run_batch(batch.name)
    frappe.set_user("Administrator")
    assert stored(batch) == "Failed"
    assert "nothing was imported" in stored(batch, "message")
    assert stored(run(batch)) == "Imported"


def test_file_that_is_gone_is_said_when_started_and_when_run(site):
    batch = make_batch()
    start_import(batch.name)
    kept = path_of(batch).read_bytes()
    os.unlink(path_of(batch))
    jobs.run_batch(batch.name)
    frappe.set_user("Administrator")
    assert stored(batch) == "Failed"
    assert "not there any more" in stored(batch, "message")
    with pytest.raises(frappe.ValidationError, match="not there any more"):
        start_import(batch.name)
    path_of(batch).write_bytes(kept)


@pytest.mark.parametrize("status", ["Queued", "Checking"])
def test_batch_of_a_killed_process_is_started_again_and_of_a_living_one_is_not(site, status):
    """A process that works on a batch holds its lock, which ends with the process."""
    batch = make_batch()
    start_import(batch.name)
    batch.record(status=status)
    with own_lock(f"import.{batch.name}") as is_mine:
        assert is_mine
        with pytest.raises(frappe.ValidationError, match=status):
            start_import(batch.name)
    assert stored(run(batch)) == "Imported"


@pytest.mark.parametrize("status", ["Draft", "Invalid", "Imported"])
def test_job_leaves_alone_what_was_not_started(site, status):
    batch = make_batch()
    batch.record(status=status)
    jobs.run_batch(batch.name)
    assert stored(batch) == status
    assert frappe.db.count("Journal", {"import_batch": batch.name}) == 0


def test_template_has_the_columns_of_the_kind(site):
    api.template_file("Account")
    assert frappe.local.response.filecontent.startswith("﻿account_code,account_name,")
