"""In whose name a set of entries is posted, and whether that person may.

Owns separation of duties and approval limits for everything that posts, one document or ten
thousand, whichever way they come. Fails closed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from erp_app.domain.approval import ApprovalLimit, require_within_limit
from erp_app.domain.entry import Entry
from erp_app.domain.findings import _
from erp_app.domain.workflow import (
    SYSTEM_USERS,
    RoleMissingError,
    SelfApprovalError,
    SystemUserError,
)

CLOSERS = frozenset({"Finance Manager"})


@dataclass(frozen=True, slots=True)
class Authority:
    """A person who decides, and the roles that person holds.

    is_decided: the decision was taken and judged before (an automatic reversal carries out what
    was approved with its original): then roles, duties and limits are not asked again.
    """

    user: str
    roles: frozenset[str]
    is_decided: bool = False

    @property
    def may_post_soft_closed(self) -> bool:
        """True for those who close the books."""
        return bool(CLOSERS.intersection(self.roles))


def require_authority(
    entries: Sequence[Entry],
    authority: Authority,
    approver_roles: Collection[str],
    limits: Iterable[ApprovalLimit],
    today: date,
) -> None:
    """Refuse a set that the person may not decide on: one entry is enough.

    Raises:
        SystemUserError, RoleMissingError, SelfApprovalError, ApprovalLimitError.
    """
    if authority.is_decided or not entries:
        return
    user = authority.user
    if user in SYSTEM_USERS:
        raise SystemUserError(_("{0} is a system account: a person has to decide this"), user)
    if not authority.roles.intersection(approver_roles):
        named = " / ".join(sorted(approver_roles))
        raise RoleMissingError(_("{0} needs the role {1}"), "Approve", named)
    for entry in entries:
        if user in entry.barred:
            raise SelfApprovalError(
                _("You prepared this journal: another person has to decide on it")
            )
    largest = max(entry.total_debit for entry in entries)
    require_within_limit(largest, limits, user, authority.roles, today)
