"""The bulk path: many journals checked and posted as a set, in the caller's transaction.

Owns what the document path does one by one: checks, separation of duties, limits,
periods, numbers, chain, balances, idempotency; the same domain rules, the same tables,
other statements. Refuses the whole set when one journal is wrong. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import frappe
from frappe.utils import getdate, now_datetime

from erp_app.domain.approval import require_within_limit
from erp_app.domain.balances import Balances, accumulate
from erp_app.domain.chain import seal_lines
from erp_app.domain.dimensions import DIMENSIONS
from erp_app.domain.findings import Finding, _
from erp_app.domain.ledger import (
    JournalDraft,
    LedgerLine,
    Masters,
    build_lines,
    check_journal,
)
from erp_app.domain.periods import Period, find_period
from erp_app.domain.workflow import State, require_transition
from erp_app.store import journals, ledger
from erp_app.store.amounts import balances_in_range
from erp_app.store.masters import load_approval_limits, load_masters_by_code
from erp_app.store.numbering import next_references
from erp_app.store.periods import load_periods
from erp_app.store.rows import insert_rows

_CLOSERS = {"Finance Manager"}


@dataclass(frozen=True, slots=True)
class JournalFinding:
    """A finding and the journal it belongs to: position is 0-based in the given set."""

    position: int
    finding: Finding


class JournalsInvalidError(ValueError):
    """At least one journal of the set is wrong; `findings` names all of it."""

    def __init__(self, findings: Sequence[JournalFinding]) -> None:
        self.findings = findings
        first = findings[0]
        super().__init__(f"{len(findings)} findings; journal {first.position + 1}: {first.finding}")


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted. names: in the order given, already known ones included.

    skipped_count: journals whose idempotency key was already there.
    """

    names: list[str]
    line_count: int
    skipped_count: int = 0


def post_journals(
    drafts: Iterable[JournalDraft], prepared_by: str, approved_by: str, import_batch: str = ""
) -> Posted:
    """Check, insert, approve and post journals made by the system or an import.

    Journals are named here; an idempotency key that exists is skipped, its journal named
    in the result. Both people must exist: the approver has the role, the limit for each
    journal, and is not the preparer.

    Raises:
        JournalsInvalidError: nothing was written.
        RuleError: approver, period or set-up refuse; nothing was written.
    """
    given = [replace(draft, prepared_by=prepared_by) for draft in drafts]
    known = known_keys(draft.idempotency_key for draft in given if draft.idempotency_key)
    fresh = [draft for draft in given if draft.idempotency_key not in known]
    _check_duplicate_keys(fresh)
    check_all(fresh)
    periods = _approve_all(fresh, approved_by)
    names = iter(next_references(len(fresh)))
    fresh = [replace(draft, journal=next(names)) for draft in fresh]
    posted_at = _moment()
    lines, numbers = _seal(fresh, periods, approved_by, posted_at)
    _write_journals(fresh, periods, numbers, approved_by, posted_at, import_batch)
    new_names = iter([draft.journal for draft in fresh])
    all_names = [known.get(draft.idempotency_key) or next(new_names) for draft in given]
    return Posted(all_names, len(lines), len(given) - len(fresh))


def post_sent_journals(names: Sequence[str], approved_by: str) -> Posted:
    """Approve and post stored journals that wait for approval, as a set.

    Raises:
        JournalsInvalidError, RuleError: as `post_journals`; nothing was written.
    """
    stored = _lock_sent(names)
    drafts = [stored[name] for name in sorted(stored)]
    check_all(drafts)
    periods = _approve_all(drafts, approved_by)
    posted_at = _moment()
    lines, numbers = _seal(drafts, periods, approved_by, posted_at)
    _mark_approved(drafts, periods, numbers, approved_by, posted_at)
    return Posted([draft.journal for draft in drafts], len(lines))


def known_keys(keys: Iterable[str]) -> dict[str, str]:
    """Return idempotency key -> journal for the keys that exist."""
    wanted = list(keys)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 1000):
        chunk = wanted[start : start + 1000]
        marks = ", ".join(["%s"] * len(chunk))
        query = f"select idempotency_key, name from `tabJournal` where idempotency_key in ({marks})"
        found.update(frappe.db.sql(query, tuple(chunk)))
    return found


def check_all(drafts: Sequence[JournalDraft]) -> None:
    """Refuse the set when any journal has a finding.

    Raises:
        JournalsInvalidError: with every finding of every journal.
    """
    masters = load_masters_of(drafts)
    findings = [
        JournalFinding(position, finding)
        for position, draft in enumerate(drafts)
        for finding in check_journal(draft, masters)
    ]
    if findings:
        raise JournalsInvalidError(findings)


def load_masters_of(drafts: Iterable[JournalDraft]) -> Masters:
    """Return the masters of all codes the drafts name, with one query."""
    wanted: dict[str, set[str]] = {name: set() for name in ("account", *DIMENSIONS)}
    dimension_sets = set()
    for draft in drafts:
        for posting in draft.postings:
            wanted["account"].add(posting.account)
            dimension_sets.add(posting.dimensions)
    for dimensions in dimension_sets:
        for name, value in zip(DIMENSIONS, dimensions, strict=True):
            if value:
                wanted[name].add(value)
    return load_masters_by_code(wanted).masters


def _check_duplicate_keys(drafts: Sequence[JournalDraft]) -> None:
    seen: set[str] = set()
    findings = []
    for position, draft in enumerate(drafts):
        if draft.idempotency_key in seen:
            text = _("The key {0} comes twice")
            finding = Finding("key_twice", text, (draft.idempotency_key,))
            findings.append(JournalFinding(position, finding))
        elif draft.idempotency_key:
            seen.add(draft.idempotency_key)
    if findings:
        raise JournalsInvalidError(findings)


def _approve_all(drafts: Sequence[JournalDraft], approved_by: str) -> list[Period]:
    """Return the period of each journal, after the approver was found entitled to all."""
    roles = frappe.get_roles(approved_by)
    limits = load_approval_limits()
    periods = load_periods()
    today = getdate()
    for preparer in {draft.prepared_by for draft in drafts}:
        require_transition(State.FOR_APPROVAL, State.APPROVED, approved_by, roles, {preparer})
    if drafts:
        largest = max(draft.total_debit for draft in drafts)
        require_within_limit(largest, limits, approved_by, roles, today)
    by_day: dict[tuple[date, bool], Period] = {}
    for draft in drafts:
        key = (draft.posting_date, draft.is_adjustment)
        if key not in by_day:
            by_day[key] = find_period(periods, *key)
    return [by_day[draft.posting_date, draft.is_adjustment] for draft in drafts]


def _seal(
    drafts: Sequence[JournalDraft], periods: Sequence[Period], posted_by: str, posted_at: str
) -> tuple[list[LedgerLine], list[int]]:
    """Lock the head, write lines and balances, move the head; lines and posting numbers."""
    if not drafts:
        return [], []
    soft = bool(_CLOSERS.intersection(frappe.get_roles(posted_by)))
    head = ledger.lock_head({period.code for period in periods}, soft)
    built: list[LedgerLine] = []
    number = head.last_line + 1
    numbers = list(range(head.last_posting + 1, head.last_posting + 1 + len(drafts)))
    for draft, period, posting_number in zip(drafts, periods, numbers, strict=True):
        built += build_lines(draft, period.code, number, posting_number, posted_by, posted_at)
        number += len(draft.postings)
    lines = list(seal_lines(built, head.last_hash))
    ledger.write_lines(lines)
    balances: Balances = accumulate(lines)
    with balances_in_range():
        ledger.write_balances(balances, posted_at)
    ledger.move_head(lines[-1], posted_at)
    return lines, numbers


def _write_journals(
    drafts: Sequence[JournalDraft],
    periods: Sequence[Period],
    numbers: Sequence[int],
    approved_by: str,
    posted_at: str,
    import_batch: str,
) -> None:
    rows = (
        journals.posted_row(draft, period.code, number, approved_by, posted_at, import_batch)
        for draft, period, number in zip(drafts, periods, numbers, strict=True)
    )
    insert_rows("tabJournal", journals.JOURNAL_COLUMNS, rows)
    lines = (
        row
        for draft in drafts
        for row in journals.line_values(
            draft.journal, draft, (posted_at, posted_at, draft.prepared_by, approved_by), 1
        )
    )
    insert_rows(journals.LINE_TABLE, journals.LINE_COLUMNS, lines)


def _lock_sent(names: Sequence[str]) -> dict[str, JournalDraft]:
    """Return the drafts of the journals that wait for approval, their rows locked."""
    found: dict[str, JournalDraft] = {}
    for start in range(0, len(names), 500):
        chunk = list(names[start : start + 500])
        marks = ", ".join(["%s"] * len(chunk))
        waiting = frappe.db.sql(
            f"select name from `tabJournal` where name in ({marks}) and docstatus = 0"
            " and workflow_state = 'For Approval' order by name for update",
            tuple(chunk),
        )
        found.update(journals.load_drafts([row[0] for row in waiting]))
    return found


def _mark_approved(
    drafts: Sequence[JournalDraft],
    periods: Sequence[Period],
    numbers: Sequence[int],
    approved_by: str,
    posted_at: str,
) -> None:
    rows = (
        (draft.journal, posted_at, approved_by, 1, "Approved", number, period.code)
        for draft, period, number in zip(drafts, periods, numbers, strict=True)
    )
    columns = ("name", "modified", "modified_by", "docstatus", "workflow_state")
    columns = (*columns, "posting_number", "period")
    update = ", ".join(f"{column} = values({column})" for column in columns[1:])
    update += ", approved_by = values(modified_by), approved_at = values(modified)"
    insert_rows("tabJournal", columns, rows, update)
    for start in range(0, len(drafts), 500):
        chunk = [draft.journal for draft in drafts[start : start + 500]]
        marks = ", ".join(["%s"] * len(chunk))
        frappe.db.sql(
            f"update `{journals.LINE_TABLE}` set docstatus = 1 where parenttype = 'Journal'"
            f" and parent in ({marks})",
            tuple(chunk),
        )


def _moment() -> str:
    return now_datetime().strftime("%Y-%m-%d %H:%M:%S.%f")
