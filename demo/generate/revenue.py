"""Money coming in: the treasury's transfers and what an entity collects, fees to taxes.

Owns both sides of a transfer: what the treasury books as paid is what the entity books as
received. Also the treasury's funding journal to every entity of the government.
"""

from datetime import date

from demo.generate.budgets import TREASURY_PROFILE, own_revenue, treasury_transfer
from demo.generate.entries import CAPITAL_FUND, GENERAL_FUND, Entry, spread
from demo.generate.government import DemoEntity
from demo.generate.plan import Month, Plan
from demo.generate.purchasing import parse_weights
from demo.generate.randomness import Weighted, stream
from demo.generate.wording import read_words
from erp_app.domain.dimensions import DimensionSet

BANK, COLLECTION_BANK, GATEWAY = "11102", "11104", "11107"
OPERATING_FUNDING, CAPITAL_FUNDING = "81101", "81102"
GRANTS_CURRENT, GRANTS_CAPITAL, TREASURY_ACCOUNT = "54101", "54102", "11101"
DAILY_FROM_SHARE = 0.3  # entities that live on their own revenue book it every day
CAPITAL = DimensionSet(fund=CAPITAL_FUND)


def function_of(entity: DemoEntity) -> str:
    """Return the function its postings carry: the COFOG group, such as 07.3."""
    return entity.cofog[:4]


def build_revenue(
    entity: DemoEntity,
    plan: Plan,
    month: Month,
    centres: list[str],
    government: list[DemoEntity],
) -> list[Entry]:
    """Return the month's transfer in, collections and, for the treasury, funding out."""
    if entity.profile.name == TREASURY_PROFILE:
        funding = _funding_entry(plan, month, centres[0], government)
        paid = -sum(line[1] for line in funding.lines if line[1] < 0)
        return [funding, *_collections(entity, plan, month, centres, paid)]
    return [
        *_transfer_entry(entity, plan, month, centres[0]),
        *_collections(entity, plan, month, centres, 0),
    ]


def transfer_day(month: Month) -> date:
    """Return the third workday of the month."""
    return month.workdays()[2]


def _transfer_entry(entity: DemoEntity, plan: Plan, month: Month, centre: str) -> list[Entry]:
    operating, capital = treasury_transfer(entity, plan, month)
    title = f"Budget funding {month.key} / تمويل الموازنة"
    entry = Entry(f"{month.key}-funding", transfer_day(month), title)
    text = f"Treasury transfer {month.key}"
    entry.debit(BANK, operating, text)
    entry.debit(BANK, capital, text, CAPITAL)
    entry.credit(OPERATING_FUNDING, operating, text, DimensionSet(centre, GENERAL_FUND))
    entry.credit(CAPITAL_FUNDING, capital, text, DimensionSet(centre, CAPITAL_FUND))
    return [entry] if entry.lines else []


def _funding_entry(plan: Plan, month: Month, centre: str, government: list[DemoEntity]) -> Entry:
    entry = Entry(
        f"{month.key}-funding-out",
        transfer_day(month),
        f"Funding of entities {month.key} / تمويل الجهات",
    )
    for entity in government:
        operating, capital = treasury_transfer(entity, plan, month)
        function = function_of(entity)
        text = f"Treasury transfer {month.key} to {entity.code} {entity.name_en}"
        general = DimensionSet(centre, GENERAL_FUND, "", "", function)
        entry.debit(GRANTS_CURRENT, operating, text, general)
        entry.debit(GRANTS_CAPITAL, capital, text, general)
    entry.credit(TREASURY_ACCOUNT, entry.balance, f"Funding of entities {month.key}")
    return entry


def _collections(
    entity: DemoEntity, plan: Plan, month: Month, centres: list[str], paid_out: int
) -> list[Entry]:
    """Return collection journals, daily or weekly; card payments through the gateway."""
    rng = stream(plan.seed, entity.code, "collections", month.key)
    total = own_revenue(entity, plan, month, paid_out)
    days = month.workdays()
    if entity.profile.own_revenue < DAILY_FROM_SHARE:
        days = days[4::5]
    weights = _revenue_weights(entity)
    entries = []
    for day, amount in zip(days, spread(total, [rng.uniform(0.6, 1.4) for _ in days]), strict=True):
        entry = Entry(f"{day}-collection", day, f"Collections {day:%d-%m-%Y} / تحصيلات اليوم")
        lines = min(len(weights.choices), 2 + rng.randint(0, 2))
        accounts = sorted({weights.draw(rng) for _ in range(lines)})
        for account, part in zip(
            accounts, spread(amount, [rng.uniform(0.4, 1.6) for _ in accounts]), strict=True
        ):
            centre = rng.choice(centres)
            text = f"Collections {day:%d-%m-%Y}, {rng.randint(3, 400)} receipts"
            entry.credit(account, part, text, DimensionSet(centre, GENERAL_FUND))
        cards = round(amount * rng.uniform(0.3, 0.7))
        bank = TREASURY_ACCOUNT if entity.profile.name == TREASURY_PROFILE else COLLECTION_BANK
        entry.debit(GATEWAY, cards, f"Card receipts {day:%d-%m-%Y}")
        entry.debit(bank, amount - cards, f"Cash and bank receipts {day:%d-%m-%Y}")
        entries.append(entry)
    return [*entries, _gateway_settlement(entity, month, entries)]


def _revenue_weights(entity: DemoEntity) -> Weighted[str]:
    content = read_words("spending")
    text = content["revenue_of"].get(entity.code) or content["revenue"][entity.profile.name]
    return parse_weights(text)


def _gateway_settlement(entity: DemoEntity, month: Month, collections: list[Entry]) -> Entry:
    """Return what the gateway pays out on the last workday; own revenue goes to operations."""
    cards = sum(line[1] for entry in collections for line in entry.lines if line[0] == GATEWAY)
    cash = sum(
        line[1] for entry in collections for line in entry.lines if line[0] == COLLECTION_BANK
    )
    day = month.workdays()[-1]
    entry = Entry(f"{month.key}-sweep", day, f"Collection accounts swept {month.key}")
    target = TREASURY_ACCOUNT if entity.profile.name == TREASURY_PROFILE else BANK
    entry.debit(target, cards + cash, f"Sweep of collection accounts {month.key}")
    entry.credit(GATEWAY, cards, f"Gateway settlement {month.key}")
    entry.credit(COLLECTION_BANK, cash, f"Sweep of collection accounts {month.key}")
    return entry
