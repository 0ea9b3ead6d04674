"""The sentences of the budget: what is missing, where, and what to do next."""

from __future__ import annotations

from erp_app.budget.charging import Taking
from erp_app.domain.budget.funds import Overrun
from erp_app.domain.budget.lines import fiscal_year_of, label_of
from erp_app.domain.findings import RuleError, _
from erp_app.domain.periods import period_code
from erp_app.store import currency


class BudgetLineMissingError(RuleError):
    """No budget line takes what is posted."""


class BudgetExceededError(RuleError):
    """More is taken of a budget line than is left."""


class BudgetInUseError(RuleError):
    """Budget is to be taken away that is promised or spent."""


def describe_missing(taking: Taking) -> BudgetLineMissingError:
    """Return what is wrong with a posting that no line takes."""
    text = _(
        "No budget line takes account {0} of cost centre {1} in {2}: have money appropriated for"
        " it, or choose an account and a cost centre that have some"
    )
    centre = taking.posting.dimensions.cost_centre or "-"
    return BudgetLineMissingError(text, taking.posting.account, centre, taking.movement.period)


def describe_overrun(overrun: Overrun) -> BudgetExceededError:
    """Return what is wrong with a set that takes more than is left."""
    text = _(
        "Account {0}: {1} would be taken of the budget line {2}, which has {3} left from {4} to"
        " {5}: ask for a transfer or a supplement first, or for an override of this document"
    )
    left = overrun.available + overrun.tolerance
    return BudgetExceededError(
        text,
        overrun.account,
        currency.written(overrun.wanted),
        label_of(overrun.line),
        currency.written(left),
        *_ends(overrun),
    )


def describe_overridden(overrun: Overrun, overrides: str) -> BudgetExceededError:
    """Return what is said of a set that went beyond the budget. overrides: what let it through."""
    text = _("Let through by {0}: {1} are taken of the budget line {2}, which has {3} left")
    amounts = [currency.written(one) for one in (overrun.wanted, overrun.available)]
    return BudgetExceededError(text, overrides, amounts[0], label_of(overrun.line), amounts[1])


def describe_in_use(overrun: Overrun) -> BudgetInUseError:
    """Return what is wrong with a change that takes budget away which is in use."""
    text = _(
        "{0} would be taken away from the budget line {1}, of which {2} are neither promised nor"
        " spent: leave that much, or free some first"
    )
    amounts = currency.written(overrun.wanted), currency.written(overrun.available)
    return BudgetInUseError(text, amounts[0], label_of(overrun.line), amounts[1])


def _ends(overrun: Overrun) -> tuple[str, str]:
    year = fiscal_year_of(overrun.line)
    return period_code(year, overrun.span[0]), period_code(year, overrun.span[-1])
