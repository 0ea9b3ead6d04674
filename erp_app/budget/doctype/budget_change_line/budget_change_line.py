"""One line of a Budget Change: which budget line, and by how much."""

from frappe.model.document import Document

from erp_app.domain.budget.lines import BudgetLine
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet


class BudgetChangeLine(Document):
    """Read by its change."""

    def as_line(self, fiscal_year: str) -> BudgetLine:
        """Return the budget line that it is about."""
        given = DimensionSet(*[self.get(name) or "" for name in DIMENSIONS])
        return BudgetLine(fiscal_year, self.budget_group or "", given)
