"""Imports from Desk: start a batch, approve what it made, fetch an empty file to fill in."""

from __future__ import annotations

import csv
from io import StringIO
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import cint

from erp_app import ledger
from erp_app.documents import steps
from erp_app.documents.refusals import rules, tell
from erp_app.documents.registry import workflow_of
from erp_app.documents.seen import SeenSet, newest
from erp_app.domain.money import total
from erp_app.imports.jobs import may_start, start_batch
from erp_app.imports.kinds import columns_of, kind_of
from erp_app.store import currency
from erp_app.store.journals import sent_of_batch
from erp_app.store.versions import load_versions


@frappe.whitelist(methods=["POST"])
def start_import(batch: str) -> None:
    """Queue a batch of one's own: the file is checked, and imported when all of it is right.

    One that is under way is started again only when the process that ran it is gone.
    """
    doc = frappe.get_doc("Import Batch", batch, for_update=True)
    doc.check_permission("read")
    if doc.owner != frappe.session.user:
        frappe.throw(_("Only {0} can start this import").format(doc.owner), frappe.PermissionError)
    doc.check_permission("write")
    if not may_start(doc):
        frappe.throw(_("This import is {0}").format(_(doc.status)))
    with rules():
        start_batch(doc)


@frappe.whitelist(methods=["GET"])
def get_waiting(batch: str) -> dict:
    """Return what of a batch waits for approval, as a person is asked about it.

    Returns {"count", "total" (text), "modified" (of the newest, "" when nothing waits)}.
    """
    frappe.get_doc("Import Batch", batch).check_permission("read")
    waiting = load_versions(workflow_of("Journal"), sent_of_batch(batch))
    return {
        "count": len(waiting),
        "total": currency.as_text(total(one.amount for one in waiting)),
        "modified": str(newest(waiting) or ""),
    }


@frappe.whitelist(methods=["POST"])
def approve_batch(batch: str, count: int | str = 0, modified: str | None = None) -> dict:
    """Approve and post all journals of a batch that wait for approval: all or none.

    count, modified: as the caller read them (`get_waiting`); refused without them, and when what
    waits has changed since. Returns {"approved": how many}.
    """
    frappe.get_doc("Import Batch", batch).check_permission("read")
    seen = SeenSet(cint(count), modified or "")
    with rules():
        try:
            approved = steps.approve_waiting("Journal", sent_of_batch(batch), seen)
        except ledger.EntriesInvalidError as error:
            _refuse(error)
    return {"approved": len(approved)}


def _refuse(error: ledger.EntriesInvalidError) -> NoReturn:
    first = error.findings[0]
    text = _("{0} findings; journal {1}: {2}").format(
        len(error.findings), first.position + 1, tell(first.finding)
    )
    frappe.throw(text, title=_("The journals have errors"))


@frappe.whitelist()
def template_file(kind: str) -> None:
    """Answer with an empty CSV that has the columns of a kind, a DocType's name.

    The headings are in the reader's language; the import takes either.
    """
    with rules():
        columns = columns_of(kind_of(kind))
    is_arabic = (frappe.local.lang or "").startswith("ar")
    headings = [column.arabic if is_arabic else name for name, column in columns.items()]
    text = StringIO()
    csv.writer(text).writerow(headings)
    frappe.local.response.filename = f"{frappe.scrub(kind)}.csv"
    frappe.local.response.filecontent = "﻿" + text.getvalue()
    frappe.local.response.type = "download"
