"""A supplier of the government, one record for all entities.

At the hub it is written by approved proposals, accounts and blocks; in an entity by the exchange.
"""

from erp_app.documents.engine_written import EngineWritten
from erp_app.purchasing.mirror import as_of


class Supplier(EngineWritten):
    """Refuses every write through the document interface."""

    def onload(self) -> None:
        self.set_onload("as_of", as_of())
