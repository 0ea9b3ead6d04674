"""A second factor beside the password: who needs one, how fresh a proof must be, what codes are.

Owns the reading of the rules and of what people type. Fails closed: a proof nobody has noted, or
one from the future, is none. Knows neither secrets nor sessions.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from erp_app.domain.findings import RuleError, _
from erp_app.domain.validity import Validity

# What a rule may ask a proof for beside the steps of a workflow: that a document is written.
CHANGE = _("Change")

# Whom an installation that is switched on asks for a second factor, before any row does.
ROLES_IN_NEED = (
    "Finance Manager", "Budget Controller", "Purchasing Manager", "HR Manager",
    "Entity Administrator", "Centre Operator", "Supplier Approver",
)  # fmt: skip

STEP_SECONDS = 30  # Source: RFC 6238, as the applications on telephones count
DRIFT_STEPS = 1  # a clock that is half a minute off still signs in
CODE_LENGTH = 6
RECOVERY_CODES = 10
RECOVERY_CODE_LENGTH = 12
RECOVERY_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
GROUP_LENGTH = 4
WRONG_CODES_MAX = 5
LOCK_MINUTES, LOCK_MINUTES_MAX = 15, 240
MINUTES_MAX = 24 * 60


class Standing(StrEnum):
    """What a session may do: everything of its roles, or only enrol, or only prove."""

    WHOLE = "whole"
    MUST_ENROL = "enrol"
    MUST_PROVE = "prove"


class SecondFactorRuleError(RuleError):
    """A rule says what it cannot."""


@dataclass(frozen=True, slots=True)
class Rule(Validity):
    """One row: holders of a role need a second factor, or an action needs a fresh proof.

    document_type and action: a step of the document's workflow, or CHANGE. field: of a change, ""
    for any. amount_from: entity currency, inclusive; 0 for any amount. minutes: how old the proof
    may be; 0 when the one of the sign-in is enough. Days are inclusive, None is open.
    """

    role: str = ""
    document_type: str = ""
    action: str = ""
    field: str = ""
    amount_from: Decimal = Decimal(0)
    minutes: int = 0
    valid_from: date | None = None
    valid_to: date | None = None


def standing_of(is_enrolled: bool, is_needed: bool, proven_at: int | None) -> Standing:
    """Return what a session may do. proven_at: when it proved the factor, in seconds of the epoch.

    >>> standing_of(False, True, None), standing_of(True, False, None)
    (<Standing.MUST_ENROL: 'enrol'>, <Standing.MUST_PROVE: 'prove'>)
    """
    if is_enrolled:
        return Standing.WHOLE if proven_at else Standing.MUST_PROVE
    return Standing.MUST_ENROL if is_needed else Standing.WHOLE


def is_needed(rules: Iterable[Rule], roles: Collection[str], day: date) -> bool:
    """Return True when a rule of the day asks holders of one of the roles for a second factor."""
    return any(rule.role in roles for rule in rules if rule.role and rule.is_valid_on(day))


def rules_for(rules: Iterable[Rule], document_type: str, action: str, day: date) -> list[Rule]:
    """Return the rules of a day that ask a proof for this action, whatever the amount."""
    return [
        rule
        for rule in rules
        if rule.document_type == document_type and rule.action == action and rule.is_valid_on(day)
    ]


def find_stale(
    rules: Iterable[Rule], amount: Decimal, proven_at: int | None, now: float
) -> Rule | None:
    """Return the strictest rule that a proof does not satisfy, None when it satisfies them all."""
    asked = [rule for rule in rules if amount >= rule.amount_from]
    stale = [rule for rule in asked if not is_fresh(rule.minutes, proven_at, now)]
    return min(stale, key=lambda rule: rule.minutes or MINUTES_MAX, default=None)


def is_fresh(minutes: int, proven_at: int | None, now: float) -> bool:
    """Return True when a proof is at most so many minutes old. minutes: 0 for any age.

    >>> is_fresh(5, 1000, 1000 + 5 * 60), is_fresh(5, 1000, 1001 + 5 * 60), is_fresh(0, None, 0)
    (True, False, False)
    """
    if not proven_at:
        return False
    return not minutes or 0 <= now - proven_at <= minutes * 60


def require_sound(rule: Rule, actions: Collection[str]) -> None:
    """Refuse a rule that is about nothing, or about two things. actions: of its document type.

    Raises: SecondFactorRuleError.
    """
    if bool(rule.role) == bool(rule.document_type):
        raise SecondFactorRuleError(_("Fill in either a role or a document type"))
    if rule.role and (rule.action or rule.field or rule.amount_from or rule.minutes):
        raise SecondFactorRuleError(_("A rule of a role says nothing else"))
    if rule.document_type and rule.action not in actions:
        raise SecondFactorRuleError(_("The steps are {0}"), ", ".join(actions))
    if rule.field and rule.action != CHANGE:
        raise SecondFactorRuleError(_("A field belongs to the action {0}"), CHANGE)
    if rule.amount_from and rule.action == CHANGE:
        raise SecondFactorRuleError(_("An amount belongs to a step"))
    if rule.amount_from < 0 or not 0 <= rule.minutes <= MINUTES_MAX:
        text = _("The amount is not negative, the minutes are at most {0}")
        raise SecondFactorRuleError(text, MINUTES_MAX)


def normalise_code(text: str) -> str:
    """Return what was typed as codes are stored: no separators, capitals, digits of any script.

    >>> normalise_code("١٢٣ ٤٥٦"), normalise_code(" abcd-efgh-jkmn ")
    ('123456', 'ABCDEFGHJKMN')
    """
    kept = (letter for letter in text if not letter.isspace() and letter not in "-–_.")
    return "".join(str(unicodedata.digit(letter, letter)) for letter in kept).upper()


def is_recovery_code(code: str) -> bool:
    """Return True for a normalised text that has the form of a recovery code."""
    return len(code) == RECOVERY_CODE_LENGTH and set(code) <= set(RECOVERY_ALPHABET)


def make_recovery_code(choose: Callable[[str], str]) -> str:
    """Return a new code of 60 bits, normalised. choose: picks one letter by chance."""
    return "".join(choose(RECOVERY_ALPHABET) for _place in range(RECOVERY_CODE_LENGTH))


def in_groups(text: str, mark: str = " ") -> str:
    """Return a text in groups of four, to be read and typed by a person.

    >>> in_groups("ABCDEFGHJK", "-")
    'ABCD-EFGH-JK'
    """
    return mark.join(text[at : at + GROUP_LENGTH] for at in range(0, len(text), GROUP_LENGTH))


def find_time_step(
    code: str, code_of: Callable[[int], str], now: float, last_step: int
) -> int | None:
    """Return the time step whose code this is; None for a wrong one, and for one that was used.

    code_of: the code of a time step. last_step: the latest step of which a code was used.
    """
    here = int(now) // STEP_SECONDS
    found = None
    for step in range(here - DRIFT_STEPS, here + DRIFT_STEPS + 1):
        # All are compared, so that the time taken says nothing.
        is_same = hmac.compare_digest(code_of(step).encode(), code.encode())
        if is_same and step > last_step:
            found = step
    return found


def lock_until(wrong_codes: int, now: datetime) -> datetime | None:
    """Return until when so many wrong codes in a row close the door; None while they do not.

    Every fifth one does, for twice as long as before: a quarter of an hour up to four hours.

    >>> noon = datetime(2026, 1, 1, 12)
    >>> [str(lock_until(n, noon)) for n in (4, 5, 10, 500)]
    ['None', '2026-01-01 12:15:00', '2026-01-01 12:30:00', '2026-01-01 16:00:00']
    """
    rounds, rest = divmod(wrong_codes, WRONG_CODES_MAX)
    if rest or not rounds:
        return None
    return now + timedelta(minutes=min(LOCK_MINUTES << min(rounds - 1, 8), LOCK_MINUTES_MAX))
