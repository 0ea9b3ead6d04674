"""Approval limits: up to which amount a person may approve.

Owns the resolution of limits: a limit of the person beats those of the roles, one for the
document type beats one for all types, and of several equal ones the highest counts. Fails
closed: without any limit nothing may be approved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from erp_app.domain.findings import AuthorityError, RuleError, _
from erp_app.domain.money import shown
from erp_app.domain.validity import Validity


class ApprovalLimitError(AuthorityError):
    """The amount is beyond what the person may approve."""


class LimitRaisedError(RuleError):
    """Ending a limit would let somebody approve more."""


@dataclass(frozen=True, slots=True)
class ApprovalLimit(Validity):
    """One limit: for a user or a role (exactly one is filled).

    amount_max: what a document decides on (a journal's total debit), entity currency,
    inclusive. document_type: "" means every type.
    valid_from, valid_to: inclusive; None means open on that side.
    """

    amount_max: Decimal
    user: str = ""
    role: str = ""
    document_type: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def find_limit(
    limits: Iterable[ApprovalLimit],
    user: str,
    roles: Collection[str],
    day: date,
    document_type: str = "",
) -> Decimal | None:
    """Return the largest amount the user may approve on a day; None when no limit applies."""
    valid = [
        limit
        for limit in limits
        if limit.is_valid_on(day) and limit.document_type in ("", document_type)
    ]
    own = [limit for limit in valid if limit.user and limit.user == user]
    held = [limit for limit in valid if limit.role and limit.role in roles]
    for candidates in (own, held):
        special = [limit.amount_max for limit in candidates if limit.document_type]
        if found := special or [limit.amount_max for limit in candidates]:
            return max(found)
    return None


def require_within_limit(
    amount: Decimal,
    limits: Iterable[ApprovalLimit],
    user: str,
    roles: Collection[str],
    day: date,
    document_type: str = "",
) -> Decimal:
    """Return the limit that covers the amount.

    Raises:
        ApprovalLimitError: no limit applies to the user, or the amount is above it.
    """
    limit = find_limit(limits, user, roles, day, document_type)
    if limit is None:
        raise ApprovalLimitError(_("No approval limit is set for {0}: ask for one first"), user)
    if amount > limit:
        raise ApprovalLimitError(
            _("The amount {0} is above the approval limit of {1}"),
            shown(amount),
            shown(limit),
        )
    return limit


def require_no_gain(
    ended: ApprovalLimit,
    others: Collection[ApprovalLimit],
    roles: Collection[str],
    today: date,
    document_types: Collection[str],
) -> None:
    """Refuse to end a limit that keeps somebody below a larger one: that would give power.

    others: the limits without this one. roles: those of its user; those it is for otherwise.
    document_types: every type that it counts for.

    Raises:
        LimitRaisedError: what may be approved would grow.
    """
    day = max(today, ended.valid_from or today)
    for document_type in document_types:
        asked = (ended.user, roles, day, document_type)
        before, after = find_limit([*others, ended], *asked), find_limit(others, *asked)
        if before is not None and after is not None and after > before:
            text = _(
                "Without this limit up to {0} could be approved instead of {1}: another person"
                " confirms a new limit first"
            )
            raise LimitRaisedError(text, shown(after), shown(before))
