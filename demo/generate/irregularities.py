"""Faults planted on purpose, and the list of them: what analytics should find, tests prove.

Owns which entity has which faults, from the seed alone. Every fault is booked by rules that a
careless or dishonest clerk could keep: each journal balances and passes the checks of the ledger.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from demo.generate.entries import FILS_PER_DIRHAM, GENERAL_FUND, Entry
from demo.generate.government import DemoEntity
from demo.generate.payroll import monthly_salary
from demo.generate.people import IdentityNumbers, Person, Workforce, draw_iban
from demo.generate.plan import Month, Plan
from demo.generate.purchasing import Invoice, Purchasing, payment_run_after
from demo.generate.randomness import stream
from demo.generate.suppliers import Supplier
from demo.generate.wording import Words
from erp_app.domain.dimensions import DimensionSet

DIRECT_PURCHASE_LIMIT = 50_000 * FILS_PER_DIRHAM  # synthetic: above it three offers are needed
KINDS = (
    "duplicate_invoice",
    "split_purchase",
    "round_amounts",
    "weekend_posting",
    "supplier_is_employee",
    "ghost_employee",
    "paid_after_leaving",
    "stale_suspense",
)
DUAL_EMPLOYMENT = "dual_employment"
FAULTS_BY_SIZE = {"Small": 2, "Medium": 4, "Large": len(KINDS)}
REPEATS_BY_SIZE = {"Small": 1, "Medium": 1, "Large": 2}
DUAL_PAIRS = 3
SUSPENSE, BANK = "11902", "11102"


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One planted fault.

    keys: idempotency keys of its journals without the run's prefix; people: identity numbers;
    fils: the money at stake.
    """

    kind: str
    entity: str
    note: str
    keys: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    fils: int = 0


@dataclass(slots=True)
class Planted:
    """What planting changes: invoices and journals besides, and the list."""

    invoices: dict[str, list[Invoice]] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    found: list[Irregularity] = field(default_factory=list)

    def add_invoice(self, invoice: Invoice) -> None:
        self.invoices.setdefault(f"{invoice.day:%Y-%m}", []).append(invoice)

    def add_entry(self, entry: Entry) -> None:
        self.entries.setdefault(f"{entry.day:%Y-%m}", []).append(entry)


def choose_kinds(entity: DemoEntity, plan: Plan) -> list[str]:
    """Return the faults of an entity, in the order of KINDS; large entities have all of them."""
    rng = stream(plan.seed, entity.code, "irregularities")
    chosen = rng.sample(KINDS, FAULTS_BY_SIZE[entity.size])
    return [kind for kind in KINDS if kind in chosen]


def plant_in_workforce(
    entity: DemoEntity, plan: Plan, workforce: Workforce, entity_codes: list[str]
) -> tuple[Workforce, list[Irregularity]]:
    """Return ghost employees and people on the payroll of two entities."""
    people, found = list(workforce.people), []
    if "ghost_employee" in choose_kinds(entity, plan):
        found += _plant_ghost(entity, plan, people)
    found += _plant_dual_employment(entity, plan, people, entity_codes)
    return Workforce(workforce.organisation, tuple(people)), found


def _plant_ghost(entity: DemoEntity, plan: Plan, people: list[Person]) -> list[Irregularity]:
    """Return the fault of a colleague of a low grade paid to a superior's account."""
    rng = stream(plan.seed, entity.code, "ghost")
    staff = [person for person in people if person.left_on is None]
    superior = rng.choice([person for person in staff if person.grade >= 9] or staff[:1])
    ghosts = [p for p in staff if p.grade <= 8 and p.serial != superior.serial] or staff[-1:]
    ghost = rng.choice(ghosts)
    people[ghost.serial] = replace(ghost, iban=superior.iban)
    note = "Two employees are paid to one account: the lower grade may not exist"
    numbers = (ghost.identity_number, superior.identity_number)
    return [
        Irregularity("ghost_employee", entity.code, note, (), numbers, monthly_salary(ghost) * 12)
    ]


def _plant_dual_employment(
    entity: DemoEntity, plan: Plan, people: list[Person], entity_codes: list[str]
) -> list[Irregularity]:
    """Return the same person, by identity number and account, in service of two entities."""
    codes = sorted(entity_codes)
    rng = stream(plan.seed, "dual employment")
    drawn = rng.sample(codes, min(len(codes) // 2, DUAL_PAIRS) * 2)
    pairs = [drawn[place : place + 2] for place in range(0, len(drawn), 2)]
    numbers = IdentityNumbers(len(codes), len(codes) + 1)
    found = []
    for pair in pairs:
        identity, iban = numbers.issue(1985), draw_iban(rng)
        birth = date(1985, rng.randint(1, 12), rng.randint(1, 28))
        if entity.code not in pair:
            continue
        person = next(
            p
            for p in sorted(people, key=lambda p: (p.gender != "Male", p.is_national, p.serial))
            if p.left_on is None and p.joined_on.year >= 2004
        )
        people[person.serial] = replace(
            person,
            name=Words("Sami Adel Barakat", "سامي عادل بركات"),
            nationality="JO" if not person.is_national else "AE",
            birth_date=birth,
            identity_number=identity,
            iban=iban,
        )
        note = f"In service of {pair[0]} and {pair[1]} at the same time"
        found.append(Irregularity(DUAL_EMPLOYMENT, entity.code, note, (), (identity,)))
    return found


def plant_in_books(
    entity: DemoEntity, plan: Plan, workforce: Workforce, purchasing: Purchasing
) -> Planted:
    """Return faults in invoices and journals. purchasing: the entity's honest purchases."""
    planted = Planted()
    planters = {
        "duplicate_invoice": _plant_duplicate,
        "split_purchase": _plant_split,
        "round_amounts": _plant_round,
        "weekend_posting": _plant_weekend,
        "supplier_is_employee": _plant_employee_supplier,
        "paid_after_leaving": _plant_leaver_pay,
        "stale_suspense": _plant_suspense,
    }
    for kind in choose_kinds(entity, plan):
        if kind not in planters:
            continue
        for repeat in range(REPEATS_BY_SIZE[entity.size]):
            rng = stream(plan.seed, entity.code, kind, repeat)
            planters[kind](planted, rng, purchasing, workforce, repeat)
    return planted


def _record(
    planted: Planted, kind: str, purchasing: Purchasing, note: str, keys: list[str], fils: int
) -> None:
    planted.found.append(Irregularity(kind, purchasing.entity.code, note, tuple(keys), (), fils))


def _plant_duplicate(
    planted: Planted, rng: Random, purchasing: Purchasing, _: Workforce, repeat: int
) -> None:
    month = rng.choice(purchasing.plan.calendar)
    taken = {key for fault in planted.found for key in fault.keys}
    candidates = [i for i in purchasing.invoices(month) if i.key not in taken]
    early = [i for i in candidates if i.day.day <= 14 and i.kind != "works"] or candidates
    original = sorted(early, key=lambda invoice: invoice.net)[len(early) * 3 // 4]
    later = [day for day in month.workdays() if day > original.day] or [original.day]
    day = rng.choice(later)
    copy = replace(
        original,
        key=f"{original.key}-again{repeat}",
        day=day,
        pay_day=payment_run_after(day + timedelta(days=30)),
    )
    planted.add_invoice(copy)
    note = f"Invoice {original.number} of {original.supplier.number} is booked twice"
    _record(planted, "duplicate_invoice", purchasing, note, [original.key, copy.key], copy.payable)


def _plant_split(
    planted: Planted, rng: Random, purchasing: Purchasing, _: Workforce, repeat: int
) -> None:
    month = rng.choice(purchasing.plan.calendar)
    start = rng.randrange(0, 14)
    days = month.workdays()[start : start + 3]
    kind = rng.choice(sorted(purchasing.entity.profile.spend))
    keys, total, supplier = [], 0, None
    for part in range(rng.randint(3, 5)):
        net = round(DIRECT_PURCHASE_LIMIT * rng.uniform(0.955, 0.998))
        key = f"{month.key}-inv-split{repeat}-{part}"
        invoice = purchasing.draw_invoice(rng, key, kind, rng.choice(days), net)
        supplier = supplier or invoice.supplier
        planted.add_invoice(replace(invoice, supplier=supplier))
        keys.append(key)
        total += net
    note = f"{len(keys)} purchases from {supplier.number} in three days, each just under the limit"
    _record(planted, "split_purchase", purchasing, note, keys, total)


def _plant_round(
    planted: Planted, rng: Random, purchasing: Purchasing, _: Workforce, repeat: int
) -> None:
    spend = purchasing.entity.profile.spend
    kind = "consulting" if "consulting" in spend else "outsourcing"
    keys, total, supplier = [], 0, None
    for part, month in enumerate(
        rng.sample(purchasing.plan.calendar, min(3, purchasing.plan.months))
    ):
        net = rng.choice((50_000, 100_000, 150_000)) * FILS_PER_DIRHAM
        key = f"{month.key}-inv-round{repeat}-{part}"
        invoice = purchasing.draw_invoice(rng, key, kind, month.workdays()[-1], net)
        supplier = supplier or invoice.supplier
        account, centre, _fils = invoice.lines[0]
        planted.add_invoice(replace(invoice, supplier=supplier, lines=((account, centre, net),)))
        keys.append(key)
        total += net
    note = f"Round amounts to {supplier.number} on the last day of several months"
    _record(planted, "round_amounts", purchasing, note, keys, total)


def _plant_weekend(
    planted: Planted, rng: Random, purchasing: Purchasing, _: Workforce, repeat: int
) -> None:
    month = rng.choice(purchasing.plan.calendar)
    saturdays = [month.first + timedelta(days=d) for d in range(7, 28)]
    day = rng.choice([day for day in saturdays if day.weekday() == 5])
    first, *others = rng.sample(list(purchasing.centres), min(2, len(purchasing.centres)))
    second = others[0] if others else first
    fils = rng.randint(4_000_000, 30_000_000)
    entry = Entry(f"{month.key}-adjust{repeat}", day, "Manual adjustment / تسوية يدوية")
    for centre, account, amount in ((first, "52601", fils), (second, "52604", -fils)):
        dimensions = DimensionSet(centre, GENERAL_FUND, "", "", purchasing.function)
        entry.debit(account, amount, "Adjustment as instructed", dimensions)
    planted.add_entry(entry)
    note = "Manual journal dated on a Saturday"
    _record(planted, "weekend_posting", purchasing, note, [entry.key], fils)


def _plant_employee_supplier(
    planted: Planted, rng: Random, purchasing: Purchasing, workforce: Workforce, repeat: int
) -> None:
    staff = [person for person in workforce.people if person.left_on is None]
    person = rng.choice([p for p in staff if p.grade >= 8] or staff)
    kind = "outsourcing" if "outsourcing" in purchasing.entity.profile.spend else "maintenance"
    supplier = Supplier(
        f"S9{rng.randint(100, 999)}",
        Words("Quick Hands Trading LLC", "الأيدي السريعة للتجارة ذ.م.م"),
        kind,
        person.iban,
    )
    keys, total = [], 0
    # Early months, so that payments, which carry the account, are in the books.
    months = purchasing.plan.calendar[: max(1, purchasing.plan.months - 3)]
    for part, month in enumerate(rng.sample(months, min(3, len(months)))):
        net = rng.randint(1_500_000, 4_800_000)
        key = f"{month.key}-inv-insider{repeat}-{part}"
        invoice = purchasing.draw_invoice(rng, key, kind, rng.choice(month.workdays()), net)
        planted.add_invoice(replace(invoice, supplier=supplier))
        keys.append(key)
        total += net
    note = f"{supplier.number} is paid to the account of an employee"
    planted.found.append(
        Irregularity(
            "supplier_is_employee",
            purchasing.entity.code,
            note,
            tuple(keys),
            (person.identity_number,),
            total,
        )
    )


def _plant_leaver_pay(
    planted: Planted, rng: Random, purchasing: Purchasing, workforce: Workforce, repeat: int
) -> None:
    leavers = [
        p for p in workforce.people if p.left_on and p.left_on < _month_before_last(purchasing.plan)
    ]
    if len(leavers) <= repeat:
        return
    person = rng.sample(leavers, len(leavers))[repeat % len(leavers)]
    left = person.left_on or purchasing.plan.start
    month = Month(left.year, left.month).plus(1)
    fils = monthly_salary(person)
    entry = Entry(
        f"{month.key}-late-pay{repeat}",
        month.workdays()[8],
        f"Salary outside the pay run {month.key}",
    )
    text = f"Salary {month.key} {person.identity_number} {person.name.en}"
    dimensions = DimensionSet(person.cost_centre, GENERAL_FUND, "", "", purchasing.function)
    entry.debit("51101", fils, text, dimensions)
    entry.credit(BANK, fils, text)
    planted.add_entry(entry)
    planted.found.append(
        Irregularity(
            "paid_after_leaving",
            purchasing.entity.code,
            f"A month's salary after the last day of service {left:%d-%m-%Y}",
            (entry.key,),
            (person.identity_number,),
            fils,
        )
    )


def _month_before_last(plan: Plan) -> date:
    return plan.calendar[-1].first


def _plant_suspense(
    planted: Planted, rng: Random, purchasing: Purchasing, _: Workforce, repeat: int
) -> None:
    month = purchasing.plan.calendar[min(repeat, purchasing.plan.months - 1)]
    fils = rng.randint(1_000_000, 20_000_000)
    entry = Entry(f"{month.key}-suspense{repeat}", month.workdays()[5], "Payment, papers to follow")
    entry.debit(SUSPENSE, fils, "Papers to follow")
    entry.credit(BANK, fils, "Papers to follow")
    planted.add_entry(entry)
    note = "Parked in suspense and never cleared"
    _record(planted, "stale_suspense", purchasing, note, [entry.key], fils)
