"""Proves the ledger of the connected site: `./diwan check ledger`.

Proves that every journal balances, line and posting numbers have no gap, the hash chain
is whole, balances equal their lines, the head is the last line, the journals are those of
the ledger and the database's triggers stand. Names the first broken line. Changes nothing.
Memory is bounded by the number of balances, not of lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from erp_app.domain.balances import Balances, Movement, accumulate, check_balances
from erp_app.domain.chain import GENESIS_HASH, check_chain
from erp_app.domain.findings import Finding, _
from erp_app.domain.ledger import LedgerLine
from erp_app.domain.money import ZERO
from erp_app.store.ledger import Head
from erp_app.store.ledger_check import LedgerSnapshot, ledger_snapshot
from erp_app.store.triggers import missing_triggers

Progress = Callable[[int, int], None]
PROGRESS_EVERY = 20_000
FINDINGS_MAX = 100


@dataclass(slots=True)
class _Walk:
    """What one walk over the lines gathers on its way; journals are checked as they end."""

    balances: Balances = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    last: LedgerLine | None = None
    net: object = ZERO

    def lines(
        self, lines: Iterator[LedgerLine], count: int, progress: Progress | None
    ) -> Iterator[LedgerLine]:
        for done, line in enumerate(lines, 1):
            self._step(line)
            accumulate([line], self.balances)
            yield line
            if progress and done % PROGRESS_EVERY == 0:
                progress(done, count)
        self._end_journal(self.last)

    def _step(self, line: LedgerLine) -> None:
        before = self.last
        if before is None or before.posting_number != line.posting_number:
            self._end_journal(before)
            expected = before.posting_number + 1 if before else 1
            if line.posting_number != expected:
                text = _("Posting number {0} is missing before ledger line {1}")
                self._found("posting_missing", text, (expected, line.number), line.number)
            self.net = ZERO
        self.net += line.debit - line.credit
        self.last = line

    def _end_journal(self, line: LedgerLine | None) -> None:
        if line is not None and self.net != ZERO:
            text = _("Journal {0} does not balance in the ledger: debit less credit is {1}")
            self._found("journal_unbalanced", text, (line.journal, self.net), line.number)

    def _found(self, code: str, text: str, values: tuple, line: int) -> None:
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(Finding(code, text, values, line))


def check_ledger(progress: Progress | None = None) -> list[Finding]:
    """Return everything that is wrong with the connected site's ledger; empty when sound.

    The first finding is the first broken line, if there is one. progress(done, total) is
    called now and then, in lines.
    """
    with ledger_snapshot() as snapshot:
        head = snapshot.head()
        if head is None:
            return [Finding("head_missing", _("The ledger has no head: it was never set up"), ())]
        walk = _Walk()
        lines = walk.lines(snapshot.lines(), head.last_line, progress)
        findings = list(check_chain(lines, GENESIS_HASH))
        for _rest in lines:  # the chain stops at its first break; balances need every line
            pass
        findings += walk.findings
        findings += _check_head(head, walk.last)
        findings += check_balances(snapshot.balances(), walk.balances)
        findings += _check_account_balances(snapshot, walk.balances)
        findings += _check_journals(snapshot, head)
    findings += _check_triggers()
    return findings[:FINDINGS_MAX]


def _check_head(head: Head, last: LedgerLine | None) -> list[Finding]:
    stands = Head(last.number, last.posting_number, last.hash) if last else Head()
    if stands == head:
        return []
    text = _("The ledger's head stands at line {0}, the last line found is {1}")
    return [Finding("head_differs", text, (head.last_line, stands.last_line))]


def _check_account_balances(snapshot: LedgerSnapshot, balances: Balances) -> list[Finding]:
    summed: dict[tuple[str, str], Movement] = {}
    for key, move in balances.items():
        sofar = summed.get((key.period, key.account), Movement())
        total = Movement(sofar.debit + move.debit, sofar.credit + move.credit)
        summed[(key.period, key.account)] = total
    stored = snapshot.account_balances()
    text = _("The balance of account {0} in period {1} differs from its lines")
    return [
        Finding("account_balance_differs", text, (account, period))
        for period, account in sorted(stored.keys() | summed.keys())
        if stored.get((period, account), Movement()) != summed.get((period, account), Movement())
    ]


def _check_journals(snapshot: LedgerSnapshot, head: Head) -> list[Finding]:
    expected = 1
    for number, journal in snapshot.posted_journals():
        if number != expected:
            text = _("Posting number {0} has no journal: the next one is {1} of {2}")
            return [Finding("journal_missing", text, (expected, number, journal))]
        expected += 1
    if expected - 1 != head.last_posting:
        text = _("{0} journals are posted, the ledger counts {1}")
        return [Finding("journal_count_differs", text, (expected - 1, head.last_posting))]
    return []


def _check_triggers() -> list[Finding]:
    text = _("The database's guard {0} is missing: run the installation's repair")
    return [Finding("trigger_missing", text, (name,)) for name in missing_triggers()]
