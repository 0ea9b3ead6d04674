"""Posting: ledger lines, balances and the chain's head, in the caller's transaction.

Owns the order of locks: the head row is locked last and by everyone, which makes numbers
gapless, the chain linear and the balance rows free of deadlocks. Refuses a period that
was closed in the meantime. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import frappe

from erp_app.domain.balances import BalanceKey, Movement, accumulate
from erp_app.domain.chain import GENESIS_HASH, seal_lines
from erp_app.domain.findings import _
from erp_app.domain.ledger import JournalDraft, LedgerLine, build_lines
from erp_app.domain.periods import Period, PeriodMissingError, PeriodStatus, require_open
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
_ADD = "debit = debit + values(debit), credit = credit + values(credit), modified = values(modified)"


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


def lock_head(period_codes: Sequence[str], may_post_soft_closed: bool) -> Head:
    """Lock the head row until the transaction ends and return it, newest state.

    The periods are read under the same lock: one that was closed since the journal was
    checked is refused here.

    Raises:
        PeriodClosedError: a period no longer takes the posting.
        PeriodMissingError: a period is gone.
    """
    marks = ", ".join(["%s"] * len(period_codes))
    rows = frappe.db.sql(
        "select h.last_line, h.last_posting, h.last_hash, p.name, p.period_number, p.start_date,"
        " p.end_date, if(y.is_closed, 'Closed', p.status), y.name"
        " from `tabLedger Head` h, `tabFiscal Period` p, `tabFiscal Year` y"
        f" where h.name = %s and p.name in ({marks}) and y.name = p.parent for update",
        (HEAD, *period_codes),
    )
    if len(rows) != len(set(period_codes)):
        codes = ", ".join(period_codes)
        raise PeriodMissingError(_("The ledger is not set up, or a period of {0} is gone"), codes)
    for row in rows:
        period = Period(row[3], row[8], row[4], row[5], row[6], PeriodStatus(row[7]))
        require_open(period, may_post_soft_closed)
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
    """
    head = lock_head([period.code], may_post_soft_closed)
    posting_number = head.last_posting + 1
    lines = build_lines(
        draft, period.code, head.last_line + 1, posting_number, posted_by, posted_at
    )
    sealed = list(seal_lines(lines, head.last_hash))
    write_lines(sealed)
    write_balances(accumulate(sealed), posted_at)
    move_head(sealed[-1], posted_at)
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


def move_head(last: LedgerLine, posted_at: str) -> None:
    """Record the last line as the ledger's head."""
    frappe.db.sql(
        "update `tabLedger Head` set last_line = %s, last_posting = %s, last_hash = %s,"
        " modified = %s where name = %s",
        (last.number, last.posting_number, last.hash, posted_at, HEAD),
    )
