"""Between the Journal document and the ledger: drafts, checks, posting, reversing.

Owns who counts as preparer and which moment is recorded. Refuses to take either from
what a client sent: both come from the stored document and the session.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from erp_app.domain.approval import require_within_limit
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.findings import Finding
from erp_app.domain.ledger import JournalDraft, Posting, check_journal, reverse_journal
from erp_app.domain.periods import Period, require_open
from erp_app.finance.refusals import JournalLockedError
from erp_app.store import journals, ledger, masters, numbering
from erp_app.store.amounts import amount_of, balances_in_range
from erp_app.store.periods import load_period

if TYPE_CHECKING:
    from erp_app.finance.doctype.journal.journal import Journal

CLOSERS = frozenset({"Finance Manager"})
DESCRIPTION_LENGTH_MAX = 140

# Findings that stop even a draft: what could not be stored or would mislead.
DRAFT_BLOCKERS = frozenset(
    {
        "account_unknown",
        "dimension_unknown",
        "account_missing",
        "amount_negative",
        "amount_both_sides",
        "amount_not_rounded",
        "amount_too_large",
    }
)


def moment() -> str:
    """Return the entity's local time to the microsecond, as the ledger writes it."""
    return now_datetime().strftime("%Y-%m-%d %H:%M:%S.%f")


def may_post_soft_closed(roles: list[str]) -> bool:
    """True for those who close the books."""
    return bool(CLOSERS.intersection(roles))


def build_draft(doc: Journal) -> JournalDraft:
    """Return the document's content as the domain sees it, amounts exact."""
    return JournalDraft(
        journal=doc.name or "",
        posting_date=getdate(doc.posting_date),
        postings=tuple(build_posting(row) for row in doc.lines),
        title=doc.title or "",
        is_adjustment=bool(doc.is_adjustment),
        idempotency_key=doc.idempotency_key or "",
        prepared_by=doc.owner or "",
        reverses=doc.reverses or "",
        reason=doc.reason or "",
    )


def build_posting(row) -> Posting:
    values = row.__dict__
    return Posting(
        values.get("account") or "",
        amount_of(values.get("debit")),
        amount_of(values.get("credit")),
        DimensionSet(*[values.get(name) or "" for name in DIMENSIONS]),
        values.get("description") or "",
    )


def fill_defaults(doc: Journal, loaded: masters.JournalMasters) -> bool:
    """Give lines the fund and function they imply, where a rule demands one.

    Returns True when a line was changed.
    """
    fund, function = masters.default_dimensions()
    changed = False
    rules = loaded.masters.rules
    for row in doc.lines:
        facts = loaded.masters.accounts.get(row.account)
        if facts is None:
            continue
        needed = rules.requirements(facts.code, facts.required)
        if "fund" in needed and not row.fund and fund:
            row.fund, changed = fund, True
        if "function" in needed and not row.function:
            row.function = loaded.functions.get(row.cost_centre or "") or function or None
            changed = changed or bool(row.function)
    return changed


def load_and_check(doc: Journal, fill: bool) -> tuple[JournalDraft, list[Finding]]:
    """Return the document's draft and all that is wrong with it.

    fill: give lines the dimensions they imply first; only while the content may change.
    """
    draft = build_draft(doc)
    loaded = masters.load_masters(draft.postings)
    if fill and fill_defaults(doc, loaded):
        doc.flags.lines_unchanged = False
        draft = build_draft(doc)
        loaded = masters.load_masters(draft.postings)
    return draft, check_journal(draft, loaded.masters)


def require_within(draft: JournalDraft, user: str, roles: list[str]) -> None:
    """Refuse a decision on an amount beyond the user's approval limit."""
    limits = masters.load_approval_limits()
    require_within_limit(draft.total_debit, limits, user, roles, getdate())


def require_open_day(draft: JournalDraft, roles: list[str]) -> Period:
    """Return the period of a journal; refuse one that is not open before anything is written."""
    period = load_period(draft.posting_date, draft.is_adjustment)
    require_open(period, may_post_soft_closed(roles))
    return period


def post(doc: Journal, posted_by: str) -> None:
    """Post an approved document; the last thing before its commit."""
    soft = may_post_soft_closed(frappe.get_roles(posted_by))
    period: Period = doc.flags.period
    with balances_in_range():
        number = ledger.post_journal(doc.flags.draft, period, posted_by, moment(), soft)
    doc.posting_number, doc.period = number, period.code


def reverse(
    journal: str, day: date, reason: str, reversed_by: str, prepared_by: str | None = None
) -> str:
    """Post the reversal of a posted journal and return the reversing journal's name.

    Raises:
        JournalLockedError: the journal is not posted or is already reversed.
        RuleError: no reason, a date before the journal's, or a period that is not open.
    """
    if not journals.lock_unreversed(journal):
        frappe.throw(
            _("Journal {0} is not posted, or already reversed").format(journal),
            exc=JournalLockedError,
        )
    original = journals.load_drafts([journal])[journal]
    draft = reverse_journal(original, numbering.next_reference(), day, reason)
    is_adjustment = draft.is_adjustment and day == original.posting_date
    draft = replace(draft, is_adjustment=is_adjustment, prepared_by=prepared_by or reversed_by)
    roles = frappe.get_roles(reversed_by)
    period = require_open_day(draft, roles)
    at = moment()
    with balances_in_range():
        number = ledger.post_journal(draft, period, reversed_by, at, may_post_soft_closed(roles))
    journals.insert_posted_journal(draft, period, number, reversed_by, at)
    journals.mark_reversed(journal, draft.journal)
    return draft.journal
