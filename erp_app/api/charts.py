"""The charts of our workspaces, one endpoint for all: guard, build, shape.

Owns the names of the charts and what each one shows. Refuses a chart it does not know, or
whose documents the reader may not read. Labels follow the reader's language.
"""

from collections.abc import Callable
from datetime import date

import frappe
from frappe import _
from frappe.utils import add_months, get_first_day, get_last_day, getdate, nowdate

from erp_app.finance.statement import name_currency
from erp_app.store import desk as store
from erp_app.store.people_reports import count_heads, count_heads_by_month

MONTHS_SHOWN = 12
BARS_MAX = 16

# {"labels": [...], "datasets": [{"name", "values"}]} as frappe-charts reads it, and "unit": what
# the numbers are in, empty where they count.
Data = dict


@frappe.whitelist(methods=["GET", "POST"])
def get_chart(chart_name: str, **_ignored: object) -> Data | None:
    """Return the data of one of our charts, None when there is nothing to draw yet.

    Raises: frappe.PermissionError; frappe.DoesNotExistError for an unknown chart.
    """
    if chart_name not in _CHARTS:
        frappe.throw(_("Chart {0} does not exist.").format(chart_name), frappe.DoesNotExistError)
    doctype, build = _CHARTS[chart_name]
    if not frappe.has_permission(doctype, "report"):
        frappe.throw(_("You may not see chart {0}.").format(_(chart_name)), frappe.PermissionError)
    data = build()
    has_values = any(value for dataset in data["datasets"] for value in dataset["values"])
    return data if has_values else None


def _headcount_by_month() -> Data:
    days = _list_month_ends()
    return _shape(
        [day.strftime("%m/%y") for day in days], [(_("Employees"), count_heads_by_month(days))]
    )


def _heads_by(grouping: str) -> Data:
    rows = count_heads(getdate(nowdate()), grouping)[:BARS_MAX]
    # Codes (G05) are shown as they are; words (National, Female) in the reader's language.
    labels = [_(row.key) if row.key else _("None") for row in rows]
    return _shape(labels, [(_("Employees"), [row.heads for row in rows])])


def _documents_by(doctype: str, field: str, name: str, filters: dict | None = None) -> Data:
    rows = store.count_by_field(doctype, field, filters)[:BARS_MAX]
    return _shape(
        [_(value) if value else _("None") for value, _count in rows],
        [(name, [count for _value, count in rows])],
    )


def _entities_by_category() -> Data:
    titles = store.load_category_titles(frappe.local.lang)
    rows = store.count_by_field("Entity", "category", {"status": ("!=", "Removed")})
    return _shape(
        [titles.get(value) or _("None") for value, _count in rows],
        [(_("Entities"), [count for _value, count in rows])],
    )


def _largest_entities() -> Data:
    rows = store.load_largest_entities(BARS_MAX)
    codes = [code for code, _heads in rows]
    return _shape(codes, [(_("Employees"), [heads for _code, heads in rows])])


def _result_by_month() -> Data:
    rows = store.load_result_by_period(*_get_shown_year())
    return _shape(
        [period for period, _revenue, _expense in rows],
        [
            (_("Revenue"), [float(revenue) for _period, revenue, _expense in rows]),
            (_("Expense"), [float(expense) for _period, _revenue, expense in rows]),
        ],
        name_currency(),
    )


def _largest_expenses() -> Data:
    rows = store.load_largest_expenses(getdate(nowdate()), frappe.local.lang)
    amounts = [(_("Amount"), [float(amount) for _name, amount in rows])]
    return _shape([name for name, _amount in rows], amounts, name_currency())


def _journals_by_month() -> Data:
    days = _list_month_ends()
    counts = store.count_posted_journals_by_month(get_first_day(days[0]))
    return _shape(
        [day.strftime("%m/%y") for day in days],
        [(_("Journals"), [counts.get((day.year, day.month), 0) for day in days])],
    )


def _shape(labels: list[str], datasets: list[tuple[str, list]], unit: str = "") -> Data:
    return {
        "labels": labels,
        "datasets": [{"name": name, "values": values} for name, values in datasets],
        "unit": unit,
    }


def _list_month_ends() -> list[date]:
    """Return the last day of each of the months shown; today for the running month."""
    today = getdate(nowdate())
    ends = [get_last_day(add_months(today, -back)) for back in range(MONTHS_SHOWN - 1, 0, -1)]
    return [*ends, today]


def _get_shown_year() -> tuple[date, date]:
    """Return the first day of the oldest and the last day of the newest month shown."""
    today = getdate(nowdate())
    return get_first_day(add_months(today, 1 - MONTHS_SHOWN)), get_last_day(today)


_CHARTS: dict[str, tuple[str, Callable[[], Data]]] = {
    # Counts of heads name nobody, so whoever may read the establishment may see them.
    "Headcount by Month": ("Position", _headcount_by_month),
    "Employees by Grade": ("Position", lambda: _heads_by("Grade")),
    "Employees by Nationality Group": ("Position", lambda: _heads_by("Nationality Group")),
    "Employees by Gender": ("Position", lambda: _heads_by("Gender")),
    "Positions by Status": (
        "Position",
        lambda: _documents_by("Position", "status", _("Positions")),
    ),
    "Revenue and Expense by Month": ("Journal", _result_by_month),
    "Largest Expenses This Year": ("Journal", _largest_expenses),
    "Journals Posted by Month": ("Journal", _journals_by_month),
    "Entities by Category": ("Entity", _entities_by_category),
    "Entities by Function of Government": (
        "Entity",
        lambda: _documents_by(
            "Entity", "cofog_function", _("Entities"), {"status": ("!=", "Removed")}
        ),
    ),
    "Largest Entities": ("Entity", _largest_entities),
}
