"""What an entity owns and owes when its books open, and what wears off each month."""

from dataclasses import dataclass

from demo.generate.budgets import TREASURY_PROFILE, yearly_budget
from demo.generate.entries import GENERAL_FUND, Entry
from demo.generate.government import DemoEntity
from demo.generate.plan import Month, Plan
from demo.generate.purchasing import PAYABLE, Invoice
from demo.generate.randomness import stream
from demo.generate.wording import read_words
from erp_app.domain.dimensions import DimensionSet

BANK, TREASURY_ACCOUNT, STOCK, DEPOSITS = "11102", "11101", "11601", "21401"
END_OF_SERVICE, CONTRIBUTED, SURPLUS = "22101", "31101", "31201"
MONTHS_OF_CASH = 2.5
GRANT_MONTHS = 3  # the treasury holds this many months of everybody's funding


@dataclass(frozen=True, slots=True)
class AssetClass:
    """cost and worn: fils; monthly: depreciation of a month in fils."""

    name: str
    cost_account: str
    worn_account: str
    expense_account: str
    cost: int
    worn: int
    monthly: int


def load_assets(entity: DemoEntity, plan: Plan) -> list[AssetClass]:
    """Return the entity's classes of assets at the start of the books."""
    content = read_words("spending")
    rng = stream(plan.seed, entity.code, "assets")
    mix = content["asset_mix"].get(entity.profile.name) or content["asset_mix"]["default"]
    total = yearly_budget(entity, plan) * (0.6 + 6 * entity.profile.capital)
    classes = []
    for name, weight in mix.items():
        terms = content["assets"][name]
        cost = round(total * weight / sum(mix.values()) * rng.uniform(0.85, 1.15))
        classes.append(
            AssetClass(
                name,
                terms["cost"],
                terms["depreciation"],
                terms["expense"],
                cost,
                round(cost * rng.uniform(0.25, 0.5)),
                cost // (terms["years"] * 12),
            )
        )
    return classes


def build_opening(
    entity: DemoEntity,
    plan: Plan,
    pay_yearly: int,
    funding_yearly: int,
    unpaid: list[Invoice],
) -> Entry:
    """Return opening balances on the first day of the books.

    funding_yearly: what the treasury pays out to others in a year; 0 for everybody else.
    unpaid: invoices of earlier months, paid later, one line for each supplier.
    """
    rng = stream(plan.seed, entity.code, "opening")
    day, label = plan.start, f"Opening balance {plan.start:%d-%m-%Y}"
    entry = Entry(f"{day}-opening", day, f"{label} / الأرصدة الافتتاحية")
    budget = yearly_budget(entity, plan)
    bank = TREASURY_ACCOUNT if entity.profile.name == TREASURY_PROFILE else BANK
    cash = (budget * MONTHS_OF_CASH + funding_yearly * GRANT_MONTHS) / 12
    entry.debit(BANK, round(budget * MONTHS_OF_CASH / 12), label)
    if bank != BANK:
        entry.debit(bank, round(cash) - round(budget * MONTHS_OF_CASH / 12), label)
    entry.debit(STOCK, round(budget * rng.uniform(0.002, 0.006)), label)
    cost = 0
    for asset in load_assets(entity, plan):
        entry.debit(asset.cost_account, asset.cost, f"{label}, {asset.name} at cost")
        entry.credit(asset.worn_account, asset.worn, f"{label}, {asset.name} depreciation")
        cost += asset.cost
    by_supplier: dict[str, int] = {}
    for invoice in unpaid:
        text = f"{label}, {invoice.supplier.number} {invoice.supplier.name.en}"
        by_supplier[text] = by_supplier.get(text, 0) + invoice.payable
    for text in sorted(by_supplier):
        entry.credit(PAYABLE, by_supplier[text], text)
    entry.credit(END_OF_SERVICE, round(pay_yearly * rng.uniform(0.10, 0.2)), label)
    entry.credit(DEPOSITS, round(budget * rng.uniform(0.003, 0.01)), label)
    entry.credit(CONTRIBUTED, round(cost * 0.5), label)
    entry.credit(SURPLUS, entry.balance, label)
    return entry


def build_depreciation(
    entity: DemoEntity, plan: Plan, month: Month, centre: str, function: str
) -> Entry:
    """Return the month's wear, one debit and one credit per class."""
    dimensions = DimensionSet(centre, GENERAL_FUND, "", "", function)
    entry = Entry(
        f"{month.key}-depreciation",
        month.workdays()[-1],
        f"Depreciation {month.key} / استهلاك الأصول",
    )
    for asset in load_assets(entity, plan):
        text = f"Depreciation {month.key}, {asset.name}"
        entry.debit(asset.expense_account, asset.monthly, text, dimensions)
        entry.credit(asset.worn_account, asset.monthly, text)
    return entry
