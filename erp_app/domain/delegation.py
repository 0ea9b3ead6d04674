"""Delegation: an approver names who decides in the own place for a span of days.

Owns what a delegation may be and when it counts. Refuses chains: rights that were handed over
cannot be handed on, so a delegate has the delegator's own rights and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from erp_app.domain.findings import RuleError, _
from erp_app.domain.validity import Validity
from erp_app.domain.workflow import SYSTEM_USERS

# Longer absences are an appointment's business, not a substitute's.
DAYS_MAX = 92


class DelegationInvalidError(RuleError):
    """The delegation is not one that may be made."""


@dataclass(frozen=True, slots=True)
class Delegation(Validity):
    """One substitution. document_type "" means every type; both days count."""

    delegator: str
    delegate: str
    valid_from: date
    valid_to: date
    document_type: str = ""
    name: str = ""

    def covers(self, document_type: str) -> bool:
        return not self.document_type or self.document_type == document_type

    def meets(self, other: Delegation) -> bool:
        """Return True when both count on some day for some document type."""
        share_type = self.covers(other.document_type) or other.covers(self.document_type)
        return share_type and self.shares_days_with(other)


def delegators_of(
    delegations: Iterable[Delegation], delegate: str, document_type: str, day: date
) -> list[str]:
    """Return in whose place a person decides on a day, in order of name."""
    return sorted(
        {
            found.delegator
            for found in delegations
            if found.delegate == delegate and found.covers(document_type) and found.is_valid_on(day)
        }
    )


def require_sound(wanted: Delegation, others: Iterable[Delegation], today: date) -> None:
    """Refuse a delegation to oneself, in the past, too long, or one that makes a chain.

    others: the delegations in force or to come, without this one.

    Raises:
        DelegationInvalidError: says which.
    """
    if wanted.delegate == wanted.delegator:
        raise DelegationInvalidError(_("You cannot be your own substitute"))
    if SYSTEM_USERS & {wanted.delegate, wanted.delegator}:
        raise DelegationInvalidError(_("A system account has no substitute and is nobody's"))
    if wanted.ends_before(wanted.valid_from):
        raise DelegationInvalidError(_("The last day is before the first day"))
    if wanted.valid_from < today:
        raise DelegationInvalidError(_("A substitution begins today or later, never in the past"))
    if (wanted.valid_to - wanted.valid_from).days >= DAYS_MAX:
        raise DelegationInvalidError(_("A substitution lasts at most {0} days"), DAYS_MAX)
    _require_no_chain(wanted, others)


def _require_no_chain(wanted: Delegation, others: Iterable[Delegation]) -> None:
    for other in others:
        if not wanted.meets(other):
            continue
        if other.delegate == wanted.delegator:
            raise DelegationInvalidError(
                _("You stand in for {0} in these days: what was handed to you cannot be handed on"),
                other.delegator,
            )
        if other.delegator == wanted.delegate:
            raise DelegationInvalidError(
                _("{0} has a substitute in these days: name somebody who is there"),
                wanted.delegate,
            )
