"""One line of a Journal, or of a Journal Template."""

from frappe.model.document import Document


class JournalLine(Document):
    """Stored by its journal in bulk; by the framework in every other parent."""

    def db_insert(self, *args, **kwargs):
        if self.parenttype == "Journal":
            self.set("__islocal", False)
            return
        super().db_insert(*args, **kwargs)
