"""Where the ledger stands, one row, kept by posting alone."""

from erp_app.finance.engine_document import EngineDocument
from erp_app.store.ledger_schema import ensure_indexes


class LedgerHead(EngineDocument):
    """Refuses every write through the document interface."""


def on_doctype_update() -> None:
    ensure_indexes("Ledger Head")
