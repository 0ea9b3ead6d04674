"""A unit of the organisation tree.

The nested set (lft, rgt) belongs to Frappe; a unit with sub-units or positions is not deleted.
Refuses a place below a unit that has no sub-units.
"""

from frappe.utils.nestedset import NestedSet

from erp_app.documents.trees import require_group_parent


class OrgUnit(NestedSet):
    """Named by its code; codes are written in capitals."""

    nsm_parent_field = "parent_org_unit"

    def before_naming(self) -> None:
        self.unit_code = (self.unit_code or "").strip().upper()

    def validate(self) -> None:
        require_group_parent(self)
