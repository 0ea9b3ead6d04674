"""Journals on their way (drafts, sent, rejected, just approved), made as people make them.

Goes the way of a form: saved by the officer, sent, decided on by the manager, with every check
of the document. They lie in the last month of the books and the month after it.
"""

from datetime import date

import frappe

from demo.generate.books import EntityBooks
from demo.generate.entries import GENERAL_FUND, Entry
from demo.generate.plan import Month
from demo.generate.purchasing import describe, title_of
from demo.generate.randomness import stream
from demo.load.fill_books import MANAGER_LIMIT, key_prefix, manager, officer
from erp_app.domain.dimensions import DimensionSet
from erp_app.domain.entry import Entry as LedgerEntry

DRAFTS, SENT, REJECTED, APPROVED = 3, 4, 1, 3
REASONS = (
    "The invoice is missing: attach it and send again",
    "مركز التكلفة غير صحيح، يرجى التعديل",
    "Amount differs from the purchase order",
)


def fill_waiting(books: EntityBooks) -> int:
    """Make the journals; return how many."""
    rng = stream(books.plan.seed, books.entity.code, "waiting")
    drafts = build_waiting(books)
    reason = rng.choice(REASONS)
    try:
        for place, draft in enumerate(drafts):
            name = _save_draft(draft)
            if place >= DRAFTS:
                _change(name, officer(), "For Approval")
            if DRAFTS + SENT <= place < DRAFTS + SENT + REJECTED:
                _change(name, manager(), "Rejected", reason)
            elif place >= DRAFTS + SENT + REJECTED:
                frappe.set_user(manager())
                frappe.get_doc("Journal", name).submit()
    finally:
        frappe.set_user("Administrator")
    return len(drafts)


def build_waiting(books: EntityBooks) -> list[LedgerEntry]:
    """Return invoices of the month after the books, and a few late ones of their last month."""
    following = books.plan.calendar[-1].plus(1)
    fitting = [
        invoice
        for invoice in books.purchasing.invoices(following)
        if invoice.kind != "works" and invoice.payable < MANAGER_LIMIT * 100
    ]
    wanted = DRAFTS + SENT + REJECTED + APPROVED
    chosen = fitting[:: max(1, len(fitting) // wanted)][:wanted]
    days = _days(following)
    late = books.plan.calendar[-1].workdays()[-1]
    drafts = []
    for place, invoice in enumerate(chosen):
        day = late if place % 4 == 1 and place < DRAFTS + SENT else days[place % len(days)]
        entry = Entry(f"{following.key}-waiting-{place}", day, title_of(invoice))
        for account, centre, fils in invoice.lines:
            dimensions = DimensionSet(centre, GENERAL_FUND, "", "", books.function)
            entry.debit(account, fils, describe(invoice), dimensions)
        entry.debit("11801", invoice.vat, f"VAT 5% {invoice.number}")
        entry.credit("21101", invoice.payable, describe(invoice))
        drafts.append(entry.build_entry(key_prefix=key_prefix(books)))
    return drafts


def _days(month: Month) -> list[date]:
    return month.workdays()[:10]


def _save_draft(draft: LedgerEntry) -> str:
    frappe.set_user(officer())
    document = frappe.new_doc("Journal")
    document.update(
        {
            "title": draft.title,
            "posting_date": draft.posting_date,
            "idempotency_key": draft.idempotency_key,
        }
    )
    for posting in draft.postings:
        document.append(
            "lines",
            {
                "account": posting.account,
                "debit": float(posting.debit),
                "credit": float(posting.credit),
                "description": posting.description,
                **{name: value or None for name, value in posting.dimensions._asdict().items()},
            },
        )
    return document.insert().name


def _change(name: str, user: str, state: str, reason: str = "") -> None:
    frappe.set_user(user)
    document = frappe.get_doc("Journal", name)
    document.workflow_state = state
    if reason:
        document.rejection_reason = reason
    document.save()
