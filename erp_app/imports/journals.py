"""Imports journals: consecutive rows with the same journal key are one journal.

Owns the parsing of rows and the key that makes a repeat harmless: a digest of the
journal's whole content. Refuses to approve: imported journals wait for a second person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import groupby, islice

from frappe import _

from erp_app.documents import inbox
from erp_app.documents.refusals import tell, translate
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.entry import Entry, Posting
from erp_app.domain.money import ZERO, MoneyInvalidError, money
from erp_app.domain.periods import Period, PeriodMissingError, PeriodStatus, find_period
from erp_app.imports.kinds import ImportContext, Written
from erp_app.imports.reader import ImportColumn, Row
from erp_app.imports.report import ImportFindings
from erp_app.ledger import complete
from erp_app.store import journal_import
from erp_app.store.periods import load_periods

JOURNALS_PER_CHUNK = 500


class JournalImport:
    """Rows: journal, posting_date, title, account, debit, credit and the dimensions."""

    columns = (
        ImportColumn("journal", is_required=True),
        ImportColumn("posting_date", is_required=True),
        ImportColumn("title"),
        ImportColumn("account", is_required=True),
        ImportColumn("debit", is_required=True),
        ImportColumn("credit", is_required=True),
        ImportColumn("description"),
        *(ImportColumn(name) for name in DIMENSIONS),
        ImportColumn("is_adjustment"),
    )

    def check(self, rows: Iterator[Row], findings: ImportFindings) -> None:
        """Check every row's form and every journal's content, period included."""
        periods = load_periods()
        seen: set[str] = set()
        for chunk in _chunks(_journals(rows, findings)):
            completed = complete([entry for _key, entry, _lines in chunk])
            for (key, entry, lines), one in zip(chunk, completed, strict=True):
                if key in seen:
                    text = _("The rows of journal {0} do not stand together")
                    findings.add(lines[0], "journal", text.format(key))
                seen.add(key)
                _check_period(entry, lines[0], periods, findings)
                for found in one.findings:
                    row = lines[found.line - 1] if found.line else lines[0]
                    findings.add(row, found.field, translate(found.template, found.values))

    def write(self, rows: Iterator[Row], context: ImportContext) -> Written:
        """Insert the journals as sent for approval; known ones are skipped."""
        made = skipped = 0
        for chunk in _chunks(_journals(rows, ImportFindings())):
            entries = [one.entry for one in complete([entry for _key, entry, _lines in chunk])]
            names = journal_import.insert_sent_journals(entries, context.user, context.batch)
            inbox.refresh("Journal", names)
            made += len(names)
            skipped += len(entries) - len(names)
        return Written(made, skipped)


def _chunks(journals: Iterator) -> Iterator[list]:
    while chunk := list(islice(journals, JOURNALS_PER_CHUNK)):
        yield chunk


def _journals(
    rows: Iterator[Row], findings: ImportFindings
) -> Iterator[tuple[str, Entry, list[int]]]:
    """Yield each journal's key, its entry and its rows' numbers; unreadable cells are findings."""
    for key, group in groupby(rows, key=lambda row: row.get("journal")):
        members = list(group)
        first = members[0]
        if not key:
            for row in members:
                findings.add(row.number, "journal", _("The journal key is missing"))
            continue
        postings = tuple(_posting(row, findings) for row in members)
        day = _day(first, findings)
        for row in members[1:]:
            if row.get("posting_date") and row.get("posting_date") != first.get("posting_date"):
                text = _("The date differs within journal {0}").format(key)
                findings.add(row.number, "posting_date", text)
        entry = Entry(
            "Journal",
            "",
            posting_date=day,
            postings=postings,
            title=first.get("title") or key,
            is_adjustment=first.get("is_adjustment").lower() in ("1", "yes", "true"),
        )
        yield key, _with_idempotency_key(key, entry), [row.number for row in members]


def _posting(row: Row, findings: ImportFindings) -> Posting:
    dimensions = DimensionSet(*(row.get(name) for name in DIMENSIONS))
    debit, credit = (_amount(row, side, findings) for side in ("debit", "credit"))
    return Posting(row.get("account"), debit, credit, dimensions, row.get("description"))


def _amount(row: Row, side: str, findings: ImportFindings) -> Decimal:
    text = row.get(side)
    if not text:
        return ZERO
    try:
        return money(text)
    except MoneyInvalidError:
        findings.add(row.number, side, _("{0} is not an amount").format(text))
        return ZERO


def _day(row: Row, findings: ImportFindings) -> date:
    text = row.get("posting_date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        reason = _("{0} is not a date: write it like 2026-03-31").format(text)
        findings.add(row.number, "posting_date", reason)
        return date.min


def _check_period(entry: Entry, row: int, periods: list[Period], findings: ImportFindings) -> None:
    if entry.posting_date == date.min:
        return
    try:
        period = find_period(periods, entry.posting_date, entry.is_adjustment)
    except PeriodMissingError as error:
        findings.add(row, "posting_date", tell(error))
        return
    if period.status is PeriodStatus.CLOSED:
        findings.add(row, "posting_date", _("Period {0} is closed").format(period.code))


def _with_idempotency_key(key: str, entry: Entry) -> Entry:
    """Give the journal the digest of its content, its key in the file included."""
    digest = sha256(f"{key} {entry!r}".encode()).hexdigest()[:40]
    return replace(entry, idempotency_key=f"import:{digest}")
