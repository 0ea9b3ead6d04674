"""Gives a statement the shape that Frappe's report view draws."""

from __future__ import annotations

from decimal import Decimal

from erp_app.finance.statement import Statement, name_currency
from erp_app.reading.cells import safe_cells

_KINDS = {
    "code": {"fieldtype": "Data", "align": "left"},
    "amount": {"fieldtype": "Currency", "align": "right"},
    "date": {"fieldtype": "Date"},
    "number": {"fieldtype": "Int"},
    "voucher": {"fieldtype": "Dynamic Link", "options": "voucher_type"},
}


def shape_for_screen(statement: Statement) -> tuple[list[dict], list[dict], str | None]:
    """Return columns, rows and message; amounts become floats here, for display only."""
    columns = [
        {
            "fieldname": column.key,
            "label": column.label,
            "width": column.width,
            **_KINDS.get(column.kind, {"fieldtype": "Data"}),
        }
        for column in statement.columns
    ]
    rows = [
        {key: float(value) if isinstance(value, Decimal) else value for key, value in row.items()}
        for row in statement.rows
    ]
    return columns, safe_cells(columns, rows), "<br>".join([*statement.notes, name_currency()])
