"""What the hub tells the entities; numbered without a gap, written by the hub's own documents."""

from erp_app.documents.engine_written import EngineWritten


class ExchangeMessage(EngineWritten):
    """Refuses every write through the document interface."""
