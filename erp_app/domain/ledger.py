"""Journals and ledger lines: what makes a journal postable, its lines, its reversal.

Owns the frozen shapes of a posting and the checks on a whole journal. Refuses to correct
anything: a wrong journal gets findings, a posted one gets a reversing journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from erp_app.domain.dimensions import (
    DIMENSION_LABELS,
    DIMENSIONS,
    NO_DIMENSIONS,
    DimensionRules,
    DimensionSet,
    check_dimensions,
)
from erp_app.domain.findings import Finding, RuleError, _
from erp_app.domain.money import ZERO, is_rounded, total

LINES_MIN = 2
AMOUNT_MAX = Decimal("999999999999.99")  # its columns hold twelve digits before the point


class ReversalReasonMissingError(RuleError):
    """A reversal needs a reason."""


class ReversalDateError(RuleError):
    """A reversal is dated on or after what it reverses."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a journal. Amounts in the entity's currency, zero or more, one side only."""

    account: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    dimensions: DimensionSet = NO_DIMENSIONS
    description: str = ""


@dataclass(frozen=True, slots=True)
class JournalDraft:
    """A journal before posting. reverses: the journal this one corrects, empty otherwise."""

    journal: str
    posting_date: date
    postings: tuple[Posting, ...]
    title: str = ""
    is_adjustment: bool = False
    idempotency_key: str = ""
    prepared_by: str = ""
    reverses: str = ""
    reason: str = ""

    @property
    def total_debit(self) -> Decimal:
        return total(posting.debit for posting in self.postings)

    @property
    def total_credit(self) -> Decimal:
        return total(posting.credit for posting in self.postings)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One immutable line of the ledger.

    number: gapless in the entity, from 1. posting_number: gapless per journal posted.
    line_number: 1-based position in the journal. posted_at: local time, microseconds, text.
    hash: sha256 over the previous line's hash and this line's content, 64 hex digits.
    """

    number: int
    posting_number: int
    journal: str
    line_number: int
    posting_date: date
    period: str
    account: str
    dimensions: DimensionSet
    debit: Decimal
    credit: Decimal
    description: str
    reverses: str
    posted_by: str
    posted_at: str
    hash: str = ""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the checks need to know of an account."""

    code: str
    is_group: bool = False
    is_enabled: bool = True
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Masters:
    """The master data a journal refers to, no more than it refers to.

    dimensions: dimension name -> {code: usable}, where usable is False for a group or a
    disabled record. A code that is absent does not exist.
    """

    accounts: Mapping[str, AccountFacts]
    dimensions: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    rules: DimensionRules = field(default_factory=DimensionRules)


def check_journal(draft: JournalDraft, masters: Masters, decimals: int = 2) -> list[Finding]:
    """Return everything wrong with a journal, line by line, then as a whole.

    An empty list means it may be posted as far as its content goes; period, approval and
    state are checked elsewhere.
    """
    findings: list[Finding] = []
    for number, posting in enumerate(draft.postings, 1):
        findings += _check_amounts(posting, number, decimals)
        findings += _check_account(posting, number, masters)
        findings += _check_known_dimensions(posting, number, masters)
    return findings + _check_whole(draft)


def _check_amounts(posting: Posting, line: int, decimals: int) -> list[Finding]:
    debit, credit = posting.debit, posting.credit
    if debit < 0 or credit < 0:
        text = _("An amount is negative: put it on the other side")
        return [Finding("amount_negative", text, (), line, "debit" if debit < 0 else "credit")]
    if debit and credit:
        text = _("Debit and credit are both filled: use one line for each")
        return [Finding("amount_both_sides", text, (), line, "credit")]
    if not debit and not credit:
        text = _("Neither debit nor credit is filled")
        return [Finding("amount_missing", text, (), line, "debit")]
    side = "debit" if debit else "credit"
    amount = debit or credit
    if amount > AMOUNT_MAX:
        text = _("The amount {0} is beyond the largest the ledger holds, {1}")
        return [Finding("amount_too_large", text, (amount, AMOUNT_MAX), line, side)]
    if not is_rounded(amount, decimals):
        text = _("The amount {0} has more than {1} decimals")
        return [Finding("amount_not_rounded", text, (amount, decimals), line, side)]
    return []


def _check_account(posting: Posting, line: int, masters: Masters) -> list[Finding]:
    facts = masters.accounts.get(posting.account)
    if not posting.account:
        return [Finding("account_missing", _("The account is missing"), (), line, "account")]
    if facts is None:
        text = _("Account {0} does not exist")
        return [Finding("account_unknown", text, (posting.account,), line, "account")]
    if facts.is_group:
        text = _("Account {0} is a group: post to one of its accounts")
        return [Finding("account_group", text, (posting.account,), line, "account")]
    if not facts.is_enabled:
        text = _("Account {0} is disabled")
        return [Finding("account_disabled", text, (posting.account,), line, "account")]
    needed = masters.rules.requirements(facts.code, facts.required)
    return check_dimensions(facts.code, posting.dimensions, needed, line) if needed else []


def _check_known_dimensions(posting: Posting, line: int, masters: Masters) -> list[Finding]:
    findings = []
    for dimension, value in zip(DIMENSIONS, posting.dimensions, strict=True):
        if not value:
            continue
        usable = masters.dimensions.get(dimension, {}).get(value)
        if usable:
            continue
        values = (DIMENSION_LABELS[dimension], value)
        if usable is None:
            text = _("{0} {1} does not exist")
            findings.append(Finding("dimension_unknown", text, values, line, dimension))
        else:
            text = _("{0} {1} is a group or disabled: choose another")
            findings.append(Finding("dimension_unusable", text, values, line, dimension))
    return findings


def _check_whole(draft: JournalDraft) -> list[Finding]:
    findings = []
    if len(draft.postings) < LINES_MIN:
        findings.append(Finding("lines_too_few", _("A journal needs at least two lines"), ()))
    debit, credit = draft.total_debit, draft.total_credit
    if (total := max(debit, credit)) > AMOUNT_MAX:
        text = _("The amount {0} is beyond the largest the ledger holds, {1}")
        findings.append(Finding("amount_too_large", text, (total, AMOUNT_MAX)))
    if debit != credit:
        text = _("The journal does not balance: debit {0}, credit {1}, difference {2}")
        values = (f"{debit:,.2f}", f"{credit:,.2f}", f"{abs(debit - credit):,.2f}")
        findings.append(Finding("unbalanced", text, values))
    if draft.reverses and not draft.reason.strip():
        findings.append(
            Finding("reason_missing", _("A reversal needs a reason"), (), None, "reason")
        )
    return findings


def reverse_journal(
    draft: JournalDraft, journal: str, posting_date: date, reason: str
) -> JournalDraft:
    """Return the journal that undoes `draft`: the same lines with the sides exchanged.

    Posting both leaves every balance of every dimension set where it was.

    Raises:
        ReversalReasonMissingError: the reason is blank.
        ReversalDateError: dated before the journal it reverses.
    """
    if not reason.strip():
        raise ReversalReasonMissingError(_("Give a reason for the reversal"))
    if posting_date < draft.posting_date:
        raise ReversalDateError(
            _("A reversal on {0} would come before its journal of {1}"),
            posting_date,
            draft.posting_date,
        )
    return JournalDraft(
        journal=journal,
        posting_date=posting_date,
        postings=tuple(
            replace(posting, debit=posting.credit, credit=posting.debit)
            for posting in draft.postings
        ),
        title=draft.title,
        is_adjustment=draft.is_adjustment,
        idempotency_key=f"reversal:{draft.journal}",
        prepared_by=draft.prepared_by,
        reverses=draft.journal,
        reason=reason.strip(),
    )


def build_lines(
    draft: JournalDraft,
    period: str,
    first_number: int,
    posting_number: int,
    posted_by: str,
    posted_at: str,
) -> list[LedgerLine]:
    """Return the ledger lines of a checked journal, numbered from first_number, not yet hashed."""
    return [
        LedgerLine(
            number=first_number + offset,
            posting_number=posting_number,
            journal=draft.journal,
            line_number=offset + 1,
            posting_date=draft.posting_date,
            period=period,
            account=posting.account,
            dimensions=posting.dimensions,
            debit=posting.debit,
            credit=posting.credit,
            description=posting.description,
            reverses=draft.reverses,
            posted_by=posted_by,
            posted_at=posted_at,
        )
        for offset, posting in enumerate(draft.postings)
    ]
