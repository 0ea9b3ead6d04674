"""What is to be bought, as it is printed and signed, in the reader's language."""

from __future__ import annotations

from decimal import Decimal

import frappe

from erp_app.domain.dimensions import DIMENSIONS
from erp_app.domain.languages import direction_of
from erp_app.domain.money import plain, total
from erp_app.store.amounts import amount_of
from erp_app.store.currency import written
from erp_app.store.place import draw_own_crest, name_of_site
from erp_app.store.users import names_with_address


def purchase_statement(doc) -> dict:
    """Return direction, entity, lines, totals and people of a document that buys.

    Amounts are texts with the currency's decimals and grouped thousands.
    """
    language = frappe.local.lang or "en"
    people = names_with_address({doc.prepared_by, doc.approved_by} - {None, ""})
    return {
        "direction": direction_of(language),
        "entity": name_of_site(language),
        "crest": draw_own_crest(),
        "lines": [_line(row) for row in doc.lines],
        "net": written(_sum(doc, "net_amount")),
        "tax": written(_sum(doc, "tax_amount")),
        "total": written(amount_of(doc.total_amount)),
        "gross": written(amount_of(doc.get("gross_amount"))),
        "prepared_by": people.get(doc.prepared_by, doc.prepared_by or ""),
        "approved_by": people.get(doc.approved_by, doc.approved_by or ""),
    }


def _sum(doc, field: str) -> Decimal:
    return total(amount_of(row.get(field)) for row in doc.lines)


def _line(row) -> dict:
    return {
        "description": row.description or "",
        "account": row.account or "",
        "dimensions": " · ".join(row.get(name) for name in DIMENSIONS if row.get(name)),
        "quantity": plain(amount_of(row.quantity)),
        "unit": row.unit or "",
        "unit_price": written(amount_of(row.unit_price)),
        "net": written(amount_of(row.net_amount)),
        "tax": written(amount_of(row.tax_amount)),
    }
