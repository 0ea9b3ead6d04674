"""How much money an entity has: what the treasury sends, what it collects, what it may spend.

Owns the yearly figures and how they fall over the months. Transfers follow from the government
file alone, so that the treasury's books and each entity's agree without knowing each other.
"""

from demo.generate.entries import FILS_PER_DIRHAM
from demo.generate.government import DemoEntity
from demo.generate.plan import Month, Plan
from demo.generate.randomness import stream

MILLION = 1_000_000 * FILS_PER_DIRHAM
THOUSAND = 1_000 * FILS_PER_DIRHAM
INFLATION_YEARLY = 0.025
TREASURY_PROFILE = "treasury"
CAPITAL_FUNDED_SHARE = 0.8  # of capital spending by transfers, the rest out of own revenue
NON_PAY_SHARE_MIN = 0.14


def month_share(entity: DemoEntity, month: Month, flatness: float) -> float:
    """Return the month's share of a year: between even (flatness 1) and the profile's season
    (0)."""
    season = entity.profile.season
    return flatness / 12 + (1 - flatness) * season[month.number - 1] / sum(season)


def price_level(plan: Plan, month: Month) -> float:
    """Return prices against those of the plan's last month."""
    years = (month.first - plan.until.replace(day=1)).days / 365.25
    return (1 + INFLATION_YEARLY) ** years


def yearly_budget(entity: DemoEntity, plan: Plan) -> int:
    """Return budget of a year at the plan's scale, in fils."""
    return round(entity.budget * plan.scale * MILLION)


def treasury_transfer(entity: DemoEntity, plan: Plan, month: Month) -> tuple[int, int]:
    """Return (operating, capital) money an entity gets from the treasury in a month, in fils.

    Whole thousands of dirhams; nothing for the treasury itself.
    """
    if entity.profile.name == TREASURY_PROFILE:
        return 0, 0
    year = yearly_budget(entity, plan) * (1 - entity.profile.own_revenue)
    share = month_share(entity, month, 0.45) * price_level(plan, month)
    capital = year * share * entity.profile.capital * CAPITAL_FUNDED_SHARE
    operating = year * share - capital
    return round(operating / THOUSAND) * THOUSAND, round(capital / THOUSAND) * THOUSAND


def own_revenue(entity: DemoEntity, plan: Plan, month: Month, transfers: int) -> int:
    """Return what an entity collects itself in a month, in fils.

    transfers: what the treasury pays out to others that month; it collects for all of them.
    """
    rng = stream(plan.seed, entity.code, "revenue level", month.key)
    if entity.profile.name == TREASURY_PROFILE:
        return round((transfers * 1.04 + yearly_budget(entity, plan) / 12) * rng.uniform(0.96, 1.1))
    year = yearly_budget(entity, plan) * entity.profile.own_revenue
    return round(year * month_share(entity, month, 0.7) * rng.uniform(0.93, 1.09))


def non_pay_spending(entity: DemoEntity, plan: Plan, month: Month, pay_yearly: int) -> int:
    """Return what goes to suppliers in a month, assets included, in fils."""
    rng = stream(plan.seed, entity.code, "spending level", month.key)
    budget = yearly_budget(entity, plan)
    year = max(budget * NON_PAY_SHARE_MIN, budget - pay_yearly) * 0.985
    share = month_share(entity, month, 0.0) * price_level(plan, month)
    return round(year * share * rng.uniform(0.94, 1.06))
