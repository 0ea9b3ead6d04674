"""Budget groups: a tree over accounts, in whose words a budget is given.

Owns which accounts a group holds. A leaf holds the accounts below a node of the chart, or a
range of codes; a group above holds what its leaves hold. Refuses two leaves that hold the same
account: its money would come from two places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from erp_app.domain.findings import RuleError, _


class GroupsOverlapError(RuleError):
    """Two budget groups hold the same account."""


@dataclass(frozen=True, slots=True)
class BudgetGroup:
    """One group. parent: the group above, "" at the top. account_from, account_to: a range of
    codes with as many digits, both ends included; accounts: those below the node that it names."""

    code: str
    parent: str = ""
    account_from: str = ""
    account_to: str = ""
    accounts: frozenset[str] = frozenset()

    def holds(self, account: str) -> bool:
        """Tell whether the group itself names the account, not through a group below it."""
        if account in self.accounts:
            return True
        if not self.account_from or len(account) != len(self.account_from):
            return False
        return self.account_from <= account <= self.account_to


def path_of(code: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """Return a node and all above it in a tree, itself first; empty for an empty code.

    parents: node -> parent, "" at the top. A node that is not in the tree stands alone.
    """
    path: list[str] = []
    while code and code not in path:
        path.append(code)
        code = parents.get(code, "")
    return tuple(path)


@dataclass(slots=True)
class GroupTree:
    """All groups of an entity. Paths of accounts are worked out once and remembered."""

    groups: tuple[BudgetGroup, ...] = ()
    _paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _parents: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._parents = {group.code: group.parent for group in self.groups}

    def above(self, code: str) -> tuple[str, ...]:
        """Return a group and all above it, itself first."""
        return path_of(code, self._parents)

    def path_of(self, account: str) -> tuple[str, ...]:
        """Return the groups that hold an account, the narrowest first; empty when none does."""
        found = self._paths.get(account)
        if found is None:
            holders = sorted(group.code for group in self.groups if group.holds(account))
            found = path_of(holders[0], self._parents) if holders else ()
            self._paths[account] = found
        return found


def require_apart(group: BudgetGroup, others: Iterable[BudgetGroup]) -> None:
    """Refuse a group that holds an account of another one.

    Raises:
        GroupsOverlapError: names the other group and the first account that both hold.
    """
    for other in others:
        if other.code == group.code:
            continue
        if shared := min(_shared(group, other), default=""):
            text = _("Account {0} is in the budget group {1} already: an account is in one group")
            raise GroupsOverlapError(text, shared, other.code)


def _shared(one: BudgetGroup, other: BudgetGroup) -> Iterator[str]:
    """Yield accounts that two groups hold, of two ranges the first code."""
    yield from (account for account in one.accounts if other.holds(account))
    yield from (account for account in other.accounts if one.holds(account))
    if one.account_from and len(one.account_from) == len(other.account_from):
        first = max(one.account_from, other.account_from)
        if first <= min(one.account_to, other.account_to):
            yield first
