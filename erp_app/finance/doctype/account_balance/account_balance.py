"""Balances per period and account, kept by posting alone."""

from erp_app.finance.engine_document import EngineDocument
from erp_app.store.ledger_schema import ensure_balance_indexes


class AccountBalance(EngineDocument):
    """Refuses every write through the document interface."""


def on_doctype_update() -> None:
    ensure_balance_indexes("Account Balance")
