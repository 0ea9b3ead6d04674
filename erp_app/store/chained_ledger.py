"""A chained ledger in the database: its head, its lines, its balances, by its spec.

Owns the statements of an append. What can be written before the head is locked is written
before; under the lock lines get their numbers and hashes, and everything goes to the server at
once. Never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import frappe

from erp_app.domain.balances import Accumulator, Key, Sums
from erp_app.domain.chained import (
    GENESIS_HASH,
    BalanceTable,
    ChainedLine,
    Kind,
    LedgerSpec,
    LineDraft,
    Value,
    link,
)
from erp_app.domain.findings import RuleError, _
from erp_app.domain.periods import Period, PeriodMissingError, PeriodStatus, require_open
from erp_app.store.amounts import amount_from_text
from erp_app.store.rows import Literals, insert_statements, literal, run_together

FRAME_COLUMNS = ("name", "posting_number", "hash")
TAIL_COLUMNS = ("voucher_type", "voucher", "line_number", "posted_by", "posted_at", "form")
LINES_PER_STATEMENT = 1000


class LedgerMissingError(RuleError):
    """The ledger has no head: the site was never set up."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a ledger stands: the last line, the last posting, the last hash."""

    last_line: int = 0
    last_posting: int = 0
    last_hash: str = GENESIS_HASH


@dataclass(slots=True)
class PreparedLines:
    """Lines and balances of some vouchers, as far as they can be known before the lock.

    tails: one per line, the SQL of all that does not depend on its number. digests: one per line.
    counts: lines per voucher. statements: what adds to the balances.
    """

    tails: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)


def ensure_head(ledger: str) -> None:
    """Create the head row of an empty ledger; nothing happens when it is there."""
    frappe.db.sql(
        "insert ignore into `tabLedger Head` (name, creation, modified, owner, modified_by,"
        " last_line, last_posting, last_hash)"
        " values (%s, now(6), now(6), 'Administrator', 'Administrator', 0, 0, %s)",
        (ledger, GENESIS_HASH),
    )


def lock_head(ledger: str) -> Head:
    """Lock a ledger's head until the transaction ends and return it, with its newest state."""
    rows = frappe.db.sql(
        "select last_line, last_posting, last_hash from `tabLedger Head`"
        " where name = %s for update",
        (ledger,),
    )
    if not rows:
        raise LedgerMissingError(_("The ledger {0} is not set up"), ledger)
    return Head(*rows[0])


def lock_head_in_periods(
    ledger: str, period_codes: Collection[str], may_post_soft_closed: bool
) -> Head:
    """Lock a ledger's head as `lock_head` does, and see that the periods take the posting.

    The periods are read under the same lock, not from the transaction's snapshot: one that
    was closed a moment ago is refused.

    Raises:
        PeriodMissingError: a period is gone, or the ledger is not set up.
        PeriodClosedError: a period no longer takes the posting.
    """
    codes = sorted(set(period_codes))
    marks = ", ".join(["%s"] * len(codes))
    rows = frappe.db.sql(
        "select h.last_line, h.last_posting, h.last_hash, p.name, y.name, p.period_number,"
        " p.start_date, p.end_date, if(y.is_closed, 'Closed', p.status)"
        " from `tabLedger Head` h, `tabFiscal Period` p, `tabFiscal Year` y"
        f" where h.name = %s and y.name = p.parent and p.name in ({marks}) for update",
        (ledger, *codes),
    )
    if len(rows) != len(codes):
        missing = ", ".join(sorted(set(codes) - {row[3] for row in rows}))
        raise PeriodMissingError(_("The ledger is not set up, or a period is gone: {0}"), missing)
    for row in rows:
        *period, status = row[3:]
        require_open(Period(*period, PeriodStatus(status)), may_post_soft_closed)
    return Head(*rows[0][:3])


def prepare_lines(
    spec: LedgerSpec, vouchers: Iterable[Sequence[LineDraft]], posted_by: str, posted_at: str
) -> PreparedLines:
    """Write and digest the lines of vouchers as far as possible without their numbers."""
    found = PreparedLines()
    sums = [Accumulator(spec, table) for table in spec.balances]
    ending = f"{literal(posted_by)},{literal(posted_at)},{spec.newest_form}"
    known = Literals()
    for drafts in vouchers:
        found.counts.append(len(drafts))
        for draft in drafts:
            found.digests.append(spec.digest(draft, posted_by, posted_at))
            found.tails.append(_tail(draft, ending, known))
            for one in sums:
                one.add(draft.values)
    for one in sums:
        found.statements += _balance_statements(one.table, one.sums)
    return found


def _tail(draft: LineDraft, ending: str, known: Literals) -> str:
    """Return a line's SQL after its numbers and hash."""
    values = (draft.voucher_type, draft.voucher, draft.line_number, *draft.values)
    return f"{','.join(map(known.__getitem__, values))},{ending}"


def _balance_statements(table: BalanceTable, sums: dict[Key, Sums]) -> Iterator[str]:
    columns = ("name", *table.key, *table.measures)
    rows = ((balance_name(key), *key, *measures) for key, measures in sorted_sums(sums))
    add = ", ".join(f"`{name}` = `{name}` + values(`{name}`)" for name in table.measures)
    return insert_statements(f"tab{table.doctype}", columns, rows, add)


def sorted_sums(sums: dict[Key, Sums]) -> list[tuple[Key, Sums]]:
    """Return sums in the order of their rows' names, in which rows are locked."""
    return sorted(sums.items(), key=lambda item: balance_name(item[0]))


def balance_name(key: Key) -> str:
    """Return the primary key of a balance: its grain written out, codes cannot hold a bar."""
    return "|".join([str(part or "") for part in key])


def write_prepared(
    spec: LedgerSpec, prepared: PreparedLines, head: Head, more: Iterable[str] = ()
) -> Head:
    """Return number, seal and insert prepared lines, add to the balances, move the head.

    more: statements of the caller that belong to the same moment. Returns the new head.
    """
    number, posting, previous = head.last_line, head.last_posting, head.last_hash
    rows, place = [], 0
    for count in prepared.counts:
        posting += 1
        for digest, tail in zip(
            prepared.digests[place : place + count],
            prepared.tails[place : place + count],
            strict=True,
        ):
            number += 1
            previous = link(previous, number, posting, digest)
            rows.append(f"({number},{posting},'{previous}',{tail})")
        place += count
    moved = Head(number, posting, previous)
    run_together(
        [*_line_statements(spec, rows), *prepared.statements, *more, _move_head(spec.name, moved)]
    )
    return moved


def line_columns(spec: LedgerSpec) -> tuple[str, ...]:
    """Return all columns of a ledger's lines, in the order in which they are written."""
    own = tuple(column.name for column in spec.columns)
    return (*FRAME_COLUMNS, *TAIL_COLUMNS[:3], *own, *TAIL_COLUMNS[3:])


def _line_statements(spec: LedgerSpec, rows: Sequence[str]) -> Iterator[str]:
    named = ",".join(f"`{name}`" for name in line_columns(spec))
    start = f"INSERT INTO `tab{spec.line_doctype}` ({named}) VALUES "
    for first in range(0, len(rows), LINES_PER_STATEMENT):
        yield start + ",".join(rows[first : first + LINES_PER_STATEMENT])


def _move_head(ledger: str, head: Head) -> str:
    return (
        f"UPDATE `tabLedger Head` SET last_line = {head.last_line},"
        f" last_posting = {head.last_posting}, last_hash = '{head.last_hash}'"
        f" WHERE name = {literal(ledger)}"
    )


def select_lines(spec: LedgerSpec) -> str:
    """Return a query of all columns of a ledger's lines, to be read by `line_from_row`."""
    own = ", ".join(_read_as(column.name, column.kind) for column in spec.columns)
    return (
        "select name, posting_number, coalesce(voucher_type, ''), coalesce(voucher, ''),"
        " line_number, coalesce(posted_by, ''), coalesce(cast(posted_at as char), ''), form,"
        f" coalesce(hash, ''), {own} from `tab{spec.line_doctype}`"
    )


def _read_as(name: str, kind: Kind) -> str:
    if kind is Kind.AMOUNT:
        return f"cast(`{name}` as char)"
    return f"coalesce(`{name}`, '')" if kind is Kind.TEXT else f"`{name}`"


def line_from_row(spec: LedgerSpec, row: Sequence[Value]) -> ChainedLine:
    """Return a row of `select_lines` as a line, amounts exact."""
    values = tuple(
        amount_from_text(value) if column.kind is Kind.AMOUNT else value
        for column, value in zip(spec.columns, row[9:], strict=True)
    )
    number, posting, kind, voucher, line, posted_by, posted_at, form, digest = row[:9]
    return ChainedLine(
        number, posting, kind, voucher, line, values, posted_by, posted_at, form, digest
    )


def lines_of_voucher(spec: LedgerSpec, voucher_type: str, voucher: str) -> list[ChainedLine]:
    """Return the lines of one voucher in their order."""
    rows = frappe.db.sql(
        f"{select_lines(spec)} where voucher_type = %s and voucher = %s order by line_number",
        (voucher_type, voucher),
    )
    return [line_from_row(spec, row) for row in rows]
