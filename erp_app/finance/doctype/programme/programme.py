"""The Programmes of the budget."""

from frappe.model.document import Document

from erp_app.finance import master


class Programme(Document):
    """A programme groups projects and spending under one objective."""

    def validate(self) -> None:
        master.require_code(self.programme_code)

    def on_trash(self) -> None:
        master.require_unposted(self)
