"""Posting: ledger lines, balances and the chain's head, in the caller's transaction.

Owns the order of locks: the head row is locked last and by everyone, which makes numbers
gapless, the chain linear and the balance rows free of deadlocks. Refuses a period that
was closed in the meantime. Never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import frappe

from erp_app.domain.balances import BalanceKey, Movement, accumulate
from erp_app.domain.chain import GENESIS_HASH, seal_lines
from erp_app.domain.findings import _
from erp_app.domain.ledger import JournalDraft, LedgerLine, build_lines
from erp_app.domain.periods import (
    Period,
    PeriodMissingError,
    PeriodStatus,
    require_open,
)
from erp_app.store.rows import insert_rows

HEAD = "HEAD"
LINE_COLUMNS = (
    "name",
    "creation",
    "modified",
    "owner",
    "modified_by",
    "posting_number",
    "journal",
    "line_number",
    "posting_date",
    "period",
    "account",
    "cost_centre",
    "fund",
    "programme",
    "project",
    "function",
    "debit",
    "credit",
    "description",
    "reverses",
    "hash",
)
_BALANCE_COLUMNS = (
    "name",
    "creation",
    "modified",
    "owner",
    "modified_by",
    "period",
    "account",
    "debit",
    "credit",
)
_DIMENSION_COLUMNS = ("cost_centre", "fund", "programme", "project", "function")
_ADD = ", ".join(
    (
        "debit = debit + values(debit)",
        "credit = credit + values(credit)",
        "modified = values(modified)",
    )
)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger stands: the last line, the last posting, the last hash."""

    last_line: int = 0
    last_posting: int = 0
    last_hash: str = GENESIS_HASH


def ensure_head() -> None:
    """Create the head row of an empty ledger; nothing happens when it is there."""
    frappe.db.sql(
        "insert ignore into `tabLedger Head` (name, creation, modified, owner, modified_by,"
        " last_line, last_posting, last_hash)"
        " values (%s, now(6), now(6), 'Administrator', 'Administrator', 0, 0, %s)",
        (HEAD, GENESIS_HASH),
    )


def lock_head(period_codes: Collection[str], may_post_soft_closed: bool) -> Head:
    """Lock the head row until the transaction ends and return it, with its newest state.

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
        f" where h.name = 'HEAD' and y.name = p.parent and p.name in ({marks}) for update",
        tuple(codes),
    )
    if len(rows) != len(codes):
        missing = ", ".join(sorted(set(codes) - {row[3] for row in rows}))
        raise PeriodMissingError(_("The ledger is not set up, or a period is gone: {0}"), missing)
    for row in rows:
        *period, status = row[3:]
        require_open(Period(*period, PeriodStatus(status)), may_post_soft_closed)
    return Head(*rows[0][:3])


def post_journal(
    draft: JournalDraft,
    period: Period,
    posted_by: str,
    posted_at: str,
    may_post_soft_closed: bool = False,
) -> int:
    """Post one checked journal and return its posting number.

    posted_at: local time as "YYYY-MM-DD HH:MM:SS.ffffff". The caller's transaction holds
    the head from here on, so this comes last before the commit.

    Raises:
        PeriodMissingError, PeriodClosedError: the period cannot be posted to.
    """
    head = lock_head([period.code], may_post_soft_closed)
    posting_number = head.last_posting + 1
    lines = build_lines(
        draft, period.code, head.last_line + 1, posting_number, posted_by, posted_at
    )
    sealed = list(seal_lines(lines, head.last_hash))
    write_lines(sealed)
    write_balances(accumulate(sealed), posted_at)
    move_head(sealed[-1], posted_at, draft.journal)
    return posting_number


def write_lines(lines: Iterable[LedgerLine]) -> None:
    """Insert sealed lines as they are."""
    insert_rows("tabLedger Line", LINE_COLUMNS, map(_line_row, lines))


def _line_row(line: LedgerLine) -> tuple:
    return (
        line.number,
        line.posted_at,
        line.posted_at,
        line.posted_by,
        line.posted_by,
        line.posting_number,
        line.journal,
        line.line_number,
        line.posting_date,
        line.period,
        line.account,
        *line.dimensions,
        line.debit,
        line.credit,
        line.description,
        line.reverses,
        line.hash,
    )


def write_balances(balances: dict[BalanceKey, Movement], posted_at: str) -> None:
    """Add movements to the balances per dimension set and per account."""
    stamp = (posted_at, posted_at, "Administrator", "Administrator")
    by_account: dict[tuple[str, str], Movement] = {}
    rows = []
    for key, move in balances.items():
        sofar = by_account.get((key.period, key.account), Movement())
        total = Movement(sofar.debit + move.debit, sofar.credit + move.credit)
        by_account[(key.period, key.account)] = total
        rows.append((balance_name(key), *stamp, key.period, key.account, *move, *key.dimensions))
    account_rows = [
        (f"{period}|{account}", *stamp, period, account, *move)
        for (period, account), move in by_account.items()
    ]
    insert_rows("tabLedger Balance", (*_BALANCE_COLUMNS, *_DIMENSION_COLUMNS), rows, _ADD)
    insert_rows("tabAccount Balance", _BALANCE_COLUMNS, account_rows, _ADD)


def balance_name(key: BalanceKey) -> str:
    """Return the primary key of a balance: its grain written out, codes cannot hold a bar."""
    return f"{key.period}|{key.account}|{'|'.join(key.dimensions)}"


def move_head(last: LedgerLine, posted_at: str, journal: str | None = None) -> None:
    """Record the last line as the ledger's head.

    journal: a stored journal that gets its posting number and period on the way.
    """
    head = "last_line = %s, last_posting = %s, last_hash = %s, h.modified = %s"
    values = (last.number, last.posting_number, last.hash, posted_at)
    if journal is None:
        frappe.db.sql(f"update `tabLedger Head` h set {head} where h.name = 'HEAD'", values)
        return
    frappe.db.sql(
        f"update `tabLedger Head` h left join `tabJournal` j on j.name = %s set {head},"
        " j.posting_number = %s, j.period = %s where h.name = 'HEAD'",
        (journal, *values, last.posting_number, last.period),
    )
