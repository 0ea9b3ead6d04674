"""Prepares a site's finance: chart of accounts, functions, funds, rules, years, limits.

Owns the standard content shipped as CSV in `data/`. Adds what is missing and never
changes what an entity has already made its own; running it again changes nothing.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import frappe
from frappe.model.document import Document

from erp_app.domain.periods import build_periods
from erp_app.domain.policies import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR, PolicyMissingError
from erp_app.ledger.registry import install_ledgers
from erp_app.store import numbering, reference_data
from erp_app.store.currency import CURRENCY
from erp_app.store.policies import whole_policy
from erp_app.store.policy_cache import forget_policies

DATA = Path(__file__).parent / "data"
DEFAULT_FUND = "GF"
DEFAULT_FUNCTION = "01.3"
ROLES_WITH_LIMIT = ("Finance Manager", "Purchasing Manager")
DEFAULT_LIMIT = 50_000_000


def install() -> None:
    """Prepare finance on the connected site: content, ledgers' heads and triggers, sequence.

    Idempotent. Needs the roles and the synced DocTypes. Commits (triggers are DDL).
    """
    load_chart()
    make_missing_years()
    load_settings()
    numbering.ensure_sequence()
    install_ledgers()
    frappe.db.commit()


def load_chart() -> dict[str, int]:
    """Add the missing accounts, functions, funds, cost centres and rules.

    Returns how many records of each kind were added. Set-based: a second or less.
    """
    added = {
        doctype: reference_data.insert_missing(doctype, _read(file), parent_field)
        for doctype, file, parent_field in (
            ("Function", "functions.csv", "parent_function"),
            ("Account", "accounts.csv", "parent_account"),
            ("Cost Centre", "cost_centres.csv", "parent_cost_centre"),
            ("Fund", "funds.csv", None),
        )
    }
    if reference_data.is_empty("Dimension Rule"):
        rules = [{**row, "enabled": 1} for row in _read("dimension_rules.csv")]
        added["Dimension Rule"] = reference_data.insert_missing("Dimension Rule", rules, None)
        forget_policies()
    return added


def load_fiscal_years(first: int, last: int) -> list[str]:
    """Add the missing calendar years with their 12 months and adjustment period."""
    added = []
    for year in range(first, last + 1):
        periods = build_periods(str(year), date(year, 1, 1))
        if reference_data.insert_fiscal_year(str(year), periods):
            added.append(str(year))
    return added


def make_missing_years(doc: Document | None = None, method: str | None = None) -> list[str]:
    """Add the fiscal years that policy says there are and that are missing; return their names.

    doc, method: as Frappe calls it when a policy value has changed; not used.
    """
    try:
        first, last = whole_policy(FIRST_FISCAL_YEAR), whole_policy(LAST_FISCAL_YEAR)
    except PolicyMissingError:
        return []  # the hub keeps no books; elsewhere the one value ends before the next is written
    return load_fiscal_years(first, last)


def load_settings() -> None:
    """Fill in settings and approval limits that an entity starts with, where they are missing."""
    settings = frappe.get_doc("Finance Settings")
    settings.currency = settings.currency or CURRENCY
    settings.default_fund = settings.default_fund or DEFAULT_FUND
    settings.default_function = settings.default_function or DEFAULT_FUNCTION
    settings.flags.ignore_links = True
    settings.save(ignore_permissions=True)
    for role in ROLES_WITH_LIMIT:
        if not frappe.db.exists("Approval Limit", {"role": role}):
            limit = frappe.new_doc("Approval Limit")
            limit.update({"role": role, "amount_max": DEFAULT_LIMIT})
            limit.insert(ignore_permissions=True, ignore_links=True)


def _read(name: str) -> list[dict[str, str | None]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]
