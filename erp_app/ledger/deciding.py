"""Who posts a set, and whether that person may: roles, duties, limits, periods."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import frappe
from frappe.utils import getdate

from erp_app.domain.authority import Authority, require_authority
from erp_app.domain.entry import Entry
from erp_app.domain.periods import Period, find_period, require_open
from erp_app.ledger.vouchers import voucher_type
from erp_app.store.document_policy import load_approval_limits
from erp_app.store.periods import load_periods
from erp_app.store.policy_cache import remembered


def authority_of(user: str, is_decided: bool = False) -> Authority:
    """Return a user's authority with the roles held now. is_decided: see `Authority`."""
    return Authority(user, frozenset(frappe.get_roles(user)), is_decided)


def authorise(entries: Sequence[Entry], authority: Authority) -> None:
    """Refuse a set with an entry that the person may not approve.

    Raises:
        RuleError: a system account, a missing role, one's own entry, an amount above the limit.
    """
    if authority.is_decided:
        return
    limits, today = load_approval_limits(), getdate()
    ordered = sorted(entries, key=lambda entry: entry.voucher_type)
    for kind, members in groupby(ordered, key=lambda entry: entry.voucher_type):
        roles = voucher_type(kind).approver_roles()
        require_authority(list(members), authority, roles, limits, today)


def require_periods(entries: Sequence[Entry], authority: Authority) -> list[Period]:
    """Return the period of each entry; refuse one that is not open before anything is written.

    Raises:
        PeriodMissingError, PeriodClosedError.
    """
    found = find_periods(entries)
    for period in dict.fromkeys(found):
        require_open(period, authority.may_post_soft_closed)
    return found


def find_periods(entries: Sequence[Entry]) -> list[Period]:
    """Return the period of each entry, open or not.

    Raises:
        PeriodMissingError.
    """
    periods = _known_periods()
    wanted = [(entry.posting_date, entry.is_adjustment, entry.is_opening) for entry in entries]
    found = {one: find_period(periods, *one) for one in set(wanted)}
    return [found[one] for one in wanted]


def require_known_period(entry: Entry) -> None:
    """Refuse an entry on a day that no fiscal year holds; whether its period is open may change.

    Raises:
        PeriodMissingError.
    """
    find_period(_known_periods(), entry.posting_date, entry.is_adjustment, entry.is_opening)


def _known_periods() -> list[Period]:
    """Return the periods, at most a few seconds old: those posted to are judged once more, as
    they stand, when the ledger's head is locked."""
    return remembered("periods", load_periods)
