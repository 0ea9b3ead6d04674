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
from erp_app.domain.workflow import Step, Taker, require_taker

CLOSERS = frozenset({"Finance Manager"})
# What every approval asks, whatever the document: another person than those who prepared it.
_APPROVAL = Step("", "Approve", "", frozenset(), needs_other=True)


@dataclass(frozen=True, slots=True)
class Authority:
    """A person who decides, and the roles that count: the own ones, or those of a delegator.

    on_behalf_of: the delegator whose roles and limits count, "" for the own ones.
    is_decided: the decision was taken and judged before (an automatic reversal carries out what
    was approved with its original): then roles, duties and limits are not asked again.
    """

    user: str
    roles: frozenset[str]
    is_decided: bool = False
    on_behalf_of: str = ""

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
    taker = Taker(authority.user, authority.roles, authority.on_behalf_of)
    preparers = frozenset().union(*(entry.barred for entry in entries))
    require_taker(_APPROVAL, taker, approver_roles, preparers)
    largest = max(entry.total_debit for entry in entries)
    kind = entries[0].voucher_type
    require_within_limit(largest, limits, taker.rights_of, taker.roles, today, kind)
