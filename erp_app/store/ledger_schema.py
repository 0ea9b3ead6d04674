"""Indexes of the ledger's tables, chosen for the questions that are asked of them."""

import frappe

# Table -> index name -> columns. The framework's index on `modified` serves no question here.
_INDEXES = {
    "Ledger Line": {"account_date": ("account", "posting_date", "name")},
    "Ledger Balance": {
        "account_period": ("account", "period"),
        "cost_centre_period": ("cost_centre", "period", "account"),
        "period_account": ("period", "account"),
    },
    "Account Balance": {"account_period": ("account", "period", "debit", "credit")},
}
_UNIQUE = {"Ledger Line": {"journal_line": ("journal", "line_number")}}
_UNUSED = ("modified",)


def ensure_indexes(doctype: str) -> None:
    """Create the indexes of one ledger table and drop the unused ones; idempotent."""
    table = f"tab{doctype}"
    present = {row[2] for row in frappe.db.sql(f"show index from `{table}`")}
    for kind, wanted in (("index", _INDEXES), ("unique index", _UNIQUE)):
        for name, columns in wanted.get(doctype, {}).items():
            if name not in present:
                listed = ", ".join(f"`{column}`" for column in columns)
                frappe.db.sql_ddl(f"alter table `{table}` add {kind} `{name}` ({listed})")
    for name in _UNUSED:
        if name in present:
            frappe.db.sql_ddl(f"alter table `{table}` drop index `{name}`")
