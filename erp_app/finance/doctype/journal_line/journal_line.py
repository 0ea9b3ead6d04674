"""One line of a Journal, or of a Journal Template."""

from frappe.model.document import Document

from erp_app.documents.lines import BulkLine


class JournalLine(BulkLine, Document):
    """Stored by its journal in bulk; by the framework in every other parent."""

    bulk_parents = frozenset({"Journal", "Opening Balances"})
