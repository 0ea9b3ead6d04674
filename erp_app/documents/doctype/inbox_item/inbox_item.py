"""One document that waits for somebody. Written with the document, read through the inbox alone."""

from erp_app.documents.engine_written import EngineWritten


class InboxItem(EngineWritten):
    """See `erp_app.store.inbox`."""
