"""Runs Import Batches in the background and tells the uploader how far they are.

Owns the batch's status: whatever breaks, it ends in one that says so. Refuses to run as anyone but
the uploader, also when the queue tries a job again, and any file but the one that was started.
"""

from __future__ import annotations

from pathlib import Path

import frappe
from frappe import _
from frappe.utils import now

from erp_app.documents.refusals import tell
from erp_app.domain.findings import RuleError
from erp_app.imports.kinds import ImportContext, kind_of
from erp_app.imports.run import ImportResult, run_import
from erp_app.imports.uploads import digest_upload, fixed_upload
from erp_app.store.row_locks import is_held, own_lock

EVENT = "diwan_import"
FINDINGS_SHOWN = 200
TIMEOUT_SECONDS = 3_600
# In these a batch is its uploader's to change and to start.
OPEN = ("Draft", "Invalid", "Failed")
UNDER_WAY = ("Queued", "Checking")
# What a job takes up. A failed one as well: the queue tries again what a deadlock broke off.
TAKEN_UP = (*UNDER_WAY, "Failed")


def may_start(doc) -> bool:
    """Return True for a batch that is not under way, or whose process was killed."""
    return doc.status in OPEN or (doc.status in UNDER_WAY and not is_held(_lock_of(doc.name)))


def start_batch(doc) -> None:
    """Fix what a batch imports, the file by its digest, and queue it.

    Raises: RuleError when the file is not the uploader's, or no longer there.
    """
    digest = digest_upload(doc.file, doc.owner)
    doc.record(status="Queued", message=None, file_hash=digest)
    enqueue_batch(doc.name)


def enqueue_batch(batch: str) -> None:
    """Queue a batch; the job starts after this request's commit."""
    frappe.enqueue(
        "erp_app.imports.jobs.run_batch",
        queue="long",
        timeout=TIMEOUT_SECONDS,
        enqueue_after_commit=True,
        batch=batch,
    )


def run_batch(batch: str) -> None:
    """Import a batch's file as its uploader: all of it or nothing.

    Run again after it was killed, it starts afresh: nothing was committed, and what was
    is recognised by its keys. Of two jobs for one batch the second one does nothing.
    """
    with own_lock(_lock_of(batch)) as is_mine:
        doc = frappe.get_doc("Import Batch", batch)
        if is_mine and doc.status in TAKEN_UP:
            _run(doc)


def _lock_of(batch: str) -> str:
    return f"import.{batch}"


def _run(doc) -> None:
    try:
        frappe.set_user(doc.owner)
        doc.record(status="Checking", message=None)
        frappe.db.commit()
        with fixed_upload(doc.file, doc.owner, doc.file_hash) as path:
            context = ImportContext(doc.owner, doc.name, doc.amount_style or "")
            _record(doc, run_import(kind_of(doc.kind), path, context, _reporter(doc)))
    except RuleError as error:
        frappe.db.rollback()
        _finish(doc, "Failed", tell(error))
    except Exception:
        # Whatever broke, the uploader must not be left with a batch that runs for ever.
        frappe.db.rollback()
        _finish(doc, "Failed", _("The import broke off; nothing was imported"))
        frappe.log_error(title=f"Import Batch {doc.name}")
        frappe.db.commit()
        raise


def _record(doc, result: ImportResult) -> None:
    doc.record(
        row_count=result.row_count,
        bad_row_count=len({found.row for found in result.errors}),
        document_count=result.made_count,
        findings=[
            {"row": found.row, "column": found.column, "reason": found.reason}
            for found in result.errors[:FINDINGS_SHOWN]
        ],
        marked_file=_attach_marked(doc, result.marked_copy) if result.marked_copy else None,
    )
    _finish(doc, "Imported" if result.is_imported else "Invalid", result.summary)


def _finish(doc, status: str, message: str) -> None:
    doc.record(status=status, message=message, finished_at=now())
    frappe.db.commit()
    _publish(doc, 1.0, message)


def _attach_marked(doc, marked_copy: str) -> str:
    path = Path(marked_copy)
    file = frappe.new_doc("File")
    file.update(
        {
            "file_name": path.name,
            "attached_to_doctype": doc.doctype,
            "attached_to_name": doc.name,
            "is_private": 1,
            "content": path.read_bytes(),
        }
    )
    file.save(ignore_permissions=True)
    path.unlink()
    path.parent.rmdir()
    return file.file_url


def _reporter(doc):
    return lambda share, sentence: _publish(doc, share, sentence)


def _publish(doc, share: float, sentence: str) -> None:
    message = {"batch": doc.name, "percent": round(share * 100), "message": sentence}
    frappe.publish_realtime(EVENT, message, user=doc.owner)
