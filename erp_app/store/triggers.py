"""Installs and inspects the ledger's database triggers on the connected site."""

import frappe

from erp_app.store.trigger_sql import TRIGGER_NAMES, TRIGGERS


def install_triggers() -> None:
    """Create the triggers, replacing older ones. Commits, as every DDL statement does."""
    for statement in TRIGGERS:
        frappe.db.sql_ddl(statement)


def missing_triggers() -> list[str]:
    """Return the names of triggers that the database does not have."""
    found = frappe.db.sql(
        "select trigger_name from information_schema.triggers where trigger_schema = database()"
    )
    return sorted(set(TRIGGER_NAMES) - {row[0] for row in found})
