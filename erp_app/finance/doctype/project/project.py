"""The Projects: undertakings with a beginning and an end."""

from frappe.model.document import Document

from erp_app.finance import master


class Project(Document):
    """A project carries its costs across years."""

    def validate(self) -> None:
        master.require_code(self.project_code)

    def on_trash(self) -> None:
        master.require_unposted(self)
