"""A supplier as it is printed, in the reader's language; at the hub whole, in an entity its part.

A field that the reader may not see is left out, as everywhere: the base has emptied it by then.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate

from erp_app.domain.languages import direction_of
from erp_app.purchasing.mirror import as_of
from erp_app.store.place import draw_own_crest, name_of_site
from erp_app.store.suppliers import load_kinds

_PARTS = {
    "Supplier": (
        "supplier_name", "supplier_name_ar", "legal_form", "country", "is_sme", "status",
        "status_reason", "risk_tier", "payment_days",
    ),
    "Licence and Tax": (
        "trade_licence_number", "licence_issuer", "licence_expiry", "tax_number",
    ),
    "Contact": ("address", "contact_name", "contact_mail", "contact_phone"),
    "Bank Account in Force": (
        "account_shown", "iban", "bank_code", "bank_name", "account_currency", "account_from",
    ),
}  # fmt: skip
_CHOICES = frozenset({"legal_form", "country", "status", "risk_tier"})
_DAYS = frozenset({"licence_expiry", "account_from"})


def supplier_record(doc) -> dict:
    """Return direction, place, crest, parts with their facts as (label, text), and documents."""
    language = frappe.local.lang or "en"
    parts = [{"title": _(title), "facts": _facts(doc, names)} for title, names in _PARTS.items()]
    titles = {kind.code: kind.title for kind in load_kinds(language)}
    known = as_of()
    return {
        "direction": direction_of(language),
        "place": name_of_site(language),
        "crest": draw_own_crest(),
        "parts": [part for part in parts if part["facts"]],
        "documents": [_document(row, titles) for row in doc.get("documents") or []],
        "as_of": _("Kept at the hub; known here as of {0}").format(known) if known else "",
    }


def _facts(doc, names: tuple[str, ...]) -> list[tuple[str, str]]:
    found = []
    for name in names:
        if text := _text(name, doc.get(name)):
            found.append((_(doc.meta.get_label(name)), text))
    return found


def _text(name: str, value: Any) -> str:
    if name == "is_sme":
        return _("Yes") if value else _("No")
    if not value:
        return ""
    if name in _DAYS:
        return formatdate(value)
    return _(value) if name in _CHOICES else str(value)


def _document(row, titles: dict[str, str]) -> dict[str, str]:
    return {
        "kind": titles.get(row.document_kind, row.document_kind),
        "number": row.document_number or "",
        "expiry": formatdate(row.expiry_date) if row.expiry_date else "",
    }
