"""A kind of government entity: department, authority, court..."""

from frappe.model.document import Document


class EntityCategory(Document):
    """Loaded once from data; edited by centre operators."""
