"""A set of vouchers judged against the budget, with what lets one of them through.

Owns the order: everything is judged as if nothing were let through, and only when that refuses are
overrides read, under a lock; who needs none leaves none used. Refuses what is not let through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from erp_app.budget.refusing import describe_overridden, describe_overrun
from erp_app.domain.budget.control import Level
from erp_app.domain.budget.funds import FundsByPeriod, find_overruns
from erp_app.domain.budget.overrides import Claim, Voucher, find_refused, find_takers
from erp_app.domain.findings import RuleError
from erp_app.ledger.posting import moment
from erp_app.store import budget_overrides, currency


@dataclass(frozen=True, slots=True)
class Judgement:
    """What people are told, and voucher -> override of those that were let through by one."""

    notices: list[RuleError] = field(default_factory=list)
    overrides: dict[Voucher, str] = field(default_factory=dict)


def judge(claims: Sequence[Claim], funds: Mapping[str, FundsByPeriod]) -> Judgement:
    """Compare what vouchers claim with what there is. funds: as they stand under the lock.

    Raises:
        BudgetExceededError: the first overrun of an absolute rule that nothing lets through.
    """
    decimals = currency.decimals()
    overruns = find_overruns([claim.demand for claim in claims], funds, decimals)
    refused = [one for one in overruns if one.rule.level is Level.ABSOLUTE]
    notices = [describe_overrun(one) for one in overruns if one not in refused]
    if not refused:
        # What one gives back may stand for another: nobody is let through who would not pass.
        return Judgement(notices)
    takers = {voucher for one in refused for voucher in find_takers(claims, one)}
    overrides = budget_overrides.lock_overrides(takers)
    if still := find_refused(claims, funds, overrides, decimals):
        raise describe_overrun(still)
    used = {
        voucher: name
        for one in refused
        for voucher in find_takers(claims, one)
        if (name := overrides.get(voucher))
    }
    budget_overrides.note_use(used.values(), moment())
    names = ", ".join(sorted(used.values()))
    return Judgement([*notices, *(describe_overridden(one, names) for one in refused)], used)
