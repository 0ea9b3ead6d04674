"""The budget ledger's lines, readable by people and written by the engine alone."""

from erp_app.domain.budget.movements import BUDGET_LEDGER
from erp_app.finance.engine_document import EngineDocument
from erp_app.store.ledger_schema import ensure_line_indexes


class BudgetMovement(EngineDocument):
    """Refuses every write through the document interface."""


def on_doctype_update() -> None:
    ensure_line_indexes(BUDGET_LEDGER)
