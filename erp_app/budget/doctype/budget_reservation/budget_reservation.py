"""What a voucher line holds of a budget line until something relieves it."""

from erp_app.documents.engine_written import EngineWritten


class BudgetReservation(EngineWritten):
    """Refuses every write through the document interface."""
