"""Overrides: which vouchers of a set may take more than is left, and which of them had to.

Owns the judgement of a set in which some vouchers are let through. What is not let through has to
find its money as if the others were not there, and gets nothing of what they give back: an override
is for one document. Refuses nothing itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from erp_app.domain.budget.control import Level
from erp_app.domain.budget.funds import Demand, FundsByPeriod, Overrun, find_overruns

# Type and name of a document.
Voucher = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a voucher demands."""

    voucher: Voucher
    demand: Demand


def find_refused(
    claims: Sequence[Claim],
    funds: Mapping[str, FundsByPeriod],
    overridden: Collection[Voucher] = (),
    decimals: int = 2,
) -> Overrun | None:
    """Return the first overrun of an absolute rule by what is not overridden, None without one."""
    demands = [claim.demand for claim in claims if claim.voucher not in overridden]
    found = find_overruns(demands, funds, decimals)
    return next((one for one in found if one.rule.level is Level.ABSOLUTE), None)


def find_takers(claims: Sequence[Claim], overrun: Overrun) -> list[Voucher]:
    """Return the vouchers that take of the line that is overrun, each once, in their order."""
    return list(
        dict.fromkeys(
            claim.voucher
            for claim in claims
            if claim.demand.line == overrun.line and claim.demand.amount > 0
        )
    )
