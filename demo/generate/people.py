"""The people of an entity: who they are, when they came and went, which positions they held.

Owns the mix of nationality, gender, age and service. Every identity number and IBAN passes its
check digits, and no identity number of the government is given twice but where planted.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.generate.government import DemoEntity
from demo.generate.organisation import Organisation, Position, build_organisation
from demo.generate.plan import Plan
from demo.generate.randomness import Weighted, pick_share, stream
from demo.generate.wording import Words, parse_words, read_words
from erp_app.domain.people.identity import build_identity_number

STEPS = 7
TURNOVER_YEARLY = 0.07
RAISED_SHARE = 0.30  # of staff in service for three years: one step raise on record

# Who works here beside nationals, by band of grades: country and weight. Synthetic.
_LOW = {"IN": 34, "PK": 24, "BD": 18, "NP": 9, "PH": 6, "LK": 4, "EG": 2, "ET": 1, "KE": 1}
_MIDDLE = {
    "IN": 26, "PH": 16, "EG": 15, "PK": 9, "JO": 7, "SD": 5, "SY": 5, "LB": 3, "PS": 3, "MA": 2,
    "TN": 2, "OM": 2, "YE": 1, "BH": 1, "KE": 1, "NG": 1, "SO": 1,
}  # fmt: skip
_HIGH = {
    "EG": 17, "JO": 14, "IN": 14, "GB": 9, "LB": 8, "SY": 6, "US": 4, "CA": 4, "TN": 4, "SD": 4,
    "PS": 3, "SA": 2, "BH": 2, "OM": 2, "DE": 2, "FR": 2, "AU": 2, "ZA": 1,
}  # fmt: skip
_BANDS = ((4, Weighted(_LOW)), (9, Weighted(_MIDDLE)), (16, Weighted(_HIGH)))
_CULTURES = {
    "gulf": "AE SA KW BH OM QA",
    "arab": "EG JO SY LB PS IQ YE SD MA TN SO",
    "indian": "IN",
    "southasian": "PK BD NP LK",
    "filipino": "PH",
    "african": "ET KE NG",
    "western": "GB US CA DE FR AU ZA",
}
_CULTURE_OF = {country: name for name, codes in _CULTURES.items() for country in codes.split()}
# Bank codes of IBANs in the Emirates with the weight of their customers.
_BANKS = Weighted({"026": 38, "024": 20, "035": 12, "034": 10, "033": 8, "003": 7, "040": 5})
_IDENTITY_SERIALS = 10_000_000
_IDENTITY_STRIDE = 7_919  # prime, so that multiplying by it only shuffles the serials


@dataclass(frozen=True, slots=True)
class Spell:
    """A stay on a position; end None while it runs."""

    position: int
    start: date
    end: date | None
    step: int
    kind: str = "Appointment"
    end_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An employee. serial: the place in the entity, from 0, leavers after those in service."""

    serial: int
    name: Words
    gender: str
    nationality: str
    birth_date: date
    identity_number: str
    iban: str
    joined_on: date
    left_on: date | None
    grade: int
    cost_centre: str
    spells: tuple[Spell, ...]

    @property
    def step(self) -> int:
        return self.spells[-1].step

    @property
    def is_national(self) -> bool:
        return self.nationality == "AE"


@dataclass(frozen=True, slots=True)
class Workforce:
    """An entity's organisation and all its people, those in service first."""

    organisation: Organisation
    people: tuple[Person, ...]

    def in_service(self, day: date) -> list[Person]:
        """Return who was employed on a day, in order of serial."""
        return [
            person
            for person in self.people
            if person.joined_on <= day and (person.left_on is None or person.left_on >= day)
        ]


def build_workforce(entity: DemoEntity, plan: Plan, entity_codes: list[str]) -> Workforce:
    """Return the organisation and people of one entity.

    entity_codes: all codes of the government, which decide the block of identity numbers.
    """
    organisation = build_organisation(entity, plan)
    positions = [position for position in organisation.positions if not position.is_vacant]
    nationals, women = _choose_mix(entity, plan, positions)
    # One block more than entities: the last one is for people planted in two of them.
    numbers = IdentityNumbers(sorted(entity_codes).index(entity.code), len(entity_codes) + 1)
    rng = stream(plan.seed, entity.code, "people")
    people: list[Person] = []
    for serial, position in enumerate(positions):
        joined = _draw_joining(rng, position, plan)
        person = _build_person(
            rng, serial, position, (nationals[serial], women[serial]), numbers, (joined, None), plan
        )
        people.append(person)
    people += _build_leavers(entity, plan, organisation, people, numbers)
    return Workforce(organisation, tuple(people))


class IdentityNumbers:
    """Identity numbers that no other entity of the government draws."""

    def __init__(self, block: int, blocks: int) -> None:
        self._width = _IDENTITY_SERIALS // blocks
        self._next = block * self._width

    def issue(self, birth_year: int) -> str:
        serial = self._next * _IDENTITY_STRIDE % _IDENTITY_SERIALS
        self._next += 1
        return build_identity_number(birth_year, serial)


def build_iban(bank: str, account: int) -> str:
    """Return an IBAN of the Emirates with its check digits.

    account: up to 16 digits. Source: ISO 13616, check digits by ISO 7064 MOD 97-10.

    >>> build_iban("033", 1234567890123456)
    'AE070331234567890123456'
    """
    body = f"{bank}{account:016d}"
    check = 98 - int(f"{body}101400") % 97  # AE00 as digits behind the body
    return f"AE{check:02d}{body}"


def draw_iban(rng: Random) -> str:
    """Return a well-formed IBAN at one of the banks."""
    return build_iban(_BANKS.draw(rng), rng.randrange(10**12, 10**13))


def _choose_mix(
    entity: DemoEntity, plan: Plan, positions: list[Position]
) -> tuple[list[bool], list[bool]]:
    """Return who is a national and who a woman: exact shares, more nationals in higher grades."""
    rng = stream(plan.seed, entity.code, "mix")
    nationals = pick_share(
        rng, [position.grade * 0.45 for position in positions], entity.profile.national, 2.0
    )
    # Women are fewer among manual grades and directors.
    biases = [
        -2.0 if position.grade <= 3 else -0.6 if position.grade >= 13 else 0.4
        for position in positions
    ]
    biases = [bias + 0.3 * national for bias, national in zip(biases, nationals, strict=True)]
    return nationals, pick_share(rng, biases, entity.profile.female, 1.2)


def _draw_joining(rng: Random, position: Position, plan: Plan) -> date:
    """Return the day the present holder came: a tenth within the last year, more with grade."""
    years = min(24.0, rng.expovariate(1 / (5.5 + position.grade * 0.35)))
    joined = plan.until - timedelta(days=int(years * 365) + rng.randint(0, 30))
    return max(position.established_on, _to_workday(joined))


def _to_workday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _build_person(
    rng: Random,
    serial: int,
    position: Position,
    mix: tuple[bool, bool],
    numbers: IdentityNumbers,
    service: tuple[date, date | None],
    plan: Plan,
) -> Person:
    is_national, is_woman = mix
    joined, left = service
    country = "AE" if is_national else _draw_country(rng, position.grade)
    age_at_joining = 20 + rng.randint(0, 8) + position.grade // 2 + int(rng.expovariate(0.2))
    birth_year = max(joined.year - age_at_joining, plan.until.year - 60)
    birth = date(min(birth_year, joined.year - 19), rng.randint(1, 12), rng.randint(1, 28))
    return Person(
        serial=serial,
        name=_draw_name(rng, _CULTURE_OF[country], is_woman),
        gender="Female" if is_woman else "Male",
        nationality=country,
        birth_date=birth,
        identity_number=numbers.issue(birth.year),
        iban=draw_iban(rng),
        joined_on=joined,
        left_on=left,
        grade=position.grade,
        cost_centre=position.cost_centre,
        spells=_build_spells(rng, position, joined, left, plan),
    )


def _draw_country(rng: Random, grade: int) -> str:
    band = next(countries for highest, countries in _BANDS if grade <= highest)
    return band.draw(rng)


def _draw_name(rng: Random, culture: str, is_woman: bool) -> Words:
    given, male, family = _NAMES[culture][is_woman], _NAMES[culture][False], _FAMILIES[culture]
    parts = [rng.choice(given)]
    if culture in ("gulf", "arab"):
        parts.append(rng.choice([name for name in male if name != parts[0]]))
    parts.append(rng.choice(family))
    return Words(" ".join(part.en for part in parts), " ".join(part.ar for part in parts))


_NAMES = {
    culture: {True: parse_words(lists["female"]), False: parse_words(lists["male"])}
    for culture, lists in read_words("names").items()
}
_FAMILIES = {
    culture: parse_words(lists["family"]) for culture, lists in read_words("names").items()
}


def _build_spells(
    rng: Random, position: Position, joined: date, left: date | None, plan: Plan
) -> tuple[Spell, ...]:
    """Return one spell, or two where a step raise lies within the last three years."""
    end = left or plan.until
    step = min(STEPS, 1 + (end.year - joined.year) // 4 + rng.randint(0, 1))
    reason = "End of service" if left else None
    raise_on = date(end.year - rng.randint(0, 2), 1, 1)
    served_days = (raise_on - joined).days
    if step > 1 and served_days > 3 * 365 and rng.random() < RAISED_SHARE:
        before = raise_on - timedelta(days=1)
        return (
            Spell(position.serial, joined, before, step - 1, "Appointment", "Moved"),
            Spell(position.serial, raise_on, left, step, "Regrading", reason),
        )
    return (Spell(position.serial, joined, left, step, "Appointment", reason),)


def _build_leavers(
    entity: DemoEntity,
    plan: Plan,
    organisation: Organisation,
    holders: list[Person],
    numbers: IdentityNumbers,
) -> list[Person]:
    """Return those who left within the months of the books, from positions now vacant or held by
    another."""
    rng = stream(plan.seed, entity.code, "leavers")
    wanted = max(1, round(len(holders) * TURNOVER_YEARLY * plan.months / 12))
    days = (plan.until - plan.start).days
    freed = {
        position.serial: plan.until - timedelta(days=1)
        for position in organisation.positions
        if position.is_vacant
    }
    for person in holders:
        if person.joined_on > plan.start + timedelta(days=20):
            freed[person.spells[0].position] = person.joined_on - timedelta(days=1)
    leavers = []
    for serial in sorted(rng.sample(sorted(freed), min(wanted, len(freed)))):
        position, latest = organisation.positions[serial], freed[serial]
        left = min(latest, plan.start + timedelta(days=rng.randint(0, days)))
        joined = _to_workday(left - timedelta(days=rng.randint(200, 4000)))
        if joined < position.established_on or left < plan.start:
            continue
        mix = (
            rng.random() < entity.profile.national * 0.7,
            rng.random() < entity.profile.female,
        )
        number = len(holders) + len(leavers)
        leavers.append(_build_person(rng, number, position, mix, numbers, (joined, left), plan))
    return leavers
