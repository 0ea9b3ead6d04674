"""Installs and inspects the ledgers' database triggers on the connected site."""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from erp_app.domain.chained import LedgerSpec
from erp_app.store.trigger_sql import triggers_of


def install_triggers(specs: Iterable[LedgerSpec]) -> None:
    """Create the triggers, replacing older ones. Commits, as every DDL statement does."""
    for statement in triggers_of(specs).values():
        frappe.db.sql_ddl(statement)


def drop_triggers(specs: Iterable[LedgerSpec]) -> None:
    """Take the guards down: for tests and benchmarks on sites that are thrown away."""
    for name in triggers_of(specs):
        frappe.db.sql_ddl(f"drop trigger if exists {name}")


def missing_triggers(specs: Iterable[LedgerSpec]) -> list[str]:
    """Return the names of triggers that the database does not have."""
    found = frappe.db.sql(
        "select trigger_name from information_schema.triggers where trigger_schema = database()"
    )
    return sorted(set(triggers_of(specs)) - {row[0] for row in found})
