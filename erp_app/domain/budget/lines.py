"""Budget lines, and which of them a posting is charged to.

Owns the one written order of specificity. Among the lines of the posting's fiscal year whose group
holds its account, and whose dimensions are the posting's wherever they are given, the first of
these differences decides:

    1. a line that names the project, then 2. the programme, 3. the function, 4. the fund;
    5. the deeper cost centre (the posting's own, before one above it, before none);
    6. the narrower budget group.

Two lines that are equal in all six have the same key, and a key exists once: the order is total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from erp_app.domain.budget.groups import GroupTree, path_of
from erp_app.domain.dimensions import NO_DIMENSIONS, DimensionSet
from erp_app.domain.periods import ADJUSTMENT_PERIOD, fiscal_year_of_period, period_code


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of a budget. An empty dimension means any; a cost centre holds those below it."""

    fiscal_year: str
    group: str
    dimensions: DimensionSet = NO_DIMENSIONS

    @property
    def name(self) -> str:
        """Return the key of the line, by which it is stored: a code cannot hold a bar."""
        return "|".join((self.fiscal_year, *self.dimensions, self.group))


def fiscal_year_of(name: str) -> str:
    """Return the fiscal year of a line by its name."""
    return name.partition("|")[0]


def line_of(name: str) -> BudgetLine:
    """Return a line by its name.

    >>> line_of("2026|1100|GF||||OPEX").dimensions.fund
    'GF'
    """
    year, *dimensions, group = name.split("|")
    return BudgetLine(year, group, DimensionSet(*dimensions))


def period_of_line(name: str, code: str) -> str:
    """Return where a movement in a period counts on a line: there, if it is of the line's year;
    else in the last period of that year when it comes later, in the first when earlier.

    >>> period_of_line("2026|1100|||||OPEX", "2027-02")
    '2026-13'
    """
    year = fiscal_year_of(name)
    if fiscal_year_of_period(code) == year:
        return code
    is_later = code > period_code(year, ADJUSTMENT_PERIOD)
    return period_code(year, ADJUSTMENT_PERIOD if is_later else 1)


def label_of(name: str) -> str:
    """Return a line's name for a sentence: its group, then the dimensions that it names.

    >>> label_of("2026|1100|GF||||OPEX")
    'OPEX / 1100 / GF'
    """
    *dimensions, group = name.split("|")[1:]
    return " / ".join([group, *filter(None, dimensions)])


@dataclass(frozen=True, slots=True)
class Charge:
    """What is to be charged to a line: an account with its dimensions, in a fiscal year."""

    fiscal_year: str
    account: str
    dimensions: DimensionSet = NO_DIMENSIONS


@dataclass(slots=True)
class LineFinder:
    """Finds the line of each charge. centres: cost centre -> the one above, "" at the top."""

    lines: Iterable[BudgetLine]
    groups: GroupTree
    centres: Mapping[str, str]
    _by_group: dict[tuple[str, str], list[BudgetLine]] = field(default_factory=dict)
    _found: dict[Charge, BudgetLine | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.lines:
            self._by_group.setdefault((line.fiscal_year, line.group), []).append(line)

    def find(self, charge: Charge) -> BudgetLine | None:
        """Return the most specific line of a charge, None when no line takes it."""
        if charge not in self._found:
            self._found[charge] = self._find(charge)
        return self._found[charge]

    def _find(self, charge: Charge) -> BudgetLine | None:
        groups = self.groups.path_of(charge.account)
        centres = path_of(charge.dimensions.cost_centre, self.centres)
        candidates = [
            (specificity(line, groups, centres), line)
            for group in groups
            for line in self._by_group.get((charge.fiscal_year, group), ())
            if takes(line, charge.dimensions, centres)
        ]
        return max(candidates, key=lambda one: one[0])[1] if candidates else None


def takes(line: BudgetLine, dimensions: DimensionSet, centres: tuple[str, ...]) -> bool:
    """Tell whether a posting's dimensions are those of the line, wherever the line gives one.

    centres: the posting's cost centre and all above it.
    """
    wanted = line.dimensions
    if wanted.cost_centre and wanted.cost_centre not in centres:
        return False
    pairs = zip(wanted[1:], dimensions[1:], strict=True)
    return all(not of_line or of_line == given for of_line, given in pairs)


def specificity(
    line: BudgetLine, groups: tuple[str, ...], centres: tuple[str, ...]
) -> tuple[bool, bool, bool, bool, int, int]:
    """Return what the order compares, the greater the more specific; see the module's text.

    groups: those that hold the account, centres: the posting's and those above; narrowest first.
    """
    given = line.dimensions
    depth = len(centres) - centres.index(given.cost_centre) if given.cost_centre else 0
    narrowness = len(groups) - groups.index(line.group)
    named = (bool(given.project), bool(given.programme), bool(given.function), bool(given.fund))
    return (*named, depth, narrowness)
