"""Numbers that a circular can change: which there are, and which one holds on a day.

Owns the list of policies and the choice by date. Refuses two values for one day, and a day without
a value: a rule never guesses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from erp_app.domain.findings import RuleError, _
from erp_app.domain.money import MoneyInvalidError, money
from erp_app.domain.validity import Validity

FIRST_FISCAL_YEAR = "First Fiscal Year"
LAST_FISCAL_YEAR = "Last Fiscal Year"
MINIMUM_AGE = "Minimum Age at Joining"
VAT_RATE = "VAT Rate"
RECOVERABLE_VAT = "Recoverable VAT"
SUPPLIER_COOLING = "Supplier Account Cooling Time"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a value of the policy must look like. least, greatest: inclusive, in the unit.

    is_of_hub: it holds for all entities and is kept at the hub alone.
    """

    unit: str
    least: int
    greatest: int
    is_whole: bool = True
    is_of_hub: bool = False


POLICIES = {
    FIRST_FISCAL_YEAR: Policy(_("Calendar Year"), 2000, 2100),
    LAST_FISCAL_YEAR: Policy(_("Calendar Year"), 2000, 2100),
    MINIMUM_AGE: Policy(_("Years of Age"), 0, 60),
    VAT_RATE: Policy(_("Percent"), 0, 100, is_whole=False),
    RECOVERABLE_VAT: Policy(_("Percent of the Tax"), 0, 100, is_whole=False),
    SUPPLIER_COOLING: Policy(_("Days"), 1, 90, is_of_hub=True),
}


class PolicyValueError(RuleError):
    """A value is no number, or outside what its policy allows."""


class PolicyMissingError(RuleError):
    """No value of a policy holds on the day."""


@dataclass(frozen=True, slots=True)
class PolicyValue(Validity):
    """One value of a policy, and the days it holds; both inclusive, valid_to None means on."""

    policy: str
    value: Decimal
    valid_from: date
    valid_to: date | None = None

    def overlaps(self, other: PolicyValue) -> bool:
        """Return True when both are values of one policy for at least one day."""
        return self.policy == other.policy and self.shares_days_with(other)

    def follows(self, other: PolicyValue) -> bool:
        """Return True for a value without an end that begins after the other one has."""
        return self.valid_to is None and other.valid_from < self.valid_from


def read_value(policy: str, text: str) -> Decimal:
    """Return the number that was written for a policy.

    Raises: PolicyValueError when there is no such policy, or the text is no number it allows.

    >>> read_value("Minimum Age at Joining", "18")
    Decimal('18')
    """
    rule = POLICIES.get(policy)
    if rule is None:
        raise PolicyValueError(_("There is no policy {0}"), policy)
    try:
        value = money(text)
    except MoneyInvalidError:
        raise PolicyValueError(_("{0} is not a number"), text) from None
    if rule.is_whole and value != value.to_integral_value():
        raise PolicyValueError(_("{0} is not a whole number"), text)
    if not rule.least <= value <= rule.greatest:
        raise PolicyValueError(
            _("{0} is outside {1} to {2}"), text, str(rule.least), str(rule.greatest)
        )
    return value


def value_on(values: Iterable[PolicyValue], policy: str, day: date) -> Decimal:
    """Return the value of a policy that holds on the day. Raises: PolicyMissingError."""
    for value in values:
        if value.policy == policy and value.is_valid_on(day):
            return value.value
    raise PolicyMissingError(
        _("No value of the policy {0} holds on {1}: add one"), policy, day.isoformat()
    )
