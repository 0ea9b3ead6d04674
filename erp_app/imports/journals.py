"""Imports journals: consecutive rows with the same journal key are one journal.

Owns the parsing of rows and the key that makes a repeat harmless: a digest of the
journal's whole content. Refuses to approve: imported journals wait for a second person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import groupby, islice

from frappe import _

from erp_app.documents import inbox
from erp_app.documents.refusals import tell, translate
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.entry import Entry, Posting
from erp_app.domain.money import ZERO
from erp_app.domain.periods import Period, PeriodMissingError, PeriodStatus, find_period
from erp_app.imports.findings import ImportFindings
from erp_app.imports.heads import find_differing
from erp_app.imports.kinds import ImportContext, Written
from erp_app.imports.table import Row
from erp_app.ledger import complete
from erp_app.store import journal_import
from erp_app.store.periods import load_periods

JOURNALS_PER_CHUNK = 500
HEAD = ("posting_date", "title", "is_adjustment")  # said once for the whole journal


class JournalImport:
    """Rows: journal, posting_date, title, account, debit, credit and the dimensions."""

    def check(self, rows: Iterator[Row], findings: ImportFindings) -> None:
        """Check every row's form and every journal's content, period included."""
        periods = load_periods()
        seen: set[str] = set()
        for chunk in _chunks(_journals(rows, findings)):
            _check_corrected(chunk, findings)
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
    """Yield each journal's key, its entry and its rows' numbers; what is missing is a finding."""
    for key, group in groupby(rows, key=lambda row: row.text("journal")):
        members = list(group)
        if not key:
            for row in members:
                findings.add(row.number, "journal", _("The journal key is missing"))
            continue
        first = members[0]
        _check_head(key, members, findings)
        entry = Entry(
            "Journal",
            "",
            posting_date=first.value("posting_date") or date.min,
            postings=tuple(map(_posting, members)),
            title=first.text("title") or key,
            is_adjustment=bool(first.value("is_adjustment")),
        )
        yield key, _with_idempotency_key(key, entry), [row.number for row in members]


def _check_head(key: str, members: list[Row], findings: ImportFindings) -> None:
    """Check what the first row says for the whole journal."""
    first = members[0]
    if not first.text("posting_date"):
        findings.add(first.number, "posting_date", _("The date is missing"))
    find_differing(key, members, HEAD, findings)


def _check_corrected(chunk: list, findings: ImportFindings) -> None:
    """Find journals that an earlier file brought, of the same key and day, and that say something
    else here: imported, they would stand twice."""
    known = journal_import.find_namesakes([entry.idempotency_key for _key, entry, _lines in chunk])
    for key, entry, lines in chunk:
        if name := known.get(entry.idempotency_key):
            text = _(
                "Journal {0} of this day was imported as {1} and says something else here: have "
                "{1} rejected or cancelled first, or give this journal another key"
            )
            findings.add(lines[0], "journal", text.format(key, name))


def _posting(row: Row) -> Posting:
    dimensions = DimensionSet(*(row.text(name) for name in DIMENSIONS))
    debit, credit = (row.value(side) or ZERO for side in ("debit", "credit"))
    return Posting(row.text("account"), debit, credit, dimensions, row.text("description"))


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
    """Give the journal a digest of its key in the file and its day, and one of all it says.

    The order of its lines means nothing, and what a spreadsheet makes of a text's spaces neither.
    """
    lines = sorted(map(repr, entry.postings))
    content = (" ".join(entry.title.split()), entry.is_adjustment, lines)
    named, said = _digest(key, entry.posting_date), _digest(*content)
    return replace(entry, idempotency_key=f"import:{named}:{said}")


def _digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()[:32]
