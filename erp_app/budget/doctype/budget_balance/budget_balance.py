"""What each budget line has and has spent, per period, kept with the movements."""

from erp_app.finance.engine_document import EngineDocument
from erp_app.store.ledger_schema import ensure_balance_indexes


class BudgetBalance(EngineDocument):
    """Refuses every write through the document interface."""


def on_doctype_update() -> None:
    ensure_balance_indexes("Budget Balance")
