"""Approval limits: up to which amount a person may approve.

Owns the resolution of limits: a limit of the person beats those of the roles, and of
several role limits the highest counts. Fails closed: without any limit nothing may be
approved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from erp_app.domain.findings import RuleError, _


class ApprovalLimitError(RuleError):
    """The amount is beyond what the person may approve."""


@dataclass(frozen=True, slots=True)
class ApprovalLimit:
    """One limit: for a user or a role (exactly one is filled).

    amount_max: total debit of a journal, entity currency, inclusive.
    valid_from, valid_to: inclusive; None means open on that side.
    """

    amount_max: Decimal
    user: str = ""
    role: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def find_limit(
    limits: Iterable[ApprovalLimit], user: str, roles: Collection[str], day: date
) -> Decimal | None:
    """Return the largest amount the user may approve on a day; None when no limit applies."""
    valid = [limit for limit in limits if limit.is_valid_on(day)]
    own = [limit.amount_max for limit in valid if limit.user and limit.user == user]
    if own:
        return max(own)
    by_role = [limit.amount_max for limit in valid if limit.role and limit.role in roles]
    return max(by_role, default=None)


def require_within_limit(
    amount: Decimal,
    limits: Iterable[ApprovalLimit],
    user: str,
    roles: Collection[str],
    day: date,
) -> Decimal:
    """Return the limit that covers the amount.

    Raises:
        ApprovalLimitError: no limit applies to the user, or the amount is above it.
    """
    limit = find_limit(limits, user, roles, day)
    if limit is None:
        raise ApprovalLimitError(_("No approval limit is set for {0}: ask for one first"), user)
    if amount > limit:
        raise ApprovalLimitError(
            _("The amount {0} is above your approval limit of {1}"),
            f"{amount:,.2f}",
            f"{limit:,.2f}",
        )
    return limit
