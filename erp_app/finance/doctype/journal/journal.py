"""The Journal document: lines that balance, approved by a second person, posted as one entry.

Owns what is special about a journal: its reference, its idempotency key, the form of its lines.
Its life, its posting and the storing of its lines are those of every document that posts.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app import ledger
from erp_app.documents.lines import BulkLines
from erp_app.documents.posting import PostingDocument
from erp_app.finance import posting
from erp_app.store.amounts import amount_of
from erp_app.store.numbering import next_reference
from erp_app.store.searching import ensure_search_indexes


class Journal(BulkLines, PostingDocument):
    """A journal and its lines; submitted means approved and posted."""

    server_fields = (
        *PostingDocument.server_fields,
        "reverses",
        "import_batch",
        "journal_template",
    )

    def autoname(self) -> None:
        self.name = next_reference()

    def build_entry(self) -> ledger.Entry:
        """Return the journal's content as the ledger sees it."""
        return posting.build_entry(self)

    def take_over(self, entry: ledger.Entry) -> None:
        """Give title and lines what the rules imply."""
        posting.take_over(self, entry)

    def check_content(self, before: str, after: str) -> None:
        for position, row in enumerate(self.lines, 1):
            row.idx = position
            row.debit, row.credit = float(amount_of(row.debit)), float(amount_of(row.credit))
        super().check_content(before, after)
        if self.reversal_date and getdate(self.reversal_date) <= getdate(self.posting_date):
            frappe.throw(_("The reversal date must come after the posting date"))


def on_doctype_update() -> None:
    ensure_search_indexes("Journal")
