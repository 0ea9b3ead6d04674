"""A line of the budget in force: what is locked while its money is counted.

Made by the approval of a budget. Its name is its key, so that it exists once.
"""

from erp_app.documents.engine_written import EngineWritten
from erp_app.store.budget_lines import ensure_indexes


class BudgetLine(EngineWritten):
    """Refuses every write through the document interface."""


def on_doctype_update() -> None:
    ensure_indexes()
