"""What is left of the budget for lines that are not posted yet.

Owns the way from what a form shows to what would be posted: dimensions that rules imply are filled
as in a document, lines are found as for one. Locks and reserves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from erp_app import ledger
from erp_app.budget.charging import build_finder
from erp_app.budget.ledger import by_number
from erp_app.domain.budget.inquiry import Standing, stand
from erp_app.domain.budget.lines import Charge
from erp_app.domain.entry import Entry, Posting
from erp_app.store import currency
from erp_app.store.budget_funds import load_funds
from erp_app.store.budget_policy import load_control_rules


def ask_funds(postings: Sequence[Posting], day: date) -> list[Standing | None]:
    """Return how the budget stands for each posting on a day.

    None where neither a line takes it nor a rule controls it.

    Raises:
        PeriodMissingError: no fiscal year holds the day.
    """
    [completed] = ledger.complete([Entry("", "", day, tuple(postings))])
    filled = completed.entry.postings
    [period] = ledger.find_periods([completed.entry])
    charges = [Charge(period.fiscal_year, one.account, one.dimensions) for one in filled]
    finder, rules = build_finder(set(charges)), load_control_rules()
    lines = [finder.find(charge) for charge in charges]
    funds = by_number(load_funds({line.name for line in lines if line}))
    found: list[Standing | None] = []
    for posting, line in zip(filled, lines, strict=True):
        given = posting.dimensions
        rule = rules.find(posting.account, given.fund, given.cost_centre, day)
        name = line.name if line else ""
        standing = stand(name, funds.get(name, {}), period.number, rule, currency.decimals())
        found.append(standing if line or rule else None)
    return found
