"""Fill and check: the first two steps of the one order, used alone while a document is written.

A form that is saved, a file that is imported and a template that becomes a draft come through
here, so that the same input is the same document whichever way in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from erp_app.domain.entry import EntriesInvalidError, Entry, EntryFinding
from erp_app.domain.entry_check import Masters, check_entry, check_whole, fill_entry
from erp_app.domain.findings import Finding
from erp_app.store.masters import load_masters


@dataclass(frozen=True, slots=True)
class Completed:
    """An entry with what the rules imply, and everything that is wrong with it."""

    entry: Entry
    findings: list[Finding]


def complete(entries: Sequence[Entry], fill: bool = True) -> list[Completed]:
    """Return the entries filled and checked.

    fill: False for a document whose content was approved and may not change any more.
    """
    if not entries:
        return []
    masters = _masters_of(entries)
    if fill:
        given, entries = entries, [fill_entry(entry, masters) for entry in entries]
        if _names_unknown(entries, given, masters):
            masters = _masters_of(entries)
    return [Completed(entry, _check(entry, masters)) for entry in entries]


def require_sound(completed: Iterable[Completed]) -> list[Entry]:
    """Return the entries of a set; refuse it when any has a finding.

    Raises:
        EntriesInvalidError: with every finding of every entry.
    """
    found = list(completed)
    findings = [
        EntryFinding(position, finding)
        for position, one in enumerate(found)
        for finding in one.findings
    ]
    if findings:
        raise EntriesInvalidError(findings)
    return [one.entry for one in found]


def _masters_of(entries: Iterable[Entry]) -> Masters:
    return load_masters(posting for entry in entries for posting in entry.postings)


def _names_unknown(filled: Sequence[Entry], given: Sequence[Entry], masters: Masters) -> bool:
    """Return True when a filled line names a function that was not among the masters read."""
    known = masters.dimensions.get("function", {})
    return any(
        posting.dimensions.function and posting.dimensions.function not in known
        for entry, before in zip(filled, given, strict=True)
        if entry is not before
        for posting in entry.postings
    )


def _check(entry: Entry, masters: Masters) -> list[Finding]:
    """Return the findings of an entry; of a reversal, which repeats lines of the ledger, those
    of its whole alone: an account disabled since does not matter."""
    return check_whole(entry) if entry.reverses else check_entry(entry, masters)
