"""Balances per period, account and dimension set, kept by posting alone."""

from erp_app.finance.engine_document import EngineDocument
from erp_app.store.ledger_schema import ensure_balance_indexes


class LedgerBalance(EngineDocument):
    """Refuses every write through the document interface."""


def on_doctype_update() -> None:
    ensure_balance_indexes("Ledger Balance")
