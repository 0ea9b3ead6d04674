"""The functions of government (COFOG): what the money is spent for."""

from frappe.utils.nestedset import NestedSet

from erp_app.finance import master


class Function(NestedSet):
    """Divisions are groups; COFOG groups are posted to."""

    nsm_parent_field = "parent_function"

    def validate(self) -> None:
        master.require_code(self.function_code)
        master.require_group_parent(self, "parent_function")

    def on_trash(self) -> None:
        master.require_unposted(self)
        super().on_trash()
