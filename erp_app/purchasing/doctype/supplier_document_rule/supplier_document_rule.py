"""A kind of document that suppliers must hold, as data: confirmed, with days and a source."""

from erp_app.documents.dated_rows import DatedRow
from erp_app.store.suppliers import forget_checks


class SupplierDocumentRule(DatedRow):
    """A supplier without such a document in force is Expired from the rule's first day on."""

    def on_update(self) -> None:
        super().on_update()
        forget_checks()

    def on_cancel(self) -> None:
        super().on_cancel()
        forget_checks()
