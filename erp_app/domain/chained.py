"""A ledger of any kind: lines that are only added, without a gap, each sealing all before it.

Owns what a ledger is, as a value (`LedgerSpec`), and the hash chain over its lines. A line
stores the number of the form in which it was sealed. A form never changes, for that would break
every chain already written; another one is added beside it, and new lines take the newest.
Refuses nothing; `check_chain` names the first line that does not fit.

The chain shows that a stored line was altered, removed or put in between. It does not
by itself stop someone who rewrites all later hashes too: for that, the head's hash is
to be kept somewhere else as well (an audit extract, a signed backup).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from erp_app.domain.findings import Finding, _
from erp_app.domain.money import plain

GENESIS_HASH = "0" * 64

Value = str | int | date | Decimal | None
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Kind(Enum):
    """What a column of a ledger holds. An AMOUNT is an exact decimal, of money or of anything."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    AMOUNT = "amount"


# How a value is written: empty text for nothing, ISO 8601 dates, amounts without trailing zeros.
_WRITERS: dict[Kind, Callable[[object], object]] = {
    Kind.TEXT: lambda value: value or "",
    Kind.INTEGER: lambda value: value or 0,
    Kind.DATE: lambda value: value.isoformat() if isinstance(value, date) else "",
    Kind.AMOUNT: lambda value: plain(value) if isinstance(value, Decimal) else "0",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One of a ledger's own columns, by the name of its field."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class BalanceTable:
    """Sums that are kept with the lines: measures added up per key, in a DocType of its own."""

    doctype: str
    key: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """How a line is written before it is hashed: which of the ledger's columns, in which order.

    A column that is not in a line's form must be empty in that line.
    """

    number: int
    columns: tuple[str, ...]


class LineDraft(NamedTuple):
    """What a voucher brings for one line. line_number: 1-based in the voucher; values: the
    ledger's own columns in the order of its spec."""

    voucher_type: str
    voucher: str
    line_number: int
    values: tuple[Value, ...]


class ChainedLine(NamedTuple):
    """One immutable line of a ledger.

    number: gapless in the ledger, from 1. posting_number: gapless per voucher posted. values: the
    ledger's own columns. posted_at: local time to the microsecond, as text. hash: SHA-256 over
    the line before and this line's content, 64 hex digits.
    """

    number: int
    posting_number: int
    voucher_type: str
    voucher: str
    line_number: int
    values: tuple[Value, ...]
    posted_by: str
    posted_at: str
    form: int
    hash: str = ""


@dataclass(frozen=True)
class LedgerSpec:
    """A ledger: where its lines lie, what they hold, how they are sealed, what is summed.

    name: of its row in Ledger Head. line_doctype: the DocType of its lines. balanced: two measures
    whose sums are equal in every voucher, None where nothing has to balance. indexes: name ->
    columns. refusal: what the database answers to whoever changes a line.
    """

    name: str
    line_doctype: str
    columns: tuple[Column, ...]
    forms: tuple[Form, ...]
    balances: tuple[BalanceTable, ...]
    balanced: tuple[str, str] | None = None
    indexes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    refusal: str = "Ledger lines are immutable: post a reversal instead"

    @cached_property
    def positions(self) -> dict[str, int]:
        """Column -> its place among a line's values."""
        return {column.name: place for place, column in enumerate(self.columns)}

    @cached_property
    def newest_form(self) -> int:
        return max(form.number for form in self.forms)

    @cached_property
    def _writers(self) -> dict[int, list[tuple[int, Callable[[object], object]]]]:
        """Form -> (place of a value, how it is written) in the order of the form."""
        places = self.positions
        kinds = {column.name: column.kind for column in self.columns}
        return {
            form.number: [(places[name], _WRITERS[kinds[name]]) for name in form.columns]
            for form in self.forms
        }

    @cached_property
    def _left_out(self) -> dict[int, list[int]]:
        """Form -> places of the columns that came after it."""
        return {
            form.number: [
                place for name, place in self.positions.items() if name not in form.columns
            ]
            for form in self.forms
        }

    def content(self, line: ChainedLine) -> str:
        """Return what is sealed of a line beside its two numbers. KeyError: an unknown form."""
        draft = LineDraft(line.voucher_type, line.voucher, line.line_number, line.values)
        return self._content(draft, line.posted_by, line.posted_at, line.form)

    def digest(self, draft: LineDraft, posted_by: str, posted_at: str) -> str:
        """Return the digest of a line in the newest form, before it has its numbers."""
        text = self._content(draft, posted_by, posted_at, self.newest_form)
        return sha256(text.encode()).hexdigest()

    def _content(self, draft: LineDraft, posted_by: str, posted_at: str, form: int) -> str:
        voucher_type, voucher, line_number, values = draft
        own = [write(values[place]) for place, write in self._writers[form]]
        return _encode([form, voucher_type, voucher, line_number, *own, posted_by, posted_at])

    def hides_something(self, line: ChainedLine) -> bool:
        """Return True when a column that the line's form does not seal is filled."""
        return any(line.values[place] for place in self._left_out[line.form])


def link(previous_hash: str, number: int, posting_number: int, digest: str) -> str:
    """Return the 64 hex digits that seal a line: its numbers and content, after its predecessor."""
    text = f"{previous_hash}\n{number}\n{posting_number}\n{digest}"
    return sha256(text.encode()).hexdigest()


def line_hash(spec: LedgerSpec, previous_hash: str, line: ChainedLine) -> str:
    """Return what a stored line's hash must be. KeyError: its form is unknown."""
    digest = sha256(spec.content(line).encode()).hexdigest()
    return link(previous_hash, line.number, line.posting_number, digest)


def check_chain(
    spec: LedgerSpec,
    lines: Iterable[ChainedLine],
    previous_hash: str = GENESIS_HASH,
    first_number: int = 1,
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
        if not _is_sealed(spec, previous_hash, line):
            text = _("Ledger line {0} of {1} {2} was altered after posting")
            values = (line.number, line.voucher_type, line.voucher)
            yield Finding("line_altered", text, values, line.number)
            return
        previous_hash = line.hash
        expected += 1


def _is_sealed(spec: LedgerSpec, previous_hash: str, line: ChainedLine) -> bool:
    try:
        return line_hash(spec, previous_hash, line) == line.hash and not spec.hides_something(line)
    except KeyError:  # a form that never was
        return False
