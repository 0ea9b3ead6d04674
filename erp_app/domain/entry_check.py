"""What must be true of an entry, and what the rules imply where it says nothing.

Owns the checks on a whole entry and the dimensions that a line takes over. Every way to the
ledger goes through both, so that the same input gives the same lines. Refuses to guess: only
a dimension that a rule demands is filled, from the cost centre or the entity's settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from erp_app.domain.dimensions import (
    DIMENSION_LABELS,
    DIMENSIONS,
    DimensionRules,
    check_dimensions,
)
from erp_app.domain.entry import Entry, Posting
from erp_app.domain.findings import Finding, _
from erp_app.domain.money import AMOUNT_MAX, is_rounded, shown
from erp_app.domain.text import clean_line

LINES_MIN = 2
TEXT_LENGTH_MAX = 140  # of a title and of a description

# Findings that stop even a draft: what could not be stored or would mislead.
DRAFT_BLOCKERS = frozenset(
    {
        "account_unknown",
        "dimension_unknown",
        "account_missing",
        "amount_negative",
        "amount_both_sides",
        "amount_not_rounded",
        "amount_too_large",
        "text_too_long",
    }
)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the checks need to know of an account."""

    code: str
    is_group: bool = False
    is_enabled: bool = True
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Masters:
    """The master data that entries refer to, no more than they refer to.

    dimensions: dimension name -> {code: usable}, where usable is False for a group or a
    disabled record. A code that is absent does not exist. functions: cost centre -> the COFOG
    function that its lines take over. default_fund, default_function: of the entity.
    decimals: of its currency.
    """

    accounts: Mapping[str, AccountFacts]
    dimensions: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    rules: DimensionRules = field(default_factory=DimensionRules)
    functions: Mapping[str, str] = field(default_factory=dict)
    default_fund: str = ""
    default_function: str = ""
    decimals: int = 2


def fill_entry(entry: Entry, masters: Masters) -> Entry:
    """Return the entry with clean texts and the fund and function that its lines imply."""
    postings = tuple(_fill_posting(posting, masters) for posting in entry.postings)
    title = clean_line(entry.title)
    if postings == entry.postings and title == entry.title:
        return entry
    return replace(entry, postings=postings, title=title)


def _fill_posting(posting: Posting, masters: Masters) -> Posting:
    description = clean_line(posting.description)
    dimensions = posting.dimensions
    if facts := masters.accounts.get(posting.account):
        needed = masters.rules.requirements(facts.code, facts.required)
        if "fund" in needed and not dimensions.fund:
            dimensions = dimensions._replace(fund=masters.default_fund)
        if "function" in needed and not dimensions.function:
            of_centre = masters.functions.get(dimensions.cost_centre)
            dimensions = dimensions._replace(function=of_centre or masters.default_function)
    if dimensions is posting.dimensions and description == posting.description:
        return posting
    return replace(posting, dimensions=dimensions, description=description)


def check_entry(entry: Entry, masters: Masters) -> list[Finding]:
    """Return everything wrong with an entry, line by line, then as a whole.

    An empty list means it may be posted as far as its content goes; period, authority and
    the document's own state are checked elsewhere.
    """
    findings: list[Finding] = []
    for number, posting in enumerate(entry.postings, 1):
        findings += _check_amounts(posting, number, masters.decimals)
        findings += _check_account(posting, number, masters)
        findings += _check_known_dimensions(posting, number, masters)
        findings += _check_text(posting.description, number, "description")
    return findings + check_whole(entry)


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
    return _check_size(debit or credit, line, side, decimals)


def _check_size(amount: Decimal, line: int, side: str, decimals: int) -> list[Finding]:
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


def _check_text(text: str, line: int | None, name: str) -> list[Finding]:
    if len(text) <= TEXT_LENGTH_MAX:
        return []
    return [
        Finding("text_too_long", _("Longer than {0} characters"), (TEXT_LENGTH_MAX,), line, name)
    ]


def check_whole(entry: Entry) -> list[Finding]:
    """Return what is wrong with an entry beside its single lines."""
    findings = _check_text(entry.title, None, "title")
    if len(entry.postings) < LINES_MIN:
        findings.append(Finding("lines_too_few", _("At least two lines are needed"), ()))
    debit, credit = entry.total_debit, entry.total_credit
    if (largest := max(debit, credit)) > AMOUNT_MAX:
        text = _("The amount {0} is beyond the largest the ledger holds, {1}")
        findings.append(Finding("amount_too_large", text, (largest, AMOUNT_MAX)))
    if debit != credit:
        text = _("The entry does not balance: debit {0}, credit {1}, difference {2}")
        values = (shown(debit), shown(credit), shown(abs(debit - credit)))
        findings.append(Finding("unbalanced", text, values))
    if entry.reverses and not entry.reason.strip():
        text = _("A reversal needs a reason")
        findings.append(Finding("reason_missing", text, (), None, "reason"))
    return findings
