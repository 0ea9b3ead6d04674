"""The hash chain over ledger lines: each line seals itself and all lines before it.

Owns the canonical form, which never changes: a changed form would break every chain
already written. Refuses nothing; `check_chain` names the first line that does not fit.

The chain shows that a stored line was altered, removed or put in between. It does not
by itself stop someone who rewrites all later hashes too: for that, the head's hash is
to be kept somewhere else as well (an audit extract, a signed backup).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256

from erp_app.domain.findings import Finding, _
from erp_app.domain.ledger import LedgerLine
from erp_app.domain.money import plain

GENESIS_HASH = "0" * 64

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def canonical_content(line: LedgerLine) -> str:
    """Return the text that is hashed for a line: a JSON array of its fields, in order.

    Amounts are written plainly (no trailing zeros), dates as ISO 8601.
    """
    return _encode(
        (
            line.number,
            line.posting_number,
            line.journal,
            line.line_number,
            line.posting_date.isoformat(),
            line.period,
            line.account,
            *line.dimensions,
            plain(line.debit),
            plain(line.credit),
            line.description,
            line.reverses,
            line.posted_by,
            line.posted_at,
        )
    )


def line_hash(previous_hash: str, line: LedgerLine) -> str:
    """Return the 64 hex digits that seal a line after its predecessor's hash."""
    return sha256(f"{previous_hash}\n{canonical_content(line)}".encode()).hexdigest()


def seal_lines(lines: Iterable[LedgerLine], previous_hash: str) -> Iterator[LedgerLine]:
    """Yield the lines with their hashes, chained on from previous_hash."""
    for line in lines:
        previous_hash = line_hash(previous_hash, line)
        yield replace(line, hash=previous_hash)


def check_chain(
    lines: Iterable[LedgerLine], previous_hash: str = GENESIS_HASH, first_number: int = 1
) -> Iterator[Finding]:
    """Yield the first gap and the first broken line; at most one finding, then stop.

    Streams: memory does not grow with the number of lines.
    """
    expected = first_number
    for line in lines:
        if line.number != expected:
            text = _("Ledger line {0} is missing: the next one found is {1}")
            yield Finding("line_missing", text, (expected, line.number), expected)
            return
        previous_hash = line_hash(previous_hash, line)
        if previous_hash != line.hash:
            text = _("Ledger line {0} of journal {1} was altered after posting")
            yield Finding("line_altered", text, (line.number, line.journal), line.number)
            return
        expected += 1
