"""The ledger's lines, readable by people and written by posting alone."""

from erp_app.domain.general_ledger import GENERAL_LEDGER
from erp_app.finance.engine_document import EngineDocument
from erp_app.store.ledger_schema import ensure_line_indexes


class LedgerLine(EngineDocument):
    """Refuses every write through the document interface."""


def on_doctype_update() -> None:
    ensure_line_indexes(GENERAL_LEDGER)
