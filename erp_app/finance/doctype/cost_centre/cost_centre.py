"""The Cost Centre tree: who in the entity answers for the money."""

from frappe.utils.nestedset import NestedSet

from erp_app.documents.trees import require_group_parent
from erp_app.finance import master


class CostCentre(NestedSet):
    """A cost centre is posted to; a group only adds up."""

    nsm_parent_field = "parent_cost_centre"

    def validate(self) -> None:
        master.require_code(self.cost_centre_code)
        require_group_parent(self)
        if self.is_group and not self.is_new():
            master.require_unposted(self)

    def on_trash(self) -> None:
        master.require_unposted(self)
        super().on_trash()
