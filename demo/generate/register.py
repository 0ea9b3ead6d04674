"""The register of suppliers that the hub begins with: companies that the entities buy from.

Owns what a company says of itself. All of it is synthetic: names of the books, tax numbers of a
range that is not given out, accounts with valid check digits. A few are blocked or expired, and a
few wait as proposals that are like one that is there already.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice, zip_longest

from demo.generate.randomness import stream
from demo.generate.suppliers import Supplier, load_register
from demo.generate.wording import Words

COMPANIES_AT_FULL = 300
FULL_SCALE = 0.1  # that of `up`; a larger demonstration has no more companies
COMPANIES_MIN = 12
ACTIVE, BLOCKED, EXPIRED, WAITING = "active", "blocked", "expired", "waiting"
_FORMS = ("Limited Liability Company", "Free Zone Company", "Sole Establishment", "Civil Company")
_ISSUERS = ("Department of Economy", "Free Zone Authority", "Chamber of Commerce")
_LICENSED_UNTIL, _EXPIRED_SINCE = date(2031, 1, 1), date(2026, 3, 31)


@dataclass(frozen=True, slots=True)
class Company:
    """A supplier as the register has it. fate: one of those above."""

    supplier: Supplier
    legal_form: str
    trade_licence_number: str
    licence_issuer: str
    licence_expiry: date
    tax_number: str
    is_sme: bool
    risk_tier: str
    payment_days: int
    fate: str


def count_companies(scale: float) -> int:
    """Return how many companies a demonstration of a scale has."""
    return max(COMPANIES_MIN, round(COMPANIES_AT_FULL * min(1.0, scale / FULL_SCALE)))


def list_companies(seed: int, scale: float) -> list[Company]:
    """Return the companies of a demonstration, of every kind of spending in turn."""
    chosen = list(islice(_in_turn(seed), count_companies(scale)))
    companies = [_build(seed, place, supplier) for place, supplier in enumerate(chosen)]
    return [
        _echo(one, companies[place - 1]) if one.fate == WAITING else one
        for place, one in enumerate(companies)
    ]


def _echo(company: Company, known: Company) -> Company:
    """Return a company that waits under a name like that of one which is there."""
    name = Words(known.supplier.name.en.replace(" LLC", " Est."), f"شركة {known.supplier.name.ar}")
    return replace(company, supplier=replace(company.supplier, name=name))


def _in_turn(seed: int) -> Iterator[Supplier]:
    for round_ in zip_longest(*load_register(seed).values()):
        yield from (supplier for supplier in round_ if supplier)


def _build(seed: int, place: int, supplier: Supplier) -> Company:
    rng = stream(seed, "register", supplier.number)
    fate = _fate(place)
    ends = _LICENSED_UNTIL + timedelta(days=rng.randrange(700))
    return Company(
        supplier,
        rng.choice(_FORMS),
        f"CN-{rng.randrange(10**7):07d}",
        rng.choice(_ISSUERS),
        _EXPIRED_SINCE if fate == EXPIRED else ends,
        f"999{rng.randrange(10**12):012d}",
        rng.random() < 0.35,
        rng.choices(("Low", "Medium", "High"), (6, 3, 1))[0],
        rng.choice((30, 30, 45, 60, 90)),
        fate,
    )


def _fate(place: int) -> str:
    if place % 25 == 11:
        return BLOCKED
    if place % 20 == 7:
        return EXPIRED
    return WAITING if place % 30 == 9 else ACTIVE
