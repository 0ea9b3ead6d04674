"""One step of a grade: a monthly total salary, half of which is basic salary."""

from frappe.model.document import Document


class GradeStep(Document):
    """Filled by its Grade."""
