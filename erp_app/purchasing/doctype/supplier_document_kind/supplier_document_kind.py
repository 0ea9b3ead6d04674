"""A kind of document that suppliers hold. Which are compulsory is a matter of rules with days."""

from frappe.model.document import Document


class SupplierDocumentKind(Document):
    """See the fields."""
