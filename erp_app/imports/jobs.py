"""Runs Import Batches in the background and tells the uploader how far they are.

Owns the batch's status. Refuses to run as anyone but the uploader, also when the queue
tries a job again.
"""

from __future__ import annotations

from pathlib import Path

import frappe
from frappe import _
from frappe.utils import now

from erp_app.documents.refusals import tell
from erp_app.domain.findings import RuleError
from erp_app.imports.kinds import ImportContext, kind_of
from erp_app.imports.run import ImportResult, digest_of, run_import

EVENT = "diwan_import"
FINDINGS_SHOWN = 200
TIMEOUT_SECONDS = 3_600


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
    is recognised by its keys.
    """
    doc = frappe.get_doc("Import Batch", batch)
    frappe.set_user(doc.owner)
    file = frappe.get_doc("File", {"file_url": doc.file})
    file.check_permission("read")
    path = Path(file.get_full_path())
    doc.record(status="Checking", message=None, file_hash=digest_of(path))
    frappe.db.commit()
    try:
        result = run_import(
            kind_of(doc.kind), path, ImportContext(doc.owner, batch), _reporter(doc)
        )
    except RuleError as error:
        frappe.db.rollback()
        _finish(doc, "Failed", tell(error))
        return
    except Exception:
        # Whatever broke, the uploader must not be left with a batch that runs for ever.
        frappe.db.rollback()
        _finish(doc, "Failed", _("The import broke off; nothing was imported"))
        frappe.log_error(title=f"Import Batch {batch}")
        frappe.db.commit()
        raise
    _record(doc, result)


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
