"""How far an entity has applied the hub's messages, and when the hub was last reached.

In an entity there is one row, of the hub; at the hub there is one of every entity.
"""

from erp_app.documents.engine_written import EngineWritten


class ExchangePosition(EngineWritten):
    """Refuses every write through the document interface."""
