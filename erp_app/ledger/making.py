"""Posts entries that the system itself makes, in sets, harmless when repeated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from erp_app.domain.authority import Authority
from erp_app.domain.entry import EntriesInvalidError, Entry, EntryFinding
from erp_app.domain.findings import Finding, _
from erp_app.ledger.posting import post
from erp_app.ledger.vouchers import voucher_type


@dataclass(frozen=True, slots=True)
class Made:
    """What was posted. vouchers: in the order given, those that were there already included.

    skipped_count: entries whose idempotency key was already there.
    """

    vouchers: list[str]
    line_count: int
    skipped_count: int = 0


def post_new(kind: str, entries: Iterable[Entry], authority: Authority, batch: str = "") -> Made:
    """Post entries of one kind that have no document yet; known idempotency keys are skipped.

    Raises:
        EntriesInvalidError, RuleError: as `post`; nothing was written.
    """
    given = list(entries)
    keys = [entry.idempotency_key for entry in given if entry.idempotency_key]
    known = voucher_type(kind).known_keys(keys)
    fresh = [entry for entry in given if entry.idempotency_key not in known]
    require_distinct_keys(fresh)
    posted = iter(post(fresh, authority, batch))
    vouchers, lines = [], 0
    for entry in given:
        if entry.idempotency_key in known:
            vouchers.append(known[entry.idempotency_key])
        else:
            one = next(posted)
            vouchers.append(one.entry.voucher)
            lines += len(one.entry.postings)
    return Made(vouchers, lines, len(given) - len(fresh))


def require_distinct_keys(entries: Sequence[Entry]) -> None:
    """Refuse a set in which an idempotency key comes twice.

    Raises:
        EntriesInvalidError: with a finding for each entry that repeats a key.
    """
    seen: set[str] = set()
    findings = []
    for position, entry in enumerate(entries):
        key = entry.idempotency_key
        if key in seen:
            finding = Finding("key_twice", _("The key {0} comes twice"), (key,))
            findings.append(EntryFinding(position, finding))
        elif key:
            seen.add(key)
    if findings:
        raise EntriesInvalidError(findings)
