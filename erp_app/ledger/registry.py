"""The ledgers of a site: the general ledger, and those that hooks.py names.

diwan_ledgers = ["erp_app.budget.ledger.BUDGET_LEDGER"]
"""

from __future__ import annotations

import frappe

from erp_app.domain.chained import LedgerSpec
from erp_app.domain.general_ledger import GENERAL_LEDGER
from erp_app.ledger.chained import ChainedLedger
from erp_app.ledger.hooked import load_hooked
from erp_app.store.chained_ledger import ensure_head
from erp_app.store.triggers import install_triggers

HOOK = "diwan_ledgers"

general_ledger = ChainedLedger(GENERAL_LEDGER)


def ledger_specs() -> list[LedgerSpec]:
    """Return the specs of all ledgers, the general ledger first."""
    return [GENERAL_LEDGER, *(load_hooked(path) for path in frappe.get_hooks(HOOK))]


def install_ledgers() -> None:
    """Create what ledgers need beside their DocTypes: heads and triggers. Idempotent; commits."""
    specs = ledger_specs()
    for spec in specs:
        ensure_head(spec.name)
    install_triggers(specs)
