"""Budget Movements: what a figure of the budget is made of, from each movement to its document.

Owns the shape on the screen, and which documents are links: those that the reader may open. Refuses
to list the whole ledger: a line, a node of a tree or a document is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import frappe
from frappe import _

from erp_app.documents.refusals import rules
from erp_app.domain.budget.funds import MEASURES, Funds
from erp_app.domain.budget.lines import label_of
from erp_app.domain.findings import _ as mark
from erp_app.domain.periods import ADJUSTMENT_PERIOD
from erp_app.domain.report_filters import RawFilters
from erp_app.reading.cells import safe_cells
from erp_app.store.budget_reports import MovementsAsked, load_movement_rows

ROWS_MAX = 5_000
AMOUNTS = (
    ("appropriated", mark("Appropriated")),
    ("frozen", mark("Frozen")),
    ("pre_committed", mark("Pre-committed")),
    ("committed", mark("Committed")),
    ("actual", mark("Actual")),
    ("paid", mark("Paid")),
    ("available", mark("Available")),
)


def execute(filters: dict | None = None) -> tuple:
    """Return (columns, rows, message) for the report view, the newest movement first.

    filters: budget_line; budget_group and cost_centre, each with all below it; exact, which of the
    two without; voucher; fiscal_year with from_period and to_period (numbers 1 to 13).
    """
    with rules():
        asked = read_filters(RawFilters(filters))
    columns = build_columns()
    if not asked.is_anything:
        return columns, [], _("Choose a budget line, a group, a cost centre or a document")
    found = load_movement_rows(asked, ROWS_MAX + 1)
    shown = found[:ROWS_MAX]
    readable = find_readable({(row["voucher_type"], row["voucher"]) for row in shown})
    rows = [_shape(row, readable) for row in shown]
    return columns, safe_cells(columns, rows), _message(rows, len(found) > ROWS_MAX)


def read_filters(raw: RawFilters) -> MovementsAsked:
    """Return what is asked for. Raises: FilterInvalidError."""
    first = raw.period("from_period", mark("From Period"), 1)
    last = raw.period("to_period", mark("To Period"), ADJUSTMENT_PERIOD)
    nodes = {
        "budget_group": raw.code("budget_group", mark("Budget Group")),
        "cost_centre": raw.code("cost_centre", mark("Cost Centre")),
    }
    return MovementsAsked(
        raw.code("fiscal_year", mark("Fiscal Year")),
        (first, last),
        raw.code("budget_line", mark("Budget Line")),
        raw.code("voucher", mark("Voucher")),
        nodes,
        frappe.scrub(raw.code("exact", mark("Without Those Below"))),
    )


def build_columns() -> list[dict]:
    """Return the columns: when, what, of which line, by which document, and the amounts."""
    texts = (
        ("movement_kind", _("Movement Kind"), 140),
        ("line", _("Budget Line"), 200),
        ("voucher", _("Voucher"), 140),
        ("account", _("Account"), 90),
        ("override", _("Budget Override"), 120),
    )
    date = {"fieldname": "posting_date", "label": _("Posting Date"), "fieldtype": "Date"}
    return [
        {**date, "width": 110},
        *(
            {"fieldname": name, "label": label, "fieldtype": "Data", "width": width}
            for name, label, width in texts
        ),
        *(
            {"fieldname": name, "label": _(label), "fieldtype": "Currency", "width": 120}
            for name, label in AMOUNTS
        ),
    ]


def find_readable(vouchers: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of some documents, as (type, name), that the session's user may open."""
    by_kind: dict[str, list[str]] = {}
    for kind, name in sorted(vouchers):
        by_kind.setdefault(kind, []).append(name)
    return {
        (kind, name)
        for kind, names in by_kind.items()
        if frappe.db.exists("DocType", kind) and frappe.has_permission(kind, "read")
        for name in frappe.get_list(kind, {"name": ("in", names)}, pluck="name", limit=0)
    }


def _shape(row: Mapping, readable: set[tuple[str, str]]) -> dict:
    """Return a row as it is shown; amounts become floats here, for display."""
    amounts = {name: row[name] for name in MEASURES}
    measure = row["movement_kind"]
    return {
        **row,
        **{name: float(amount) for name, amount in amounts.items()},
        "movement_kind": _(measure),
        "line": label_of(row["budget_line"]),
        "available": float(Funds(**amounts).available),
        "may_open": (row["voucher_type"], row["voucher"]) in readable,
    }


def _closed_kinds(rows: Iterable[Mapping]) -> set[str]:
    return {row["voucher_type"] for row in rows if not row["may_open"]}


def _message(rows: Iterable[Mapping], is_cut: bool) -> str:
    """Return what is to be said above the table, "" when nothing is."""
    texts = []
    if is_cut:
        text = _("Only the newest {0} movements are shown, and the totals are of these")
        texts.append(text.format(f"{ROWS_MAX:,}"))
    closed = sorted({_(kind) for kind in _closed_kinds(rows)})
    if closed:
        text = _("Documents without a link are not yours to open: {0}")
        texts.append(frappe.utils.escape_html(text.format(", ".join(closed))))
    return "<br>".join(texts)
