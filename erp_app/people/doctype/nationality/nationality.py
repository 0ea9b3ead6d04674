"""A nationality and the group it is counted in."""

from frappe.model.document import Document


class Nationality(Document):
    """Codes are two capital letters (ISO 3166-1)."""

    def before_naming(self) -> None:
        self.nationality_code = (self.nationality_code or "").strip().upper()
