"""One step that somebody took on a document, perhaps in another's place. Only ever added."""

from erp_app.documents.engine_written import EngineWritten


class DocumentStep(EngineWritten):
    """See `erp_app.store.document_steps`."""
