"""Dimensions of a posting, and the rules on which of them an account needs.

Owns the dimension set and the resolution of overlapping rules: the narrowest range of
accounts wins, equal ranges settle on the stricter word. Refuses to guess a dimension.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from erp_app.domain.findings import Finding, _


class DimensionSet(NamedTuple):
    """The dimensions of one posting; an empty text means the dimension is not given."""

    cost_centre: str = ""
    fund: str = ""
    programme: str = ""
    project: str = ""
    function: str = ""


DIMENSIONS = DimensionSet._fields
NO_DIMENSIONS = DimensionSet()

DIMENSION_LABELS = {
    "cost_centre": _("Cost Centre"),
    "fund": _("Fund"),
    "programme": _("Programme"),
    "project": _("Project"),
    "function": _("Function"),
}


class Requirement(Enum):
    """What a rule says of one dimension."""

    OPTIONAL = "Optional"
    MANDATORY = "Mandatory"
    FORBIDDEN = "Forbidden"


_STRICTNESS = {Requirement.OPTIONAL: 0, Requirement.MANDATORY: 1, Requirement.FORBIDDEN: 2}


@dataclass(frozen=True, slots=True)
class DimensionRule:
    """Requirements for the accounts from account_from to account_to, both inclusive.

    requirements: dimension name -> requirement; a dimension left out is not ruled on.
    """

    title: str
    account_from: str
    account_to: str
    requirements: Mapping[str, Requirement]

    def covers(self, account: str) -> bool:
        """Tell whether an account is in the range: codes of as many digits, which sort as numbers
        do. As texts alone, 521015 would lie between 52101 and 52199."""
        is_of_length = len(account) == len(self.account_from)
        return is_of_length and self.account_from <= account <= self.account_to

    @property
    def width(self) -> int:
        """Number of account codes in the range; the narrower rule is the more specific."""
        return int(self.account_to) - int(self.account_from)


@dataclass(slots=True)
class DimensionRules:
    """All rules of an entity, resolved once per account and remembered."""

    rules: tuple[DimensionRule, ...] = ()
    _resolved: dict[str, dict[str, Requirement]] = field(default_factory=dict)

    def requirements(
        self, account: str, own_required: Iterable[str] = ()
    ) -> dict[str, Requirement]:
        """Return dimension -> requirement for one account; unnamed dimensions are optional.

        own_required: dimensions the account itself demands, whatever the rules say.
        """
        found = self._resolved.get(account)
        if found is None:
            found = self._resolve(account)
            found.update(dict.fromkeys(own_required, Requirement.MANDATORY))
            self._resolved[account] = found
        return found

    def _resolve(self, account: str) -> dict[str, Requirement]:
        found: dict[str, tuple[tuple[int, int], Requirement]] = {}
        for rule in self.rules:
            if not rule.covers(account):
                continue
            for dimension, requirement in rule.requirements.items():
                rank = (rule.width, -_STRICTNESS[requirement])
                if dimension not in found or rank < found[dimension][0]:
                    found[dimension] = (rank, requirement)
        return {
            dimension: requirement
            for dimension, (_rank, requirement) in found.items()
            if requirement is not Requirement.OPTIONAL
        }


def check_dimensions(
    account: str,
    dimensions: DimensionSet,
    requirements: Mapping[str, Requirement],
    line: int,
) -> list[Finding]:
    """Return what the requirements find missing or out of place on one line."""
    findings = []
    for dimension, requirement in requirements.items():
        value = getattr(dimensions, dimension)
        label = DIMENSION_LABELS[dimension]
        if requirement is Requirement.MANDATORY and not value:
            text = _("Account {0} needs a {1}")
            findings.append(Finding("dimension_missing", text, (account, label), line, dimension))
        elif requirement is Requirement.FORBIDDEN and value:
            text = _("Account {0} does not take a {1}: remove {2}")
            found = Finding("dimension_forbidden", text, (account, label, value), line, dimension)
            findings.append(found)
    return findings
