"""The functions of government (COFOG): what the money is spent for."""

from frappe.utils.nestedset import NestedSet

from erp_app.documents.trees import require_group_parent
from erp_app.finance import master


class Function(NestedSet):
    """Divisions are groups; COFOG groups are posted to."""

    nsm_parent_field = "parent_function"

    def validate(self) -> None:
        master.require_code(self.function_code)
        require_group_parent(self)
        if self.is_group and not self.is_new():
            master.require_unposted(self)

    def on_trash(self) -> None:
        master.require_unposted(self)
        super().on_trash()
