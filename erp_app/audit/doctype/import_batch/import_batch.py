from frappe.model.document import Document


class ImportBatch(Document):
    pass
