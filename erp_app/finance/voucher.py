"""The journal voucher: what the print format of a journal shows, in the reader's language."""

from __future__ import annotations

import frappe

from erp_app.domain.dimensions import DIMENSIONS
from erp_app.domain.languages import direction_of, is_arabic
from erp_app.store.amounts import amount_of
from erp_app.store.currency import written
from erp_app.store.place import draw_own_crest, name_of_site
from erp_app.store.reports import account_names
from erp_app.store.users import names_with_address


def journal_voucher(doc) -> dict:
    """Return direction, entity, lines with account names, totals and the people of a journal.

    Amounts are texts with the currency's decimals and grouped thousands.
    """
    language = frappe.local.lang or "en"
    names = account_names({row.account for row in doc.lines}, is_arabic(language))
    people = names_with_address({doc.prepared_by, doc.approved_by} - {None, ""})
    return {
        "direction": direction_of(language),
        "entity": name_of_site(language),
        "crest": draw_own_crest(),
        "lines": [_line(row, names) for row in doc.lines],
        "total": written(amount_of(doc.total_debit)),
        "prepared_by": people.get(doc.prepared_by, doc.prepared_by or ""),
        "approved_by": people.get(doc.approved_by, doc.approved_by or ""),
    }


def _line(row, names: dict[str, str]) -> dict:
    debit, credit = amount_of(row.debit), amount_of(row.credit)
    return {
        "account": row.account,
        "account_name": names.get(row.account, ""),
        "description": row.description or "",
        "dimensions": " · ".join(row.get(name) for name in DIMENSIONS if row.get(name)),
        "debit": written(debit) if debit else "",
        "credit": written(credit) if credit else "",
    }
