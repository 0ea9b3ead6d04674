"""The units of an entity, its cost centres and its positions.

Owns the shape of an organisation: how many units a number of positions makes, what they are called
and how grades spread over them. Refuses nothing: any number of positions from five up works.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from demo.generate.government import DemoEntity
from demo.generate.plan import Plan
from demo.generate.randomness import Weighted, stream
from demo.generate.wording import Title, Words, parse_titles, parse_words, read_words
from erp_app.domain.people.records import OrgUnitRecord

GRADES = 16
VACANCY_SHARE_MIN, VACANCY_SHARE_MAX = 0.06, 0.12
# Weight of each grade 1-13 among positions below head of section, before a profile's shift.
PYRAMID = (4.0, 7.0, 9.0, 11.0, 12.0, 12.5, 12.0, 10.5, 8.5, 6.0, 4.0, 2.5, 1.2, 0.5)
SECTIONS_PER_DEPARTMENT = 4
DEPARTMENTS_PER_SECTOR = 5
DEPARTMENTS_MAX = 80  # two digits of the cost centre
ROOT_COST_CENTRE = "1000"  # the chart every entity starts with has it


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; cost_centre is set where positions are: departments and sections."""

    record: OrgUnitRecord
    is_section: bool = False


@dataclass(frozen=True, slots=True)
class CostCentre:
    """A cost centre; parent None at the top."""

    code: str
    name: Words
    parent: str | None
    is_group: bool


@dataclass(frozen=True, slots=True)
class Position:
    """An establishment position. serial: its place in the entity, from 0; grade: 1-16."""

    serial: int
    title: Words
    unit: str
    cost_centre: str
    grade: int
    established_on: date
    is_vacant: bool = False
    is_frozen: bool = False

    @property
    def grade_code(self) -> str:
        return f"G{self.grade:02d}"


@dataclass(slots=True)
class Organisation:
    """Units top-down, cost centres top-down, positions by serial."""

    units: list[Unit] = field(default_factory=list)
    cost_centres: list[CostCentre] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)


def build_organisation(entity: DemoEntity, plan: Plan) -> Organisation:
    """Return the units, cost centres and positions of one entity at the plan's scale."""
    rng = stream(plan.seed, entity.code, "organisation")
    heads = plan.heads(entity.heads)
    vacancy_share = rng.uniform(VACANCY_SHARE_MIN, VACANCY_SHARE_MAX)
    vacancies = max(1, round(heads * vacancy_share / (1 - vacancy_share)))
    organisation = Organisation()
    _add_units(organisation, entity, heads + vacancies)
    _add_posts(organisation, entity, plan, heads + vacancies)
    _mark_vacancies(organisation, entity, plan, vacancies)
    return organisation


def count_sections(positions: int) -> int:
    """Return how many sections a number of positions makes: larger entities have larger sections.

    >>> count_sections(8), count_sections(1700), count_sections(17000)
    (1, 66, 392)
    """
    return max(1, round(positions / (12 + positions**0.352)))


def _add_units(organisation: Organisation, entity: DemoEntity, positions: int) -> None:
    sections = count_sections(positions)
    departments = min(DEPARTMENTS_MAX, max(1, round(sections / SECTIONS_PER_DEPARTMENT)))
    sectors = departments // DEPARTMENTS_PER_SECTOR if departments > DEPARTMENTS_PER_SECTOR else 0
    name = Words(entity.name_en, entity.name_ar)
    root = entity.code.upper()
    _add(organisation, root, name, "Entity", None, ROOT_COST_CENTRE)
    organisation.cost_centres.append(CostCentre(ROOT_COST_CENTRE, name, None, True))
    sector_names = _sector_names(sectors)
    for number, words in enumerate(sector_names, 1):
        _add(organisation, f"{root}-S{number}", words, "Sector", root, None)
    areas = _choose_areas(entity.profile.name, departments)
    for index, area in enumerate(areas):
        parent = f"{root}-S{index * sectors // departments + 1}" if sectors else root
        count = sections // departments + (index < sections % departments)
        _add_department(organisation, root, parent, index, area, count)


def _add_department(
    organisation: Organisation, root: str, parent: str, index: int, area: Words, sections: int
) -> None:
    code, group = f"{root}-{index + 11:02d}", f"{index + 11:02d}000"
    words = Words(f"{area.en} Department", f"إدارة {area.ar}")
    office = f"{index + 11:02d}010"
    _add(organisation, code, words, "Department", parent, office)
    organisation.cost_centres += [
        CostCentre(group, words, ROOT_COST_CENTRE, True),
        CostCentre(office, Words(f"{area.en} Office", f"مكتب {area.ar}"), group, False),
    ]
    kinds = parse_words(read_words("organisation")["kinds"])
    for number in range(sections):
        kind, zone = kinds[number % len(kinds)], number // len(kinds)
        suffix = Words(f" {zone + 1}", f" {zone + 1}") if zone else Words("", "")
        section = Words(
            f"{area.en} {kind.en} Section{suffix.en}", f"قسم {kind.ar} {area.ar}{suffix.ar}"
        )
        centre = f"{index + 11:02d}{(number + 2) * 10:03d}"
        _add(organisation, f"{code}-{number + 1:02d}", section, "Section", code, centre)
        organisation.cost_centres.append(CostCentre(centre, section, group, False))


def _add(
    organisation: Organisation,
    code: str,
    words: Words,
    unit_type: str,
    parent: str | None,
    centre: str | None,
) -> None:
    # A group takes no postings, so the entity's own office is charged to the first department.
    charged = None if centre == ROOT_COST_CENTRE else centre
    record = OrgUnitRecord(code, words.en, words.ar, unit_type, parent, charged)
    organisation.units.append(Unit(record, unit_type == "Section"))


def _sector_names(count: int) -> list[Words]:
    names = parse_words(
        "Corporate Services Sector=قطاع الخدمات المؤسسية; Operations Sector=قطاع العمليات; "
        "Customer Sector=قطاع المتعاملين; Development Sector=قطاع التطوير; "
        "Field Sector=قطاع الشؤون الميدانية"
    )
    return [
        names[i]
        if i < len(names)
        else Words(f"Regional Sector {i - 4}", f"القطاع الإقليمي {i - 4}")
        for i in range(count)
    ]


def _choose_areas(profile: str, departments: int) -> list[Words]:
    """Return support and core areas in turn, then core areas again by region."""
    areas = read_words("organisation")["areas"]
    support, core = parse_words(areas["support"]), parse_words(areas[profile])
    support = tuple(words for words in support if words not in core)
    helpers = min(len(support), max(1, departments // 3)) if departments > 1 else 0
    chosen = list(support[:helpers])
    for index in range(departments - helpers):
        words, region = core[index % len(core)], index // len(core)
        suffix = f" {region + 1}" if region else ""
        chosen.append(Words(f"{words.en}{suffix}", f"{words.ar}{suffix}"))
    return chosen


def _add_posts(organisation: Organisation, entity: DemoEntity, plan: Plan, count: int) -> None:
    rng = stream(plan.seed, entity.code, "posts")
    leaders = _leader_seats(organisation)[: max(1, count // 3)]
    sections = [unit for unit in organisation.units if unit.is_section]
    first_centre = sections[0].record.cost_centre or ""
    titles = parse_titles(read_words("organisation")["titles"][entity.profile.name])
    draw_grade = Weighted(_grade_weights(entity.profile.grade_shift, titles))
    by_grade = {grade: _titles_of_grade(titles, grade) for grade in draw_grade.choices}
    weights = Weighted({index: rng.uniform(0.6, 1.6) for index in range(len(sections))})
    for serial in range(count):
        established = plan.until - timedelta(days=rng.randint(365 * 8, 365 * 26))
        if serial < len(leaders):
            unit, title, grade = leaders[serial]
        else:
            index = serial - len(leaders)
            unit = sections[index if index < len(sections) else weights.draw(rng)].record
            grade = draw_grade.draw(rng)
            title = by_grade[grade].draw(rng)
        centre = unit.cost_centre or first_centre
        organisation.positions.append(
            Position(serial, title, unit.code, centre, grade, established)
        )


def _leader_seats(organisation: Organisation) -> list[tuple[OrgUnitRecord, Words, int]]:
    """Return one head per unit, from the top; a small entity has only the first of them."""
    ranks = {
        "Entity": (Words("Director General", "المدير العام"), 16),
        "Sector": (Words("Executive Director", "المدير التنفيذي"), 15),
        "Department": (Words("Director of Department", "مدير إدارة"), 14),
        "Section": (Words("Head of Section", "رئيس قسم"), 12),
    }
    seats = [(unit.record, *ranks[unit.record.unit_type]) for unit in organisation.units]
    return sorted(seats, key=lambda seat: -seat[2])


def _grade_weights(shift: int, titles: tuple[Title, ...]) -> dict[int, float]:
    lowest = min(title.grade_min for title in titles)
    weights: dict[int, float] = {}
    for grade, weight in enumerate(PYRAMID, 1):
        shifted = min(15, max(lowest, grade + shift))
        weights[shifted] = weights.get(shifted, 0) + weight
    return weights


def _titles_of_grade(titles: tuple[Title, ...], grade: int) -> Weighted[Words]:
    fitting = [title for title in titles if title.grade_min <= grade <= title.grade_max]
    if not fitting:
        fitting = [min(titles, key=lambda title: abs(title.grade_min - grade))]
    return Weighted({title.words: title.weight for title in fitting})


def _mark_vacancies(
    organisation: Organisation, entity: DemoEntity, plan: Plan, vacancies: int
) -> None:
    """Leave positions below the directors empty; every eighth of them is frozen."""
    rng = stream(plan.seed, entity.code, "vacancies")
    open_to = [position.serial for position in organisation.positions if position.grade < 14] or [
        position.serial for position in organisation.positions[1:]
    ]
    for order, serial in enumerate(sorted(rng.sample(open_to, vacancies))):
        position = organisation.positions[serial]
        organisation.positions[serial] = Position(
            position.serial, position.title, position.unit, position.cost_centre, position.grade,
            position.established_on, is_vacant=True, is_frozen=order % 8 == 7,
        )  # fmt: skip
