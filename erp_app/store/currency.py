"""The one currency in which an entity keeps its books, and how its amounts are written."""

from __future__ import annotations

from decimal import Decimal

import frappe

from erp_app.domain.money import CURRENCY_DECIMALS, currency_decimals, shown

CURRENCY = "AED"
_NUMBER_FORMATS = {0: "#,###", 2: "#,###.##", 3: "#,###.###"}


def decimals() -> int:
    """Return how many decimals amounts of the entity have."""
    return currency_decimals(frappe.get_cached_doc("Finance Settings").currency or CURRENCY)


def written(amount: Decimal) -> str:
    """Return an amount as documents write it: grouped, with the currency's decimals."""
    return shown(amount, decimals())


def as_text(amount: Decimal) -> str:
    """Return an amount as programs read it: with the currency's decimals, without groups."""
    return written(amount).replace(",", "")


def offer_currencies() -> None:
    """Offer the currencies whose decimals are known, each with its smallest unit."""
    frappe.db.sql(
        "update `tabCurrency` set enabled = (name in %(known)s)",
        {"known": tuple(CURRENCY_DECIMALS)},
    )
    for code, digits in CURRENCY_DECIMALS.items():
        values = {
            "fraction_units": 10**digits,
            "smallest_currency_fraction_value": float(Decimal(1).scaleb(-digits)),
            "number_format": _NUMBER_FORMATS[digits],
        }
        frappe.db.set_value("Currency", code, values, update_modified=False)


def show_amounts_in(currency: str) -> None:
    """Let every screen of the site write amounts with the currency's decimals."""
    digits = currency_decimals(currency)
    shape = {"currency_precision": str(digits), "number_format": _NUMBER_FORMATS[digits]}
    for name, value in shape.items():
        frappe.db.set_single_value("System Settings", name, value)
        frappe.db.set_default(name, value)
    frappe.db.set_default("currency", currency)
    frappe.clear_cache()
