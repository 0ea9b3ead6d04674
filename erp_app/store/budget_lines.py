"""Budget lines in the database: rows that are locked, found by what is charged to them.

Owns how a line is stored: by its key, with empty texts for dimensions that it does not name, so
that an index serves the search. Never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

import frappe
from frappe.utils import now

from erp_app.domain.budget.lines import BudgetLine
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.store.amounts import amount_from_text
from erp_app.store.rows import BASE_COLUMNS, base_values, in_chunks, insert_rows

TABLE = "tabBudget Line"
_SEARCH_INDEX = "year_group_centre"
_DIMENSIONS = ", ".join(f"`{name}`" for name in DIMENSIONS)


def ensure_indexes() -> None:
    """Create the index by which the lines of a charge are found. Idempotent."""
    present = {row[2] for row in frappe.db.sql(f"show index from `{TABLE}`")}
    if _SEARCH_INDEX not in present:
        columns = "(fiscal_year, budget_group, cost_centre)"
        frappe.db.sql_ddl(f"alter table `{TABLE}` add index {_SEARCH_INDEX} {columns}")


def find_candidates(
    years: Collection[str], groups: Collection[str], centres: Collection[str]
) -> list[BudgetLine]:
    """Return the lines of years and groups whose cost centre is one of these, or none.

    One query, whatever the number of charges: which of the lines takes a charge is the domain's.
    """
    if not (years and groups):
        return []
    wanted = [sorted(years), sorted(groups), sorted({"", *centres})]
    marks = [", ".join(["%s"] * len(one)) for one in wanted]
    rows = frappe.db.sql(
        f"select fiscal_year, budget_group, {_DIMENSIONS} from `{TABLE}`"
        f" where disabled = 0 and fiscal_year in ({marks[0]}) and budget_group in ({marks[1]})"
        f" and cost_centre in ({marks[2]})",
        tuple(value for one in wanted for value in one),
    )
    return [BudgetLine(year, group, DimensionSet(*given)) for year, group, *given in rows]


def existing(names: Collection[str]) -> set[str]:
    """Return the names of lines that exist."""
    found: set[str] = set()
    for chunk in in_chunks(sorted(names)):
        marks = ", ".join(["%s"] * len(chunk))
        query = f"select name from `{TABLE}` where name in ({marks})"
        found.update(row[0] for row in frappe.db.sql(query, tuple(chunk)))
    return found


def open_lines(lines: Iterable[BudgetLine], budget: str | None, user: str) -> None:
    """Make the lines of an approved budget, or open those again that an earlier one had made.

    budget: None for lines that a later change brings. In order of their names, in which everybody
    locks them.
    """
    at = now()
    rows = [
        (*base_values(line.name, at, user), line.fiscal_year, *line.dimensions, line.group, budget)
        for line in sorted(lines, key=lambda one: one.name)
    ]
    columns = (*BASE_COLUMNS, "fiscal_year", *DIMENSIONS, "budget_group", "budget")
    insert_rows(TABLE, columns, rows, "budget = coalesce(values(budget), budget), disabled = 0")


def close_lines(names: Sequence[str]) -> None:
    """Let nothing more be charged to lines; they are locked already."""
    for chunk in in_chunks(names):
        marks = ", ".join(["%s"] * len(chunk))
        frappe.db.sql(f"update `{TABLE}` set disabled = 1 where name in ({marks})", tuple(chunk))


def load_transferred(names: Collection[str]) -> dict[str, Decimal]:
    """Return line -> net of its approved transfers as it stands now; lines are locked already."""
    marks = ", ".join(["%s"] * len(names))
    rows = frappe.db.sql(
        f"select name, cast(transferred as char) from `{TABLE}` where name in ({marks}) for update",
        tuple(sorted(names)),
    )
    return {name: amount_from_text(amount) for name, amount in rows}


def add_transferred(amounts: Mapping[str, Decimal]) -> None:
    """Add to the net of approved transfers of lines that are locked, line -> amount."""
    for name, amount in sorted(amounts.items()):
        frappe.db.sql(
            f"update `{TABLE}` set transferred = transferred + %s where name = %s", (amount, name)
        )
