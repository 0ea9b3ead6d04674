"""Proves the ledgers of the connected site: `./diwan check ledger`.

Proves for each ledger that every voucher balances, line and posting numbers have no gap, the
chain is whole, balances equal their lines and the head is the last line; of the general ledger
that the posted documents, asked of each voucher type, are those of its lines and show their
sum; and that the database's triggers stand. Names the first broken line. Changes nothing. Memory
is bounded by the number of balances, not of lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from erp_app.domain.balances import Accumulator, check_balances
from erp_app.domain.chained import ChainedLine, LedgerSpec, check_chain
from erp_app.domain.findings import Finding, _
from erp_app.domain.general_ledger import GENERAL_LEDGER
from erp_app.domain.money import ZERO
from erp_app.ledger.registry import ledger_specs
from erp_app.ledger.vouchers import voucher_types
from erp_app.store.chained_ledger import Head
from erp_app.store.ledger_snapshot import LedgerSnapshot, ledger_snapshot
from erp_app.store.triggers import missing_triggers

Progress = Callable[[int, int], None]
PROGRESS_EVERY = 20_000
FINDINGS_MAX = 100


@dataclass(slots=True)
class _Walk:
    """What one walk over the lines gathers on its way; vouchers are checked as they end."""

    spec: LedgerSpec
    sums: list[Accumulator] = field(init=False)
    findings: list[Finding] = field(default_factory=list)
    last: ChainedLine | None = None
    net: Decimal = ZERO

    def __post_init__(self) -> None:
        self.sums = [Accumulator(self.spec, table) for table in self.spec.balances]

    def lines(
        self, lines: Iterator[ChainedLine], count: int, progress: Progress | None
    ) -> Iterator[ChainedLine]:
        for done, line in enumerate(lines, 1):
            self._step(line)
            for one in self.sums:
                one.add(line.values)
            yield line
            if progress and done % PROGRESS_EVERY == 0:
                progress(done, count)
        self._end_voucher(self.last)

    def _step(self, line: ChainedLine) -> None:
        before = self.last
        if before is None or before.posting_number != line.posting_number:
            self._end_voucher(before)
            expected = before.posting_number + 1 if before else 1
            if line.posting_number != expected:
                text = _("Posting number {0} is missing before ledger line {1}")
                self._found("posting_missing", text, (expected, line.number), line.number)
            self.net = ZERO
        elif (before.voucher_type, before.voucher) != (line.voucher_type, line.voucher):
            text = _("Posting number {0} holds lines of {1} and of {2}")
            values = (line.posting_number, before.voucher, line.voucher)
            self._found("posting_mixed", text, values, line.number)
        if self.spec.balanced:
            plus, minus = (line.values[self.spec.positions[name]] for name in self.spec.balanced)
            self.net += cast(Decimal, plus) - cast(Decimal, minus)
        self.last = line

    def _end_voucher(self, line: ChainedLine | None) -> None:
        if line is not None and self.net != ZERO:
            text = _("{0} {1} does not balance in the ledger: debit less credit is {2}")
            values = (line.voucher_type, line.voucher, self.net)
            self._found("voucher_unbalanced", text, values, line.number)

    def _found(self, code: str, text: str, values: tuple[object, ...], line: int) -> None:
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(Finding(code, text, values, line))


def check_ledgers(progress: Progress | None = None) -> list[Finding]:
    """Return everything that is wrong with the connected site's ledgers; empty when sound.

    The first finding is the first broken line, if there is one. progress(done, total) is
    called now and then, in lines of one ledger.
    """
    specs = ledger_specs()
    findings: list[Finding] = []
    with ledger_snapshot() as snapshot:
        for spec in specs:
            findings += check_ledger(snapshot, spec, progress)
        findings += _check_vouchers(snapshot)
    findings += _check_triggers(specs)
    return findings[:FINDINGS_MAX]


def check_ledger(
    snapshot: LedgerSnapshot, spec: LedgerSpec, progress: Progress | None = None
) -> list[Finding]:
    """Return what is wrong with one ledger: its lines, head and balances."""
    head = snapshot.head(spec.name)
    if head is None:
        text = _("The ledger {0} has no head: it was never set up")
        return [Finding("head_missing", text, (spec.name,))]
    walk = _Walk(spec)
    lines = walk.lines(snapshot.lines(spec), head.last_line, progress)
    findings = list(check_chain(spec, lines))
    for _rest in lines:  # the chain stops at its first break; balances need every line
        pass
    findings += walk.findings
    findings += _check_head(head, walk.last)
    for one in walk.sums:
        findings += check_balances(one.table, snapshot.balances(one.table), one.sums)
    return findings


def _check_head(head: Head, last: ChainedLine | None) -> list[Finding]:
    stands = Head(last.number, last.posting_number, last.hash) if last else Head()
    if stands == head:
        return []
    text = _("The ledger's head stands at line {0}, the last line found is {1}")
    return [Finding("head_differs", text, (head.last_line, stands.last_line))]


def _check_vouchers(snapshot: LedgerSnapshot) -> list[Finding]:
    """Compare the posted documents of all voucher types with the ledger's postings, by number."""
    head = snapshot.head(GENERAL_LEDGER.name)
    if head is None:
        return []
    queries = {kind: of_kind.posted_query() for kind, of_kind in voucher_types().items()}
    expected = 1
    for number, kind, name, in_ledger, shown, debit in snapshot.posted_vouchers(
        GENERAL_LEDGER, queries
    ):
        if number != expected:
            text = _("Posting number {0} has no document: the next one is {1} of {2} {3}")
            return [Finding("voucher_missing", text, (expected, number, kind, name))]
        if in_ledger != number:
            text = _("{0} {1} has posting number {2}, its ledger lines have {3}")
            return [Finding("voucher_differs", text, (kind, name, number, in_ledger))]
        if shown is not None and shown != debit:
            text = _("{0} {1} shows a debit of {2}, its ledger lines have {3}")
            return [Finding("voucher_total_differs", text, (kind, name, shown, debit))]
        expected += 1
    if expected - 1 != head.last_posting:
        text = _("{0} documents are posted, the ledger counts {1}")
        return [Finding("voucher_count_differs", text, (expected - 1, head.last_posting))]
    return []


def _check_triggers(specs: list[LedgerSpec]) -> list[Finding]:
    text = _("The database's guard {0} is missing: run the installation's repair")
    return [Finding("trigger_missing", text, (name,)) for name in missing_triggers(specs)]
