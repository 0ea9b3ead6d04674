"""Indexes of ledgers' tables, chosen for the questions that are asked of them."""

from __future__ import annotations

from collections.abc import Mapping

import frappe

from erp_app.domain.chained import LedgerSpec

# Of balances: what reports ask beside the primary key.
_BALANCE_INDEXES: dict[str, dict[str, tuple[str, ...]]] = {
    "Ledger Balance": {
        "account_period": ("account", "period"),
        "cost_centre_period": ("cost_centre", "period", "account"),
        "period_account": ("period", "account"),
    },
    "Account Balance": {"account_period": ("account", "period", "debit", "credit")},
    "Budget Balance": {"line_period": ("budget_line", "period")},
}
_VOUCHER_LINE = {"voucher_line": ("voucher_type", "voucher", "line_number")}
# The framework's index on `modified` serves no question here.
_UNUSED = ("modified",)


def ensure_line_indexes(spec: LedgerSpec) -> None:
    """Create the indexes of a ledger's lines: one voucher's line stands once. Idempotent."""
    _ensure(spec.line_doctype, dict(spec.indexes), _VOUCHER_LINE)


def ensure_balance_indexes(doctype: str) -> None:
    """Create the indexes of a table of balances; idempotent."""
    _ensure(doctype, _BALANCE_INDEXES.get(doctype, {}), {})


def _ensure(
    doctype: str,
    plain: Mapping[str, tuple[str, ...]],
    unique: Mapping[str, tuple[str, ...]],
) -> None:
    table = f"tab{doctype}"
    present = {row[2] for row in frappe.db.sql(f"show index from `{table}`")}
    for kind, wanted in (("index", plain), ("unique index", unique)):
        for name, columns in wanted.items():
            if name not in present:
                listed = ", ".join(f"`{column}`" for column in columns)
                frappe.db.sql_ddl(f"alter table `{table}` add {kind} `{name}` ({listed})")
    for name in _UNUSED:
        if name in present:
            frappe.db.sql_ddl(f"alter table `{table}` drop index `{name}`")
