"""What requests and orders hold of the budget: asked for with their lines, given back with them.

Owns the way from a document's lines to budget lines and rules. Refuses a line that an absolute
rule controls and no budget line takes. Nothing is held of what no rule controls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from erp_app.budget.charging import Taking, build_finder
from erp_app.budget.holding import Relief, Request, reserve
from erp_app.budget.refusing import describe_missing
from erp_app.budget.reserving import show_notices
from erp_app.domain.budget.control import Level
from erp_app.domain.budget.funds import Funds
from erp_app.domain.budget.holdings import Holding
from erp_app.domain.budget.lines import Charge
from erp_app.domain.budget.movements import KIND_OF_MEASURE, Movement, Relieved
from erp_app.domain.entry import Entry, Posting
from erp_app.domain.findings import RuleError
from erp_app.domain.periods import Period
from erp_app.ledger import find_periods
from erp_app.store.budget_holdings import load_held
from erp_app.store.budget_policy import load_control_rules

# What of the budget names a document, and stays when that is taken back.
POINTING = ("Budget Movement", "Budget Reservation", "Budget Override")


@dataclass(frozen=True, slots=True)
class Buying:
    """A document that holds budget. postings: what its lines will cost, in their order; measure:
    "pre_committed" of a request, "committed" of an order."""

    voucher_type: str
    voucher: str
    day: date
    postings: Sequence[Posting]
    measure: str

    @property
    def period(self) -> Period:
        """Return where it counts. Raises: PeriodMissingError."""
        [period] = find_periods([Entry("", "", self.day, ())])
        return period


def hold(buying: Buying, user: str, reliefs: Sequence[Relief] = ()) -> None:
    """Reserve what a document's lines cost, and say what an advisory rule finds.

    reliefs: what it takes the place of. Raises: BudgetLineMissingError and whatever `reserve` does.
    """
    takings = list(_takings(buying))
    notices = list(_judge_missing(takings))
    requests = [
        Request(
            buying.voucher_type,
            buying.voucher,
            taking.movement.voucher_line,
            taking.line,
            taking.movement.period,
            buying.measure,
            taking.posting.debit,
            buying.day,
            taking.rule,
            taking.posting.account,
        )
        for taking in takings
        if taking.line and taking.posting.debit > 0
    ]
    if requests or reliefs:
        notices += reserve(requests, user, reliefs)
    show_notices(notices)


def let_go(
    voucher_type: str, voucher: str, day: date, user: str, restored: Sequence[Request] = ()
) -> None:
    """Give back all that a document still holds. restored: what others hold again instead.

    Raises: PeriodMissingError and whatever `reserve` does.
    """
    held = [one for one in load_held(voucher_type, voucher) if one.held > 0]
    [period] = find_periods([Entry("", "", day, ())])
    if held or restored:
        reliefs = [_relief(one, day, period.code) for one in held]
        show_notices(reserve(restored, user, reliefs))


def _relief(held: Holding, day: date, period: str) -> Relief:
    """Return the relief of all that a voucher line holds, by its own document."""
    own = (held.voucher_type, held.voucher)
    of = Relieved(*own, held.line)
    return Relief(*own, held.line, of, held.measure, held.held, day, period)


def _takings(buying: Buying) -> Iterator[Taking]:
    """Yield the lines that a rule controls, each with the budget line that pays, or none."""
    rules, period = load_control_rules(), buying.period
    controlled = [
        (number, posting, rule)
        for number, posting in enumerate(buying.postings, 1)
        if (
            rule := rules.find(
                posting.account,
                posting.dimensions.fund,
                posting.dimensions.cost_centre,
                buying.day,
            )
        )
    ]
    charges = [
        Charge(period.fiscal_year, posting.account, posting.dimensions)
        for _number, posting, _rule in controlled
    ]
    finder, kind = build_finder(set(charges)), KIND_OF_MEASURE[buying.measure]
    for (number, posting, rule), charge in zip(controlled, charges, strict=True):
        line = finder.find(charge)
        name, funds = line.name if line else "", Funds(**{buying.measure: posting.debit})
        place = (kind, buying.day, period.code, name)
        yield Taking(0, Movement(*place, funds, number, posting.account), posting, rule)


def _judge_missing(takings: Sequence[Taking]) -> Iterator[RuleError]:
    for taking in takings:
        if taking.line or taking.posting.debit <= 0:
            continue
        error = describe_missing(taking)
        if taking.rule and taking.rule.level is Level.ABSOLUTE:
            raise error
        yield error
