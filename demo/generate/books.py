"""An entity as the demo imagines it: people, master data and every journal of its months.

Owns the composition only. Pure: the same entity and plan give the same answer, whatever else
is built, in whatever order.
"""

from dataclasses import dataclass
from datetime import date

from demo.generate.budgets import TREASURY_PROFILE, treasury_transfer
from demo.generate.closing import build_closing
from demo.generate.entries import Entry
from demo.generate.fixed_assets import build_depreciation, build_opening
from demo.generate.government import DemoEntity
from demo.generate.irregularities import Irregularity, plant_in_books, plant_in_workforce
from demo.generate.payroll import build_payroll, yearly_pay
from demo.generate.people import Workforce, build_workforce
from demo.generate.plan import Month, Plan
from demo.generate.purchasing import Purchasing
from demo.generate.randomness import stream
from demo.generate.revenue import build_revenue, function_of
from demo.generate.wording import Words, parse_words, read_words

PROGRAMMES_MAX = 6


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of the entity's budget."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class Project:
    """A capital project; its programme is the first one."""

    code: str
    name: Words
    start: date
    end: date


class EntityBooks:
    """Everything of one entity. Journals come month by month, in order of day."""

    def __init__(self, entity: DemoEntity, plan: Plan, government: list[DemoEntity]) -> None:
        self.entity, self.plan, self.government = entity, plan, government
        codes = [other.code for other in government]
        honest = build_workforce(entity, plan, codes)
        self.workforce, faults = plant_in_workforce(entity, plan, honest, codes)
        self.function = function_of(entity)
        self.centres = _count_posts(self.workforce)
        self.programmes, programme_of = _build_programmes(self.workforce)
        self.projects = _build_projects(entity, plan)
        purchasing = Purchasing(
            entity,
            plan,
            plan.heads(entity.heads),
            yearly_pay(self.workforce, plan.until),
            self.function,
            self.centres,
            programme_of,
            tuple(project.code for project in self.projects),
        )
        self._planted = plant_in_books(entity, plan, self.workforce, purchasing)
        self.purchasing = Purchasing(
            **{
                **{name: getattr(purchasing, name) for name in purchasing.__dataclass_fields__},
                "extra": self._planted.invoices,
            }
        )
        self.irregularities: list[Irregularity] = [*faults, *self._planted.found]

    def build_opening(self) -> Entry:
        """Return the opening balances."""
        first = self.plan.calendar[0]
        funding = 0
        if self.entity.profile.name == TREASURY_PROFILE:
            funding = 12 * sum(
                sum(treasury_transfer(other, self.plan, first)) for other in self.government
            )
        unpaid = self.purchasing.unpaid_before(first)
        return build_opening(self.entity, self.plan, self.purchasing.pay_yearly, funding, unpaid)

    def build_month(self, month: Month) -> list[Entry]:
        """Return every journal of a month, in order of day, then key."""
        centres = list(self.centres)
        entries = [
            *build_revenue(self.entity, self.plan, month, centres, self.government),
            *build_payroll(self.entity, self.workforce, month, self.function),
            *self.purchasing.invoice_entries(month),
            *self.purchasing.payment_entries(month),
            build_depreciation(self.entity, self.plan, month, centres[0], self.function),
            *build_closing(self.purchasing, month, self.plan.calendar[0]),
            *self._planted.entries.get(month.key, []),
        ]
        booked = [entry for entry in entries if entry.lines]
        return sorted(booked, key=lambda entry: (entry.day, entry.key))


def _count_posts(workforce: Workforce) -> dict[str, int]:
    """Return cost centre -> positions, cost centres in order of their code."""
    counts: dict[str, int] = {}
    for position in workforce.organisation.positions:
        counts[position.cost_centre] = counts.get(position.cost_centre, 0) + 1
    return dict(sorted(counts.items()))


def _build_programmes(workforce: Workforce) -> tuple[list[Programme], dict[str, str]]:
    """Return programmes named after the first departments, and the programme of each cost
    centre."""
    centres = workforce.organisation.cost_centres
    groups = [centre for centre in centres if centre.is_group and centre.parent]
    programmes = [
        Programme(
            f"PG{number:02d}",
            Words(
                group.name.en.removesuffix(" Department") + " Programme",
                "برنامج " + group.name.ar.removeprefix("إدارة "),
            ),
        )
        for number, group in enumerate(groups[:PROGRAMMES_MAX], 1)
    ]
    of_group = {
        group.code: programmes[place % len(programmes)].code for place, group in enumerate(groups)
    }
    leaves = (centre for centre in centres if not centre.is_group)
    return programmes, {centre.code: of_group[centre.parent or ""] for centre in leaves}


def _build_projects(entity: DemoEntity, plan: Plan) -> list[Project]:
    rng = stream(plan.seed, entity.code, "projects")
    names = parse_words(read_words("spending")["projects"])
    capital = entity.profile.capital
    count = 2 if capital < 0.15 else 5 if capital < 0.3 else len(names)
    start = plan.calendar[0].plus(-8)
    return [
        Project(
            f"PJ{number:02d}",
            name,
            start.plus(-rng.randint(0, 18)).first,
            plan.calendar[-1].plus(rng.randint(2, 24)).last,
        )
        for number, name in enumerate(rng.sample(names, count), 1)
    ]
