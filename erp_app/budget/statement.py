"""A budget, or a change of it, as it is printed and signed, in the reader's language."""

from __future__ import annotations

import frappe

from erp_app.domain.dimensions import DIMENSIONS
from erp_app.domain.languages import direction_of
from erp_app.store.amounts import amount_of
from erp_app.store.budget_reports import load_titles
from erp_app.store.currency import written
from erp_app.store.place import draw_own_crest, name_of_site
from erp_app.store.users import names_with_address


def budget_statement(doc) -> dict:
    """Return direction, entity, lines with names of groups, total and people of a document.

    Amounts are texts with the currency's decimals and grouped thousands.
    """
    language = frappe.local.lang or "en"
    names = load_titles("Budget Group", {row.budget_group for row in doc.lines}, language)
    people = names_with_address({doc.prepared_by, doc.approved_by} - {None, ""})
    return {
        "direction": direction_of(language),
        "entity": name_of_site(language),
        "crest": draw_own_crest(),
        "lines": [_line(row, names) for row in doc.lines],
        "total": written(amount_of(doc.total_amount)),
        "prepared_by": people.get(doc.prepared_by, doc.prepared_by or ""),
        "approved_by": people.get(doc.approved_by, doc.approved_by or ""),
    }


def _line(row, names: dict[str, str]) -> dict:
    return {
        "group": row.budget_group,
        "group_name": names.get(row.budget_group, ""),
        "description": row.description or "",
        "dimensions": " · ".join(row.get(name) for name in DIMENSIONS if row.get(name)),
        "phasing": row.get("phasing") or "",
        "amount": written(amount_of(row.amount)),
    }
