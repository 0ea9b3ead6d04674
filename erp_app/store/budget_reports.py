"""Figures of budget reports, summed by the database from balances.

The time is that of the number of balances, whatever the number of movements.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import frappe

from erp_app.domain.budget.funds import MEASURES, Funds
from erp_app.domain.languages import is_arabic
from erp_app.domain.periods import period_code
from erp_app.store.amounts import amount_from_text

# What the rows of a report are about, and the column of a budget line that says it.
GROUPINGS = {"Budget Line": "name", "Budget Group": "budget_group", "Cost Centre": "cost_centre"}
_NAMES = {"Budget Group": "group_name", "Cost Centre": "cost_centre_name"}
_TREES = {"budget_group": "Budget Group", "cost_centre": "Cost Centre"}


def sum_funds_by(
    grouping: str, year: str, numbers: tuple[int, int], below: Mapping[str, str]
) -> dict[str, Funds]:
    """Return key -> funds of a fiscal year's lines, by a key of GROUPINGS.

    numbers: of the first and the last period, both included. below: column -> node of its tree,
    which stands for all below it; "" for everything. Lines without a cost centre: under "".
    """
    key = f"coalesce(l.`{GROUPINGS[grouping]}`, '')"
    sums = ", ".join(f"cast(sum(b.`{name}`) as char)" for name in MEASURES)
    parts, values = ["l.fiscal_year = %s", "b.period between %s and %s"], [year]
    values += [period_code(year, number) for number in numbers]
    for column, node in below.items():
        if node:
            parts.append(_below(column))
            values.append(node)
    rows = frappe.db.sql(
        f"select {key}, {sums} from `tabBudget Line` l join `tabBudget Balance` b"
        f" on b.budget_line = l.name where {' and '.join(parts)} group by 1",
        tuple(values),
    )
    return {name: Funds(*map(amount_from_text, amounts)) for name, *amounts in rows}


@dataclass(frozen=True, slots=True)
class MovementsAsked:
    """Which movements are asked for; "" where nothing is chosen. numbers: of the first and the last
    period of the year. nodes: column of a line -> node of its tree. exact: the column
    of which the node counts without those below it, "" for none."""

    year: str = ""
    numbers: tuple[int, int] = (0, 0)
    line: str = ""
    voucher: str = ""
    nodes: Mapping[str, str] | None = None
    exact: str = ""

    @property
    def is_anything(self) -> bool:
        """Return False when this would be every movement there is."""
        return bool(self.line or self.voucher or any((self.nodes or {}).values()))


_SHOWN = ("posting_date", "period", "movement_kind", "budget_line", "voucher_type", "voucher")
_SHOWN = (*_SHOWN, "voucher_line", "account", "override", "posted_by")


def load_movement_rows(asked: MovementsAsked, limit: int) -> list[dict[str, Any]]:
    """Return the newest movements that are asked for, each as column -> value, amounts exact."""
    parts, values = _conditions(asked)
    own = ", ".join(f"coalesce(m.`{name}`, '')" for name in _SHOWN)
    amounts = ", ".join(f"cast(m.`{name}` as char)" for name in MEASURES)
    rows = frappe.db.sql(
        f"select {own}, {amounts} from `tabBudget Movement` m"
        f" join `tabBudget Line` l on l.name = m.budget_line where {' and '.join(parts)}"
        f" order by m.posting_date desc, m.name desc limit {int(limit)}",
        tuple(values),
    )
    return [
        dict(zip(_SHOWN, row[: len(_SHOWN)], strict=True))
        | dict(zip(MEASURES, map(amount_from_text, row[len(_SHOWN) :]), strict=True))
        for row in rows
    ]


def _conditions(asked: MovementsAsked) -> tuple[list[str], list[str]]:
    parts, values = ["1 = 1"], []
    if asked.line:
        parts.append("m.budget_line = %s")
        values.append(asked.line)
    if asked.voucher:
        parts.append("m.voucher = %s")
        values.append(asked.voucher)
    if asked.year:
        parts.append("l.fiscal_year = %s and m.period between %s and %s")
        values += [asked.year, *(period_code(asked.year, one) for one in asked.numbers)]
    for column, node in (asked.nodes or {}).items():
        if node:
            parts.append(f"l.`{column}` = %s" if asked.exact == column else _below(column))
            values.append(node)
    return parts, values


def _below(column: str) -> str:
    """Return a condition on a column of a line: a node of its tree, or one below it."""
    table = f"tab{_TREES[column]}"
    return (
        f"l.`{column}` in (select c.name from `{table}` n join `{table}` c"
        " on c.lft between n.lft and n.rgt where n.name = %s)"
    )


def load_titles(grouping: str, keys: Collection[str], language: str | None) -> dict[str, str]:
    """Return key -> name in a language of budget groups or cost centres; of lines none."""
    if grouping not in _NAMES or not keys:
        return {}
    column = f"{_NAMES[grouping]}{'_ar' if is_arabic(language) else ''}"
    marks = ", ".join(["%s"] * len(keys))
    return dict(
        frappe.db.sql(
            f"select name, `{column}` from `tab{grouping}` where name in ({marks})", tuple(keys)
        )
    )
