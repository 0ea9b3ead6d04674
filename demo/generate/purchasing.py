"""Suppliers' invoices and the payment runs that settle them.

Owns who an entity buys from, how amounts scatter (lognormal around the kind's budget) and when
an invoice is paid. Every month is drawn on its own, so that any month can be built alone.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import exp, sqrt
from random import Random

from demo.generate.budgets import MILLION, non_pay_spending
from demo.generate.entries import CAPITAL_FUND, GENERAL_FUND, Entry, spread
from demo.generate.government import DemoEntity
from demo.generate.plan import Month, Plan
from demo.generate.randomness import Weighted, stream
from demo.generate.suppliers import Supplier, load_register
from demo.generate.wording import Words, parse_words, read_words
from erp_app.domain.dimensions import DimensionSet

PAYABLE, RETENTION, INPUT_VAT, BANK = "21101", "21103", "11801", "11102"
VAT_RATE = 0.05  # Federal Decree-Law 8/2017, standard rate
RETENTION_RATE = 0.05
WORKS, BENEFITS = "works", "benefits"
ARABIC_SHARE = 0.4
PAID_WITHIN_MONTHS = 4  # payment never comes later than this many months after the invoice's
INVOICES_FIXED, INVOICES_PER_HEAD, INVOICES_PER_MILLION = 10, 0.16, 3.6
# A larger government also buys in smaller pieces: at scale 1 an employee stands for 4.5 times the
# invoices of scale 0.1, about 90 ledger lines a year.
DENSITY_SCALE, DENSITY_EXPONENT = 0.1, 0.65
SIGMA = 1.05
SMALLEST = 2_500  # fils


@dataclass(frozen=True, slots=True)
class Invoice:
    """A supplier's invoice. lines: account, cost centre, net fils. pay_day None: not paid yet.

    kind: what was bought; project is set for works. note: a remark in the description.
    """

    key: str
    number: str
    supplier: Supplier
    kind: str
    item: Words
    day: date
    pay_day: date
    vat: int
    lines: tuple[tuple[str, str, int], ...]
    project: str = ""
    is_arabic: bool = False

    @property
    def net(self) -> int:
        return sum(fils for _account, _centre, fils in self.lines)

    @property
    def retention(self) -> int:
        return round(self.net * RETENTION_RATE) if self.kind == WORKS else 0

    @property
    def payable(self) -> int:
        return self.net + self.vat - self.retention


@dataclass(frozen=True)
class Purchasing:
    """All that decides an entity's purchases.

    centres: cost centre -> number of positions; programme_of: cost centre -> programme;
    projects: codes; extra: invoices planted besides, by month key.
    """

    entity: DemoEntity
    plan: Plan
    heads: int
    pay_yearly: int
    function: str
    centres: dict[str, int]
    programme_of: dict[str, str]
    projects: tuple[str, ...]
    extra: dict[str, list[Invoice]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return id(self)

    @lru_cache(maxsize=8)  # noqa: B019 - lives as long as one entity is built
    def invoices(self, month: Month) -> tuple[Invoice, ...]:
        """Return the month's invoices in order of day, planted ones included."""
        rng = stream(self.plan.seed, self.entity.code, "invoices", month.key)
        total = non_pay_spending(self.entity, self.plan, month, self.pay_yearly)
        capital = round(total * self.entity.profile.capital)
        count = self._count_invoices(total)
        drawn = [*self._draw_kind(rng, month, WORKS, max(1, count // 16), capital)]
        spend = self.entity.profile.spend
        roots = {kind: sqrt(weight) for kind, weight in spend.items()}
        for kind, weight in spend.items():
            number = max(1, round(count * roots[kind] / sum(roots.values())))
            share = round((total - capital) * weight / sum(spend.values()))
            drawn += self._draw_kind(rng, month, kind, number, share)
        drawn += self.extra.get(month.key, [])
        return tuple(sorted(drawn, key=lambda invoice: (invoice.day, invoice.key)))

    def _count_invoices(self, total: int) -> int:
        """Return how many invoices a month's spending of `total` fils comes in."""
        density = (self.plan.scale / DENSITY_SCALE) ** DENSITY_EXPONENT
        growing = self.heads * INVOICES_PER_HEAD + total / MILLION * INVOICES_PER_MILLION
        return round(INVOICES_FIXED + growing * density)

    def _draw_kind(
        self, rng: Random, month: Month, kind: str, count: int, total: int
    ) -> list[Invoice]:
        weights = [exp(rng.gauss(0, SIGMA)) for _ in range(count)]
        days = month.workdays()
        rush = 1.6 if month.number == 12 else 1.15  # months end busier, December most
        day_weights = [1 + (rush - 1) * place / len(days) * 2 for place in range(len(days))]
        return [
            self.draw_invoice(
                rng,
                f"{month.key}-inv-{kind}-{place}",
                kind,
                rng.choices(days, day_weights)[0],
                max(SMALLEST, net),
            )
            for place, net in enumerate(spread(total, weights))
        ]

    def draw_invoice(self, rng: Random, key: str, kind: str, day: date, net: int) -> Invoice:
        """Return one invoice with a supplier, lines and a day of payment."""
        buying = _load_kinds()[kind]
        account = buying.accounts.draw(rng)
        project = rng.choice(self.projects) if kind == WORKS else ""
        parts = 1 if kind == WORKS else rng.choices((1, 2, 3), (60, 28, 12))[0]
        centres = rng.choices(list(self.centres), list(self.centres.values()), k=parts)
        amounts = spread(net, [rng.uniform(0.5, 1.5) for _ in centres])
        return Invoice(
            key=key,
            number=f"INV-{day:%y}{rng.randint(10_000, 99_999)}",
            supplier=self._suppliers(kind).draw(rng),
            kind=kind,
            item=rng.choice(buying.items),
            day=day,
            pay_day=_draw_pay_day(rng, day),
            vat=0 if kind == BENEFITS else round(net * VAT_RATE),
            lines=tuple((account, c, fils) for c, fils in zip(centres, amounts, strict=True)),
            project=project,
            is_arabic=rng.random() < ARABIC_SHARE,
        )

    @lru_cache(maxsize=32)  # noqa: B019 - lives as long as one entity is built
    def _suppliers(self, kind: str) -> Weighted[Supplier]:
        """Return the entity's own circle of suppliers of a kind, a few of them with most orders."""
        rng = stream(self.plan.seed, self.entity.code, "suppliers", kind)
        register = load_register(self.plan.seed)[kind]
        circle = rng.sample(register, min(len(register), 4 + self.heads // 60))
        return Weighted({supplier: 1 / (rank + 1) for rank, supplier in enumerate(circle)})

    def invoice_entries(self, month: Month) -> list[Entry]:
        """Return one journal per invoice of the month."""
        return [self._invoice_entry(invoice) for invoice in self.invoices(month)]

    def _invoice_entry(self, invoice: Invoice) -> Entry:
        entry = Entry(invoice.key, invoice.day, title_of(invoice))
        text = describe(invoice)
        fund = CAPITAL_FUND if invoice.kind == WORKS else GENERAL_FUND
        for account, centre, fils in invoice.lines:
            programme = self.programme_of[centre]
            entry.debit(
                account,
                fils,
                text,
                DimensionSet(centre, fund, programme, invoice.project, self.function),
            )
        side = DimensionSet(fund=fund)
        entry.debit(INPUT_VAT, invoice.vat, f"VAT 5% {invoice.number}", side)
        entry.credit(PAYABLE, invoice.payable, text, side)
        entry.credit(RETENTION, invoice.retention, f"Retention 5% {invoice.number}", side)
        return entry

    def payment_entries(self, month: Month) -> list[Entry]:
        """Return one journal per payment run of the month."""
        due: dict[date, list[Invoice]] = {}
        for back in range(PAID_WITHIN_MONTHS, -1, -1):
            for invoice in self.invoices(month.plus(-back)):
                if month.first <= invoice.pay_day <= month.last:
                    due.setdefault(invoice.pay_day, []).append(invoice)
        return [_payment_entry(day, due[day]) for day in sorted(due)]

    def unpaid_before(self, month: Month) -> list[Invoice]:
        """Return invoices of earlier months that are paid in this month or later."""
        return [
            invoice
            for back in range(PAID_WITHIN_MONTHS, 0, -1)
            for invoice in self.invoices(month.plus(-back))
            if invoice.pay_day >= month.first
        ]


@dataclass(frozen=True, slots=True)
class _Kind:
    accounts: Weighted[str]
    items: tuple[Words, ...]


@lru_cache(maxsize=1)
def _load_kinds() -> dict[str, _Kind]:
    return {
        name: _Kind(parse_weights(values["accounts"]), parse_words(values["items"]))
        for name, values in read_words("spending")["kinds"].items()
    }


def parse_weights(text: str) -> Weighted[str]:
    """Read "52101=4; 52108=2"."""
    pairs = (entry.strip().split("=") for entry in text.split(";"))
    return Weighted({account: float(weight) for account, weight in pairs})


def _draw_pay_day(rng: Random, day: date) -> date:
    """Return the payment run after the term: mostly a month, now and then late."""
    term = rng.choices((14, 30, 45, 75), (15, 50, 28, 7))[0] + rng.randint(-4, 6)
    return payment_run_after(day + timedelta(days=term))


@lru_cache(maxsize=4096)
def payment_run_after(day: date) -> date:
    """Return the first payment run on or after a day: every fifth workday of a month."""
    month = Month(day.year, day.month)
    for candidate in (month, month.plus(1)):
        for run in candidate.workdays()[4:20:5]:
            if run >= day:
                return run
    raise ValueError(f"no payment run after {day}")


def title_of(invoice: Invoice) -> str:
    """Return the journal's title in the language its clerk wrote it in."""
    if invoice.is_arabic:
        return f"فاتورة {invoice.number} - {invoice.supplier.name.ar}"
    return f"Invoice {invoice.number} - {invoice.supplier.name.en}"


def describe(invoice: Invoice) -> str:
    """Return what the lines say; number of invoice and supplier are in both languages' texts."""
    supplier = invoice.supplier
    if invoice.is_arabic:
        return f"{invoice.number} {supplier.number} {supplier.name.ar}: {invoice.item.ar}"
    return f"{invoice.number} {supplier.number} {supplier.name.en}: {invoice.item.en}"


def _payment_entry(day: date, invoices: list[Invoice]) -> Entry:
    entry = Entry(f"{day}-payments", day, f"Payment run {day:%d-%m-%Y} / دفعات الموردين")
    for invoice in invoices:
        supplier = invoice.supplier
        text = f"{invoice.number} {supplier.number} {supplier.name.en} {supplier.iban}"
        fund = CAPITAL_FUND if invoice.kind == WORKS else GENERAL_FUND
        entry.debit(PAYABLE, invoice.payable, text, DimensionSet(fund=fund))
    capital = sum(line[1] for line in entry.lines if line[2].fund == CAPITAL_FUND)
    general = entry.balance - capital
    entry.credit(BANK, general, f"Payment run {day:%d-%m-%Y}, {len(invoices)} invoices")
    entry.credit(
        BANK, capital, f"Payment run {day:%d-%m-%Y}, projects", DimensionSet(fund=CAPITAL_FUND)
    )
    return entry
