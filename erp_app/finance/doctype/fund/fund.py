"""The Funds: whose money it is and what it may be used for."""

from frappe.model.document import Document

from erp_app.finance import master


class Fund(Document):
    """A fund is disabled when its purpose has ended."""

    def validate(self) -> None:
        master.require_code(self.fund_code)

    def on_trash(self) -> None:
        master.require_unposted(self)
